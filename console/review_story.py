"""What happened to a review, as sentences."""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from console.review_words import day_words
from console.teller import Teller, Telling


def _day(e: Teller) -> str:
    return day_words(date.fromisoformat(e.data["due_on"])) if e.data["due_on"] else ""


def _decided(e: Teller) -> str:
    if e.data["granted"]:
        return e.say(_("%(who)s decided that the clock was at fault: the missed promise counts against nobody."))
    return e.say(_("%(who)s decided that the clock was right: the promise was missed and the review goes on."))


def _waiting(e: Teller) -> str:
    count = int(e.data["count"])
    sentence = ngettext(
        "%(count)d missed promise has waited for its review for more than three days, since %(since)s.",
        "%(count)d missed promises have waited for their reviews for more than three days, the oldest since %(since)s.",
        count,
    )
    return sentence % {"count": count, "since": e.moment("since")}


REVIEW_SENTENCES: dict[str, Telling] = {
    "review.saved": lambda e: e.say(_("%(who)s saved the review.")),
    "review.sent": lambda e: e.say(_("%(who)s sent the review of a missed promise for sign-off.")),
    "review.returned": lambda e: e.say(_("%(who)s sent the review back: something is missing.")),
    "review.closed": lambda e: e.say(
        _("%(who)s signed off the review of a missed promise; the corrective action is due %(day)s."), day=_day(e)
    ),
    "review.disputed": lambda e: e.say(_("%(who)s disputed the clock of a missed promise.")),
    "review.dispute_decided": _decided,
    "review.action_finished": lambda e: e.say(_("%(who)s marked the corrective action as done.")),
    "review.action_due": lambda e: (
        _("The corrective action for a missed promise was due %(day)s and is not marked as done.") % {"day": _day(e)}
    ),
    "review.waiting": _waiting,
}
