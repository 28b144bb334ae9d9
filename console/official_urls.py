"""Addresses of the directory of official channels."""

from django.urls import path

from console.views import announcements, fakes, official

urlpatterns = [
    path("", official.official, name="official"),
    path("new/", official.new, name="official_new"),
    path("changes/", official.changes, name="official_changes"),
    path("changes/<int:pk>/", official.change, name="official_change"),
    path("changes/<int:pk>/approve/", official.approve, name="official_approve"),
    path("changes/<int:pk>/refuse/", official.refuse, name="official_refuse"),
    path("changes/<int:pk>/withdraw/", official.withdraw, name="official_withdraw"),
    path("fakes/", fakes.fakes, name="official_fakes"),
    path("fakes/add/", fakes.add, name="official_fake_add"),
    path("fakes/<int:pk>/remove/", fakes.remove, name="official_fake_remove"),
    path("reports/<int:pk>/confirm/", fakes.confirm, name="official_fake_confirm"),
    path("reports/<int:pk>/dismiss/", fakes.dismiss, name="official_fake_dismiss"),
    path("announcements/", announcements.announcements, name="announcements"),
    path("announcements/new/", announcements.new, name="announcement_new"),
    path("announcements/<int:pk>/", announcements.announcement, name="announcement"),
    path("announcements/<int:pk>/withdraw/", announcements.withdraw, name="announcement_withdraw"),
    path("<int:pk>/", official.channel, name="official_channel"),
    path("<int:pk>/retire/", official.retire, name="official_retire"),
    path("<int:pk>/wait/", official.wait, name="official_wait"),
]
