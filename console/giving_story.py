"""Why a ticket is with whom it is, or with nobody: the decision of the rule as sentences, and as a list to look at."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from accounts.models import User
from console.setup_words import listed
from console.teller import Teller
from core import timewords
from outbox.models import Event
from tickets.categories import Language
from tickets.events import TicketAssigned, TicketLeftWaiting
from tickets.models import Ticket

MOST_NAMED: Final = 4


@dataclass(frozen=True)
class Mark:
    """One thing that was looked at, and whether it spoke for the person."""

    icon: str
    word: str
    fits: bool


@dataclass(frozen=True)
class Considered:
    """One person as the rule saw them. `out`: why nothing could be given to them, empty when it could."""

    label: str
    chosen: bool
    out: str
    marks: tuple[Mark, ...]


@dataclass(frozen=True)
class Why:
    """What desk/_ticket_why.html shows."""

    title: str
    words: str
    people: tuple[Considered, ...]
    more: int


def assigned(e: Teller) -> str | None:
    """The sentence of a hand-over that no person decided alone, or that came with a note; None for any other."""
    rule = e.data.get("rule") or {}
    after, before = e.data["after"], e.data["before"]
    if rule.get("kind") == "given":
        given = e.say(_("%(who)s gave the ticket to %(after)s: %(why)s."), after=after, why=settled(rule))
        return " ".join([given, *_helped(rule), *_left_out(rule)])
    if rule.get("kind") == "taken_back":
        return _taken_back(e, before, rule)
    if rule.get("kind") == "handed_over":
        if after:
            return e.say(_("%(who)s handed the ticket over to %(after)s at the end of the shift."), after=after)
        return e.say(_("%(who)s handed the ticket over to the team at the end of the shift."))
    return None


def left_waiting(e: Teller) -> str:
    """Nobody could be given it, and why."""
    return " ".join([_waits(e.data["rule"]), *_helped(e.data["rule"]), *_left_out(e.data["rule"])])


def settled(rule: Mapping[str, Any]) -> str:
    """What settled a choice, as part of a sentence."""
    chosen = next((each for each in rule["people"] if each["id"] == rule["chosen"]), {"load": 0, "limit": 0})
    sentence = {
        "only": _("the only one who could take it"),
        "fits": _("fits best of those who are there"),
        "load": _("has the least open, %(load)s of %(limit)s"),
        "turn": _("has waited longest for a new one, with %(load)s of %(limit)s open"),
    }[rule["decided"]]
    return sentence % {"load": chosen["load"], "limit": chosen["limit"]}


def settled_words(decided: str) -> str:
    """What settled a choice, for who it fell upon: a line of next up."""
    words = {
        "only": _("only you could take it"),
        "fits": _("you fit best"),
        "load": _("you hold least"),
        "turn": _("it is your turn"),
    }
    return words.get(decided, _("by rule"))


def why_of(ticket: Ticket, events: Iterable[Event], user: User) -> Why | None:
    """The decision that still holds, for the page of a ticket; None when a person decided. `events` oldest first."""
    told = {TicketAssigned.name, TicketLeftWaiting.name}
    last = next((e for e in [*events][::-1] if e.name in told and e.subject_id == ticket.pk), None)
    rule = (last.data.get("rule") if last else None) or {}
    if rule.get("kind") not in {"given", "waits"} or rule["chosen"] != ticket.assignee_id or not ticket.is_live:
        return None
    if ticket.assignee is None:
        title, words = _("Why nobody yet?"), _waits(rule)
    else:
        own = ticket.assignee_id == user.pk
        title = _("Why me?") if own else _("Why %(name)s?") % {"name": ticket.assignee.name}
        words = _("Given by rule: %(why)s.") % {"why": settled(rule)}
    words = " ".join([words, *_helped(rule)])
    people = tuple(_considered(each, rule, ticket) for each in rule["people"])
    return Why(title, words, people, rule["more"])


def _taken_back(e: Teller, before: str, rule: Mapping[str, Any]) -> str:
    sentence = {
        "off_shift": _(
            "%(before)s has been off shift for %(span)s and the customer waits: the ticket went back to its team."
        ),
        "on_break": _(
            "%(before)s has been on a break for %(span)s and the customer waits: the ticket went back to its team."
        ),
    }.get(
        rule["silence"],
        _("%(before)s has not been seen for %(span)s and the customer waits: the ticket went back to its team."),
    )
    return e.say(sentence, before=before, span=timewords.duration_words(timedelta(minutes=rule["minutes"])))


def _waits(rule: Mapping[str, Any]) -> str:
    return {
        "nobody": _("The team has no agents: the ticket waits in its queue."),
        "absent": _("Nobody of the team is there: the ticket waits in its queue."),
        "full": _("Who is there has no room for another one: the ticket waits in the queue of its team."),
    }.get(
        rule["decided"],
        _("Nobody who is there has the skill and the language: the ticket waits in the queue of its team."),
    )


def _helped(rule: Mapping[str, Any]) -> list[str]:
    if not rule["helped_by"]:
        return []
    return [_("It could not wait for its own team; the team %(team)s was asked to help.") % {"team": rule["helped_by"]}]


def _left_out(rule: Mapping[str, Any]) -> list[str]:
    """Who was out and why: the first few by name."""
    out = [each for each in rule["people"] if each["out"]]
    if not out:
        return []
    named = [_("%(name)s (%(why)s)") % {"name": each["label"], "why": reasons(each)} for each in out[:MOST_NAMED]]
    if rest := len(out) + rule["more"] - len(named):
        named.append(ngettext("%(count)s more", "%(count)s more", rest) % {"count": rest})
    return [_("Out: %(people)s.") % {"people": pgettext("between people", "; ").join(named)}]


def reasons(person: Mapping[str, Any]) -> str:
    """Why somebody was out, or what they lack."""
    words = {
        "off_shift": _("off shift"),
        "on_break": _("on a break"),
        "away": _("not at the desk"),
        "not_written": _("takes no written work"),
        "let_go": _("had it before"),
        "skill": _("lacks the skill"),
        "language": _("lacks the language"),
        "full": _("full, %(load)s of %(limit)s") % {"load": person["load"], "limit": person["limit"]},
    }
    return listed([words.get(each, each) for each in person["reasons"]])


def _considered(person: Mapping[str, Any], rule: Mapping[str, Any], ticket: Ticket) -> Considered:
    lacks = set(person["reasons"])
    named = [("skill", _("Skill")), ("language", str(Language(ticket.language).label))]
    load = _("%(load)s of %(limit)s open") % {"load": person["load"], "limit": person["limit"]}
    marks = tuple(
        Mark("x" if key in lacks else "check", word, key not in lacks) for key, word in [*named, ("full", load)]
    )
    out = reasons(person) if person["out"] else ""
    return Considered(person["label"], person["id"] == rule["chosen"], out, marks)
