"""Addresses of what the desk promises: policies, calendars, the ladder."""

from django.urls import path

from console.views.promises import calendars, ladder, opening, policies

urlpatterns = [
    path("", policies.policies, name="policies"),
    path("policies/new/", policies.policy_new, name="policy_new"),
    path("policies/<int:pk>/", policies.policy, name="policy"),
    path("policies/<int:pk>/move/", policies.policy_move, name="policy_move"),
    path("policies/<int:pk>/retire/", policies.policy_retire, name="policy_retire"),
    path("policies/<int:pk>/reinstate/", policies.policy_reinstate, name="policy_reinstate"),
    path("policies/<int:pk>/rebase/", policies.policy_rebase, name="policy_rebase"),
    path("hours/", opening.channel_hours, name="channel_hours"),
    path("calendars/", calendars.calendars, name="calendars"),
    path("calendars/new/", calendars.calendar_new, name="calendar_new"),
    path("calendars/<int:pk>/", calendars.calendar, name="calendar"),
    path("calendars/<int:pk>/rebase/", calendars.calendar_rebase, name="calendar_rebase"),
    path("ladder/", ladder.ladder, name="ladder"),
    path("ladder/suggested/", ladder.ladder_suggested, name="ladder_suggested"),
    path("ladder/<int:pk>/retire/", ladder.ladder_retire, name="ladder_retire"),
]
