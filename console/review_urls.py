"""Addresses of the reviews of missed promises, below desk/reviews/."""

from django.urls import path

from console.views import review_office, reviews

urlpatterns = [
    path("", reviews.reviews, name="reviews"),
    path("figures/", review_office.review_figures, name="review_figures"),
    path("figures.csv", review_office.review_figures_csv, name="review_figures_csv"),
    path("causes/", review_office.review_causes, name="review_causes"),
    path("causes/add/", review_office.cause_add, name="review_cause_add"),
    path("causes/<int:pk>/rename/", review_office.cause_rename, name="review_cause_rename"),
    path("causes/<int:pk>/switch/", review_office.cause_switch, name="review_cause_switch"),
    path("actions/", review_office.actions, name="actions"),
    path("actions/<int:pk>/done/", review_office.action_done, name="action_done"),
    path("<int:pk>/", reviews.review, name="review"),
    path("<int:pk>/save/", reviews.save, name="review_save"),
    path("<int:pk>/send/", reviews.send, name="review_send"),
    path("<int:pk>/sign/", reviews.sign, name="review_sign"),
    path("<int:pk>/return/", reviews.send_back, name="review_return"),
    path("<int:pk>/dispute/", reviews.dispute, name="review_dispute"),
    path("<int:pk>/uphold/", reviews.uphold, name="review_uphold"),
    path("<int:pk>/grant/", reviews.grant, name="review_grant"),
    path("<int:pk>/done/", reviews.done, name="review_done"),
]
