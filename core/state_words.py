"""How each state is told: icon, tone, words. One table, so that a state looks the same on every page."""

from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


@dataclass(frozen=True, slots=True)
class Look:
    """An icon of the set, a tone of the palette ("" is plain ink) and the words."""

    icon: str
    tone: str
    word: str | Promise


CLOCK_STATES: Final[dict[str, Look]] = {
    "ok": Look("clock", "", _("On time")),
    "soon": Look("clock-alert", "risk", _("Due soon")),
    "risk": Look("triangle-alert", "risk", _("At risk")),
    "breach": Look("circle-alert", "breach", _("Breached")),
    "paused": Look("circle-pause", "pause", _("Paused")),
    "met": Look("circle-check", "ok", pgettext_lazy("promise", "Met")),
    "met_late": Look("circle-x", "breach", pgettext_lazy("promise", "Met late")),
    "complaint": Look("scale", "complaint", _("Complaint")),
    "resolved": Look("circle-check", "ok", _("Resolved")),
    "closed": Look("archive", "pause", _("Closed")),
}

STATE_WORDS: Final[dict[str, Look]] = {
    **CLOCK_STATES,
    "emergency": Look("siren", "breach", _("Emergency")),
    "date_came": Look("calendar-clock", "accent", _("The date has come")),
    "yours": Look("user-round", "", _("With you")),
    "customer_replied": Look("reply", "accent", _("Customer replied")),
    "callback": Look("phone-forwarded", "", _("Call-back")),
    "new": Look("sparkle", "", _("New, fits your skills")),
    "handed_over": Look("arrow-left-right", "accent", _("Handed over to you")),
    "given": Look("user-round-plus", "accent", _("Given to you")),
    "mentioned": Look("at-sign", "accent", _("You are mentioned")),
    "match": Look("user-round-check", "ok", _("Match")),
    "no_match": Look("user-round-x", "breach", _("No match")),
    "known_caller": Look("user-round-check", "ok", _("Known caller")),
    "maybe_caller": Look("user-round", "", _("Maybe a known caller")),
    "unknown_caller": Look("user-round", "pause", _("Unknown caller")),
    "reported_fake": Look("shield-alert", "breach", _("Number reported as fake")),
    "contact_changed": Look("flag", "risk", _("Contact changed")),
    "failed_checks": Look("flag", "risk", _("Identity checks failed")),
    "many_accounts": Look("flag", "risk", _("Many accounts from this number")),
    "waiting_for_customer": Look("circle-pause", "pause", _("Waiting for the customer")),
    "waiting_for_you": Look("circle-pause", "pause", _("Waiting for you")),
    "received": Look("check", "ok", _("Received")),
    "with_us": Look("circle-dot", "accent", _("With us")),
    "answered": Look("check", "ok", _("Answered")),
    "available": Look("circle-dot", "ok", pgettext_lazy("presence", "Available")),
    "on_call": Look("phone-call", "accent", pgettext_lazy("presence", "On a call")),
    "wrap_up": Look("pencil", "", pgettext_lazy("presence", "Wrap-up")),
    "on_break": Look("coffee", "pause", pgettext_lazy("presence", "Break")),
    "away": Look("triangle-alert", "risk", pgettext_lazy("presence", "Away")),
    "signed_out": Look("circle", "pause", pgettext_lazy("presence", "Signed out")),
    "live": Look("radio", "", _("Live, order keeps while you point at it")),
    "open_now": Look("phone", "ok", _("Open now")),
    "way_open": Look("circle-check", "ok", _("Open now")),
    "closed_now": Look("moon", "pause", _("Closed now")),
    "nobody_there": Look("moon", "pause", _("Nobody there right now")),
    "official": Look("badge-check", "ok", _("Official channel")),
    "known_fake": Look("circle-x", "breach", _("Known fake")),
    "not_ours": Look("circle-alert", "risk", _("Not ours")),
}
