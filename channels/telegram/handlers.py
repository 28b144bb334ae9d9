"""What the bot says by itself, and the way by which answers of the desk go out."""

from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from channels.events import BotAsked
from channels.telegram.transport import bot
from channels.ways import RecipientGoneError, SentFile, Way, register
from outbox.models import Event
from outbox.registry import on
from outbox.services import outward_key
from tickets.categories import ChannelKind
from tickets.models import Ticket
from tickets.selectors import stage_of

MOST = 4096
ASKS = "status_question"


def usable() -> bool:
    """A bot without its token says nothing."""
    return bool(settings.TELEGRAM_BOT_TOKEN)


def _send(chat: str, text: str, key: str) -> str:
    return f"{chat}:{bot().send(chat, text, key=key) or key}"


def _send_file(chat: str, file: SentFile, key: str) -> str:
    return f"{chat}:{bot().send_file(chat, file, key=key) or key}"


def _delete(chat: str, source_id: str) -> bool:
    _chat, _colon, message = source_id.partition(":")
    return bot().delete(chat, int(message.partition(":")[0]))


def _fetch(file_id: str, most: int) -> bytes:
    return bot().fetch(file_id, most)


register(
    Way(
        kind=ChannelKind.TELEGRAM,
        most=MOST,
        usable=usable,
        send=_send,
        delete=_delete,
        fetch=_fetch,
        send_file=_send_file,
    )
)


@on(BotAsked, when=lambda _event: usable())
def answer_by_itself(event: Event) -> None:
    """A command's answer, or the hint in a group. Who cannot be written to gets none."""
    what, chat = event.data["what"], str(event.subject_id)
    with translation.override(event.data["language"]):
        text = render_to_string(f"telegram/{what}.txt", _context(event)).strip()
    try:
        bot().send(chat, text, key=outward_key(event, "channels.answer_by_itself"), ask=what == ASKS)
    except RecipientGoneError:
        return


def _context(event: Event) -> dict[str, Any]:
    ticket = Ticket.objects.filter(pk=event.data["ticket_id"]).first()
    chinese = event.data["language"].startswith("zh")
    return {
        "ticket": ticket,
        "address": event.data.get("address", ""),
        "stage": stage_of(ticket).label if ticket else "",
        "zone": settings.OPERATOR["zone"],
        "url": settings.PUBLIC_URL,
        "bot": settings.TELEGRAM_BOT_NAME,
        "name": settings.OPERATOR["name_zh"] if chinese else settings.OPERATOR["name"],
    }
