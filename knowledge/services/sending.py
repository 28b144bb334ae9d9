"""Answers that can be taken back for a moment, with what their macro says the ticket does then."""

from datetime import datetime, timedelta

from accounts.models import User
from knowledge.models import Macro
from knowledge.services.answering import answer
from knowledge.variables import refuse_open
from tickets.models import Draft, Message, Ticket
from tickets.services.drafts import Begun, send_due, send_soon


def begun_from(macro: Macro | None, *, follow: bool) -> Begun:
    """What a draft keeps of the macro that it began from."""
    return Begun(macro_id=macro.pk, follow=follow) if macro else Begun()


def answer_soon(
    *,
    ticket: Ticket,
    body: str,
    key: str,
    after: timedelta,
    by: User,
    at: datetime,
    seen_version: int | None,
    begun: Begun,
) -> Draft:
    """tickets.services.send_soon, refused while a variable in the text is open."""
    refuse_open(body)
    return send_soon(
        ticket=ticket, body=body, key=key, after=after, by=by, at=at, seen_version=seen_version, begun=begun
    )


def send_due_answers(*, at: datetime) -> int:
    """tickets.services.send_due, with their macros."""
    return send_due(at=at, answer=_say)


def _say(draft: Draft, at: datetime) -> Message:
    macro = Macro.objects.filter(pk=draft.macro_id).first() if draft.macro_id else None
    return answer(ticket=draft.ticket, body=draft.body, by=draft.by, at=at, macro=macro, follow=draft.follow)
