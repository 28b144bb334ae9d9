"""A visitor reports something that pretends to be us: a ticket of its own kind, with what it was and where it was met."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.services.limits import limit_attempts
from channels.directory.limits import DAY, REPORTS_PER_DAY
from channels.directory.matching import Verdict, check
from channels.directory.models import FakeReport
from channels.inbound import InboundMessage, Sender
from channels.services.intake import accept
from core.errors import InvalidInput
from core.files import IncomingFile
from core.lookalikes import Key
from core.text import clean_line, clean_text
from tickets.categories import Category, ChannelKind
from tickets.models import Ticket
from tickets.playbooks.security import SUSPECTED_IMPOSTOR


@dataclass(frozen=True)
class Report:
    """What was typed. `met` is one of the ways of the playbook; `contact` an e-mail address or telephone number.

    `files` are the evidence: they stand with the first message of the ticket.
    """

    key: str
    pasted: str
    met: str
    contact: str
    words: str = ""
    name: str = ""
    language: str = "en"
    files: Sequence[IncomingFile] = ()


@transaction.atomic
def report_fake(*, report: Report, address: str, at: datetime) -> Ticket:
    """The ticket, the same one for the same `key`. Raises InvalidInput by field; TooMany for too many from one `address` a day.

    What is official cannot be reported here: that would be a complaint about us.
    """
    limit_attempts("official-report", address, at=at, per=DAY, most=REPORTS_PER_DAY)
    pasted = clean_line(report.pasted, field="pasted", limit=400, required=True)
    key = _what(pasted)
    body = clean_text(report.words, field="words", limit=4_000)
    mail = "@" in report.contact
    taken = accept(
        inbound=InboundMessage(
            kind=ChannelKind.WEB,
            source_id=f"fake:{report.key}",
            sender=Sender(name=report.name, email=report.contact if mail else "", phone="" if mail else report.contact),
            subject=_("Reported as fake: %(what)s") % {"what": pasted[:120]},
            body=f"{pasted}\n\n{body}".strip(),
            category=Category.SECURITY,
            topic=SUSPECTED_IMPOSTOR.key,
            language=report.language,
            answers={"way": report.met, "contact": pasted},
            zone=settings.OPERATOR["zone"],
            region=settings.OPERATOR["region"],
            files=tuple(report.files),
        ),
        at=at,
    )
    if taken.new:
        FakeReport.objects.create(
            ticket=taken.ticket, kind=key.kind, value=key.value[:255], pasted=pasted, met=report.met, at=at
        )
    return taken.ticket


def _what(pasted: str) -> Key:
    """The first thing in it that is not ours. Raises InvalidInput where all of it is; what cannot be read is kept as typed."""
    try:
        answers = check(pasted)
    except InvalidInput:
        return Key("", "")
    others = [each for each in answers if each.verdict != Verdict.OFFICIAL]
    if not others:
        sentence = _("This one is ours. Tell us what happened in a ticket or a complaint instead.")
        raise InvalidInput(fields={"pasted": sentence}, code="official")
    told = others[0].told
    return told.keys[0] if told.kind else Key("", told.keys[0].value)
