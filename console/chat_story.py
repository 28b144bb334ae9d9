"""What happened to a chat, as sentences."""

from collections.abc import Mapping
from datetime import timedelta

from django.utils.translation import gettext as _

from channels.chat.models import ChatEnd
from console.teller import Teller, Telling
from core.timewords import span_words


def _taken(e: Teller) -> str:
    return e.say(
        _("%(agent)s took the chat after %(span)s."),
        agent=e.data["agent"],
        span=span_words(timedelta(seconds=e.data["waited"])),
    )


CHAT_SENTENCES: Mapping[str, Telling] = {
    "chat.started": lambda e: e.say(_("%(who)s began a chat.")),
    "chat.taken": _taken,
    "chat.returned": lambda e: e.say(_("The chat waits for another agent.")),
    "chat.ended": lambda e: e.say(_("The chat ended: %(cause)s."), cause=e.word("cause", ChatEnd)),
}
