"""The directory and the answers of "is this really us?" as a visitor reads them."""

from collections.abc import Iterable
from datetime import datetime
from itertools import groupby
from typing import Any

from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from channels.directory.matching import Answer, Verdict
from channels.directory.shown import ICONS, link_to, shown_value
from channels.selectors import ChannelStatus
from core.errors import Sentence
from core.hourwords import week_words
from core.lookalikes import HANDLES, Kind, Trick
from portal.hotlines import change_words, wait_words
from tickets.categories import Language
from tickets.playbooks import NEVER_ASK

_FORGED: dict[str, Sentence] = {
    Kind.PHONE: _(
        "Callers can make any number appear on your screen. If you were called, hang up and dial it yourself."
    ),
    Kind.MAIL: _("The sender of a mail can be forged. Follow no link in it: type our address yourself."),
    Kind.SITE: _("Compare the whole address in your browser, up to the first slash."),
    Kind.APP: _("Install it only from this entry of the store, never from a file or a link in a message."),
}
_ACCOUNT = _("Names and pictures can be copied: only the account behind this link is ours.")


def answer_rows(answers: Iterable[Answer], at: datetime) -> list[dict[str, Any]]:
    """The context of portal/_official_answer.html, one for each thing that was pasted."""
    return [_answer(each, at) for each in answers]


def _answer(answer: Answer, at: datetime) -> dict[str, Any]:
    near = answer.near if answer.nearest else None
    return {
        "state": answer.verdict.value,
        "tone": {Verdict.OFFICIAL: "ok", Verdict.FAKE: "breach"}.get(answer.verdict, "risk"),
        "official": answer.verdict == Verdict.OFFICIAL,
        "shown": answer.told.shown,
        "sentence": _sentence(answer),
        "careful": _careful(answer),
        "channels": [channel_row(ChannelStatus.of(each, at), at) for each in answer.channels],
        "trick": Trick(near.trick).label if near else "",
        "nearest": channel_row(ChannelStatus.of(answer.nearest, at), at) if answer.nearest else None,
    }


def _sentence(answer: Answer) -> str:
    if answer.verdict == Verdict.FAKE:
        return gettext("People were cheated with this. Answer nothing, pay nothing, sign in nowhere.")
    if answer.verdict == Verdict.NOT_OURS:
        return gettext("This is in our directory nowhere. Do not rely on what it says.")
    if answer.told.kind:
        return gettext("This is in our directory.")
    places = pgettext("list", ", ").join(str(Kind(each.kind).label) for each in answer.channels)
    return gettext("Ours only on %(places)s. An account of this name anywhere else is not.") % {"places": places}


def _careful(answer: Answer) -> Sentence:
    if answer.verdict != Verdict.OFFICIAL:
        return ""
    kind = answer.channels[0].kind
    return _ACCOUNT if kind in HANDLES else _FORGED.get(Kind.MAIL if kind == Kind.MAIL_DOMAIN else kind, "")


def directory_groups(statuses: Iterable[ChannelStatus], at: datetime) -> list[dict[str, Any]]:
    """The directory by region, what holds everywhere last; in the published order inside each."""
    rows = [channel_row(each, at) for each in statuses]
    order = list(dict.fromkeys(row["region"] for row in rows))
    rows.sort(key=lambda row: (not row["region"], order.index(row["region"])))
    return [{"region": region, "rows": list(found)} for region, found in groupby(rows, key=lambda row: row["region"])]


def channel_row(status: ChannelStatus, at: datetime) -> dict[str, Any]:
    """One channel: what it is, whether somebody is there now, and what it will and never ask."""
    channel, schedule = status.channel, status.schedule
    return {
        "kind": Kind(channel.kind).label,
        "icon": ICONS[Kind(channel.kind)],
        "name": channel.said("name"),
        "region": channel.said("region"),
        "value": shown_value(channel.kind, channel.value),
        "url": link_to(channel.kind, channel.value),
        "hours": week_words(schedule) if schedule else "",
        "open": status.open_now,
        "change": change_words(status, at),
        "changes_at": status.changes_at,
        "zone": schedule.zone if schedule else "",
        "wait": wait_words(channel.wait_minutes) if status.open_now else "",
        "languages": [Language(code).label for code in channel.languages if code in Language.values],
        "will": channel.said("will"),
        "never": channel.said("never") or NEVER_ASK,
        "own_never": channel.said("never"),
        "since": channel.since,
    }
