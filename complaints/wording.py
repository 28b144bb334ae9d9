"""The words of our letters, as blocks: page, PDF and mail are made from the same ones.

A letter is written in the language that is active when `written` is called, with moments in the profile's zone. Blocks that are
`private` are read after a one-time code or on paper, and are left out of mails: an address may be a stranger's.
"""

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any, Literal

from django.conf import settings
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from channels.selectors import hotline_for
from complaints.languages import is_answered_in_own, language_name
from complaints.models import Cause, Complaint, LetterKind, NotAdmissible, Outcome, Point, PointOutcome, Remedy
from core import numbers, timewords
from core.contacts import spaced_phone

BlockKind = Literal["line", "head", "facts", "quote", "list"]


@dataclass(frozen=True)
class Block:
    """A paragraph, a heading, a table of labels and values, words that somebody wrote, or a list."""

    kind: BlockKind
    text: str = ""
    rows: list[list[str]] = field(default_factory=list)
    private: bool = False


@dataclass(frozen=True)
class Written:
    """Subject and blocks of one letter."""

    subject: str
    blocks: list[Block]

    def content(self) -> list[dict[str, Any]]:
        """As Letter.content keeps it."""
        return [asdict(each) for each in self.blocks]


@dataclass(frozen=True)
class Delay:
    """Why the decision takes longer, and when it is expected now."""

    reasons: str
    until: datetime


def blocks_of(content: Iterable[dict[str, Any]]) -> list[Block]:
    """Letter.content as blocks again."""
    return [Block(**each) for each in content]


def plain(blocks: Iterable[Block]) -> str:
    """The open blocks as text for a mail."""
    parts = []
    for each in blocks:
        if each.private:
            continue
        rows = [_as_line(row) for row in each.rows]
        parts.append("\n".join([each.text, *rows] if each.text else rows))
    return "\n\n".join(parts)


def _as_line(row: list[str]) -> str:
    if len(row) == 1:
        return f"- {row[0]}"
    return pgettext("label and value", "%(label)s: %(value)s") % {"label": row[0], "value": row[1]}


def written(complaint: Complaint, kind: str, *, at: datetime, delay: Delay | None = None) -> Written:
    """The letter of this kind about a complaint as it stands at `at`. A late notice needs `delay`."""
    subjects = {
        LetterKind.ACKNOWLEDGEMENT: _("We have received your complaint %(number)s"),
        LetterKind.REFUSAL: _("Answer to your complaint %(number)s"),
        LetterKind.LATE_NOTICE: _("We need more time for your complaint %(number)s"),
        LetterKind.DECISION: _("Decision on your complaint %(number)s"),
        LetterKind.WITHDRAWAL: _("Your complaint %(number)s is withdrawn"),
    }
    bodies: dict[str, Callable[[], list[Block]]] = {
        LetterKind.ACKNOWLEDGEMENT: lambda: _acknowledgement(complaint),
        LetterKind.REFUSAL: lambda: _refusal(complaint),
        LetterKind.LATE_NOTICE: lambda: _late_notice(complaint, delay or Delay("", complaint.expected_at)),
        LetterKind.DECISION: lambda: _decision(complaint),
        LetterKind.WITHDRAWAL: lambda: _withdrawal(complaint),
    }
    head = [_facts([(_("Date"), _moment(at, complaint)), (_("Complaint"), complaint.number), *_ticket(complaint)])]
    head += _salutation(complaint) + _language_note(complaint)
    blocks = head + bodies[kind]() + _foot()
    return Written(subjects[LetterKind(kind)] % {"number": complaint.number}, blocks)


def _facts(rows: Iterable[tuple[str, str]]) -> Block:
    return Block("facts", rows=[[str(label), str(value)] for label, value in rows if value])


def _moment(at: datetime, complaint: Complaint) -> str:
    zone = complaint.rules.place
    words = timewords.moment_words(at, zone=zone, now=at, style="full")
    return _("%(moment)s, %(zone)s") % {"moment": words, "zone": timewords.zone_words(zone, at=at)}


def _ticket(complaint: Complaint) -> list[tuple[str, str]]:
    return [(_("Ticket"), " ".join(numbers.groups(complaint.ticket.number)))]


def _salutation(complaint: Complaint) -> list[Block]:
    if not complaint.customer.name:
        return []
    words = pgettext("salutation of a letter", "Dear %(name)s,") % {"name": complaint.customer.name}
    return [Block("line", words, private=True)]


def _language_note(complaint: Complaint) -> list[Block]:
    if is_answered_in_own(complaint.language):
        return []
    name = language_name(complaint.language)
    if not name:
        return [Block("line", _("We read your complaint in its own language and answer in English."))]
    words = _("We read your complaint in its own language (%(language)s) and answer in English.")
    return [Block("line", words % {"language": name})]


def _acknowledgement(complaint: Complaint) -> list[Block]:
    by_itself = complaint.cause == Cause.BREACH and complaint.round == 1
    why = _("We did not keep our promise on your ticket, so it became a complaint by itself. We are sorry.")
    steps = [
        _("Somebody who had no part in your ticket reads everything that was said and done."),
        _("Each point of your complaint gets its own answer; then the complaint is decided, with reasons."),
        _("If it takes longer than said above, we write to you beforehand, say why, and name a new day."),
    ]
    return [
        Block("line", why if by_itself else _("We have received your complaint.")),
        _facts(
            [
                (_("Received"), _moment(complaint.clocks_from, complaint)),
                (_("Handled by"), _handler(complaint)),
                (_("Decision expected by"), _moment(complaint.expected_at, complaint)),
                (_("At the latest by"), _moment(complaint.decide_by, complaint)),
                (_("Rules that apply"), str(complaint.rules.source)),
                (_("Language"), language_name(complaint.language)),
                (_("Cost"), _("None. A complaint is free of charge.")),
            ]
        ),
        Block("head", _("What happens now")),
        Block("list", rows=[[each] for each in steps]),
        Block("head", _("If you want to add something")),
        Block("line", _how_to_reach()),
        *_said(complaint),
        *_where_next(complaint),
    ]


def _handler(complaint: Complaint) -> str:
    if complaint.handler is None:
        return pgettext("letter", "our complaint officers")
    facts = {"name": complaint.handler.name, "number": complaint.handler.agent_number}
    return pgettext("letter", "%(name)s, number %(number)s") % facts


def _said(complaint: Complaint) -> list[Block]:
    """A copy of what the customer wrote."""
    parts = [
        (_("What you told us"), complaint.statement),
        (_("When it happened"), complaint.happened),
        (_("Damage or loss"), complaint.harm),
        (_("What you ask for"), complaint.wanted),
        (_("What shows it"), complaint.evidence),
    ]
    said: list[Block] = []
    for label, words in parts:
        if words:
            said += [Block("head", label, private=True), Block("quote", words, private=True)]
    return said


def _how_to_reach() -> str:
    sentence = _(
        "Open %(url)s, enter your ticket number with your e-mail address or telephone number, and choose “Add to the "
        "complaint”. Or write to %(mail)s and name the complaint's number."
    )
    return sentence % {"url": settings.PUBLIC_URL, "mail": settings.OPERATOR["support_mail"]}


def _where_next(complaint: Complaint) -> list[Block]:
    sentence = _("If you do not agree with how we handle or decide it, you can turn to %(body)s.")
    return [Block("head", _("Where else you can turn")), Block("line", sentence % {"body": complaint.rules.turn_to})]


def _contest(complaint: Complaint) -> list[Block]:
    if complaint.round > 1:
        return _where_next(complaint)
    sentence = _(
        "If you know facts that we did not, you can contest this once: open %(url)s, enter your ticket number, and choose "
        "“Contest”. Somebody looks at it anew, and the same periods begin again."
    )
    return [
        Block("head", _("If you do not agree")),
        Block("line", sentence % {"url": settings.PUBLIC_URL}),
        *_where_next(complaint),
    ]


def _refusal(complaint: Complaint) -> list[Block]:
    return [
        Block("line", _("We have read your complaint and cannot look into it."), private=True),
        _private(_facts([(_("Reason"), str(NotAdmissible(complaint.refusal).label))])),
        Block("quote", complaint.refusal_words, private=True),
        *_contest(complaint),
    ]


def _late_notice(complaint: Complaint, delay: Delay) -> list[Block]:
    return [
        Block("line", _("We have not decided your complaint yet, and it will take longer than we said.")),
        _facts(
            [
                (_("Decision expected by now"), _moment(delay.until, complaint)),
                (_("Limit of the rules that apply"), _moment(complaint.decide_by, complaint)),
            ]
        ),
        Block("head", _("Why it takes longer"), private=True),
        Block("quote", delay.reasons, private=True),
        Block("line", _("The limit of the rules does not move by this letter.")),
        *_where_next(complaint),
    ]


def _decision(complaint: Complaint) -> list[Block]:
    blocks = [_private(_facts([(_("Decision"), str(Outcome(complaint.outcome).label))]))]
    blocks += [Block("head", _("Reasons"), private=True), Block("quote", complaint.decision, private=True)]
    for point in complaint.points.all():
        blocks += _answered(point)
    blocks += [Block("head", _("What we do about it"), private=True), _remedies(complaint)]
    return [*blocks, *_contest(complaint)]


def _answered(point: Point) -> list[Block]:
    title = _("Point %(number)s: %(outcome)s") % {
        "number": point.position,
        "outcome": PointOutcome(point.outcome).label,
    }
    return [
        Block("head", title, private=True),
        Block("quote", point.text, private=True),
        Block("line", point.answer, private=True),
    ]


def _remedies(complaint: Complaint) -> Block:
    rows = []
    for each in complaint.remedies:
        words = str(Remedy(each).label)
        if each == Remedy.REFUND:
            words = _("%(remedy)s: %(amount)s %(asset)s") % {
                "remedy": words,
                "amount": complaint.refund_amount,
                "asset": complaint.refund_asset,
            }
        rows.append([words])
    return Block("list", rows=rows, private=True)


def _withdrawal(complaint: Complaint) -> list[Block]:
    return [
        Block("line", _("You have withdrawn your complaint, and we have ended our work on it.")),
        Block(
            "line", _("Your ticket is not touched by this. You can make a new complaint at any time, free of charge.")
        ),
        *_where_next(complaint),
    ]


def _private(block: Block) -> Block:
    return Block(block.kind, block.text, block.rows, private=True)


def operator_name() -> str:
    """Who writes, in the active language."""
    return str(settings.OPERATOR["name_zh" if (get_language() or "").startswith("zh") else "name"])


def _foot() -> list[Block]:
    """Who answers questions about the complaint. In the Union: name, e-mail address and telephone number, Article 4(3)(a) of 2025/294."""
    line = hotline_for(get_language() or "")
    rows = [
        (_("From"), _("%(operator)s, complaint officers") % {"operator": operator_name()}),
        (_("E-mail"), settings.OPERATOR["support_mail"]),
        *([(_("Telephone"), spaced_phone(line.value))] if line else []),
        (_("Web"), settings.PUBLIC_URL),
    ]
    return [
        _facts(rows),
        Block("line", _("We never ask for passwords, one-time codes, recovery phrases or remote access.")),
    ]
