"""What happened to a promise, as sentences."""

from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from console.teller import Teller, Telling
from core import timewords
from sla.models import Audience, GuardKind
from sla.rung_words import kind_inside, rung_sentence


def _kind(e: Teller) -> str:
    return kind_inside(e.data["kind"])


def _goal_passed(e: Teller) -> str:
    return _("At risk: the goal of the %(kind)s was %(time)s.") % {
        "kind": _kind(e),
        "time": e.moment("goal_at"),
    }


def _breached(e: Teller) -> str:
    return _("Missed: the limit of the %(kind)s was %(time)s.") % {
        "kind": _kind(e),
        "time": e.moment("due_at"),
    }


def _met(e: Teller) -> str:
    late = timedelta(seconds=int(e.data["late_seconds"]))
    kind = _kind(e)
    if not late:
        return _("Promise kept: %(kind)s in time.") % {"kind": kind}
    return _("Promise kept late: %(kind)s %(late)s after the limit.") % {
        "kind": kind,
        "late": timewords.duration_words(late),
    }


def _rebased(e: Teller) -> str:
    if e.data["before"] == e.data["after"]:
        sentence = _("The %(kind)s was measured anew, by other terms: its limit stays %(after)s.")
        return sentence % {"kind": _kind(e), "after": e.moment("after")}
    return _("The limit of the %(kind)s was measured anew: %(before)s became %(after)s.") % {
        "kind": _kind(e),
        "before": e.moment("before"),
        "after": e.moment("after"),
    }


def _held(e: Teller) -> str:
    return _("The clock of the %(kind)s failed too often and is held; an administrator must look.") % {"kind": _kind(e)}


def _joined(e: Teller) -> str:
    return _("Two tickets became one: of both clocks of the %(kind)s the stricter one runs on, this one ended.") % {
        "kind": _kind(e)
    }


def _waived(e: Teller) -> str:
    return e.say(_("%(who)s marked that no reply is needed: the clock of the %(kind)s ended."), kind=_kind(e))


def _ladder_reached(e: Teller) -> str:
    told = [str(Audience(each).label) for each in e.data["audiences"] if each in Audience.values]
    if not told or not e.data["ways"]:
        return rung_sentence(e.data)
    return _("%(what)s Told: %(people)s.") % {
        "what": rung_sentence(e.data),
        "people": pgettext("list", ", ").join(told),
    }


def _guard_engaged(e: Teller) -> str:
    facts = e.data["facts"]
    if e.data["kind"] == GuardKind.CLOCK_JUMP:
        jump = timewords.duration_words(timedelta(seconds=abs(int(facts["seconds"]))))
        return _("The clock jumped by %(jump)s. Nothing is fired until an administrator releases the ringers.") % {
            "jump": jump
        }
    sentence: str = _(
        "%(due)s of %(running)s promises would be missed at once. Nothing is fired until an administrator releases the "
        "ringers."
    )
    return sentence % {"due": facts["due"], "running": facts["running"]}


PROMISE_SENTENCES: dict[str, Telling] = {
    "sla.goal_passed": _goal_passed,
    "sla.breached": _breached,
    "sla.met": _met,
    "sla.rebased": _rebased,
    "sla.held": _held,
    "sla.waived": _waived,
    "sla.joined": _joined,
    "sla.ladder_reached": _ladder_reached,
    "sla.guard_engaged": _guard_engaged,
    "sla.guard_released": lambda e: e.say(_("%(who)s released the ringers.")),
}
