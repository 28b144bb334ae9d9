"""Addresses of the customer side. None carries a number or anything personal."""

from django.conf import settings
from django.urls import path

from portal.feeds import AnnouncementFeed
from portal.views import announcements, check, complaint, demo, home, official, ticket

app_name = "portal"
urlpatterns = [
    path("", home.home, name="home"),
    path("help/<slug:category>/", home.help_page, name="help"),
    path("announcements/", announcements.announcements, name="announcements"),
    path("announcements/<slug:language>/feed.atom", AnnouncementFeed(), name="feed"),
    path("official/", official.official, name="official"),
    path("official/report/", official.report, name="official_report"),
    path("official/reported/", official.reported, name="official_reported"),
    path("official/badge/", official.badge, name="official_badge"),
    path(".well-known/official-channels.jws", official.signed, name="official_signed"),
    path(".well-known/official-channels-keys.json", official.keys, name="official_keys"),
    path("status/", check.status, name="status"),
    path("status/number/", check.number_hint, name="number_hint"),
    path("status/by-code/", check.by_code, name="by_code"),
    path("status/leave/", check.leave, name="leave"),
    path("status/code/", ticket.code, name="code"),
    path("status/code/send/", ticket.code_send, name="code_send"),
    path("status/reply/", ticket.reply, name="reply"),
    path("status/phrase/", ticket.phrase, name="phrase"),
    path("status/not-resolved/", ticket.not_resolved, name="not_resolved"),
    path("status/escalate/", ticket.escalate, name="escalate"),
    path("status/complaint/", complaint.complaint, name="complaint"),
    path("status/complaint/withdraw/", complaint.withdraw, name="complaint_withdraw"),
    path("status/complaint/contest/", complaint.contest, name="complaint_contest"),
    path("status/letters/<int:pk>/", complaint.letter, name="letter"),
    path("status/letters/<int:pk>/pdf/", complaint.letter_pdf, name="letter_pdf"),
    path("status/promise.ics", ticket.promise_ics, name="promise_ics"),
]
if settings.DEMO:
    urlpatterns.append(path("demo/mail/", demo.mail, name="demo_mail"))
