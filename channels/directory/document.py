"""The directory as programs read it: one document in one form of bytes, so that its signature can be checked."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from django.conf import settings
from django.utils.translation import override

from channels.directory.models import FACTS, OfficialChannel
from channels.directory.shown import link_to, shown_value
from tickets.playbooks import NEVER_ASK

# Who keeps a copy throws it away then; a copy that an impostor changed fails before.
LASTS: Final = timedelta(days=7)


def document(at: datetime) -> bytes:
    """UTF-8 JSON with sorted names and no blanks. It is the same for all within one hour."""
    issued = at.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    told = {
        "operator": {"name": settings.OPERATOR["name"], "name_zh": settings.OPERATOR["name_zh"]},
        "issued_at": issued.isoformat(),
        "expires_at": (issued + LASTS).isoformat(),
        "never_ask": _in("en"),
        "never_ask_zh": _in("zh-hans"),
        "channels": [channel_facts(each) for each in OfficialChannel.objects.published()],
    }
    return json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def channel_facts(channel: OfficialChannel) -> dict[str, Any]:
    """What is published of one channel."""
    return {name: getattr(channel, name) for name in FACTS if name != "position"} | {
        "shown": shown_value(channel.kind, channel.value),
        "url": link_to(channel.kind, channel.value),
        "since": channel.since.astimezone(UTC).isoformat(),
        "version": channel.version,
    }


def _in(language: str) -> str:
    with override(language):
        return str(NEVER_ASK)
