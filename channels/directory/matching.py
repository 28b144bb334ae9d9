"""The answer to "is this really you?": official, known fake, or not ours. Never "safe"."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from django.conf import settings

from channels.directory.models import KnownFake, OfficialChannel
from core.lookalikes import Key, Kind, Near, Told, nearest, read, region_of
from core.lookalikes.kinds import above_host

MOST: Final = 8  # answers that a page shows


class Verdict(StrEnum):
    """All that is ever answered."""

    OFFICIAL = "official"
    FAKE = "known_fake"
    NOT_OURS = "not_ours"


@dataclass(frozen=True)
class Answer:
    """About one thing that was pasted. `channels` are those that it is; `near` and `nearest` what it comes near to if it is none."""

    told: Told
    verdict: Verdict
    channels: tuple[OfficialChannel, ...] = ()
    fake: KnownFake | None = None
    near: Near | None = None
    nearest: OfficialChannel | None = None


def check(text: str) -> list[Answer]:
    """What is named in a pasted text, the first eight with their answers. Two queries. Raises InvalidInput for what cannot be read.

    Fakes come first, then what is not ours: eight addresses of ours before a stranger's do not keep it out of sight.
    """
    ours = list(OfficialChannel.objects.published())
    told = read(text, regions=_regions(ours))
    keys = {key for each in told for key in each.fake_keys}
    fakes = {Key(each.kind, each.value): each for each in KnownFake.objects.listed(keys)}
    told = [each for each in told if not (each.label and _channels(each, ours))]
    told.sort(key=lambda each: _place(each, ours, fakes))
    return [_answer(each, ours, fakes) for each in told[:MOST]]


def _regions(ours: Sequence[OfficialChannel]) -> list[str]:
    """Where a number without its country may have been dialled: at home, and where our lines are."""
    lines = [region_of(each.value) for each in ours if each.kind == Kind.PHONE]
    return list(dict.fromkeys(each for each in (settings.OPERATOR["region"], *lines) if each))


def _place(told: Told, ours: Sequence[OfficialChannel], fakes: dict[Key, KnownFake]) -> int:
    fake = any(key in fakes for key in told.fake_keys)
    return 0 if fake else 2 if _channels(told, ours) else 1


def _channels(told: Told, ours: Sequence[OfficialChannel]) -> tuple[OfficialChannel, ...]:
    listed = set() if told.tricks else set(told.keys)
    return tuple(each for each in ours if each.key in listed)


def _answer(told: Told, ours: Sequence[OfficialChannel], fakes: dict[Key, KnownFake]) -> Answer:
    fake = next((fakes[key] for key in told.fake_keys if key in fakes), None)
    channels = _channels(told, ours)
    if channels and not fake:
        return Answer(told, Verdict.OFFICIAL, channels)
    near = nearest(told, [each.key for each in ours])
    shown = next((each for each in ours if near and each.key == near.key), None)
    return Answer(told, Verdict.FAKE if fake else Verdict.NOT_OURS, fake=fake, near=near, nearest=shown)


def official_for(kind: str, value: str) -> OfficialChannel | None:
    """The published channel that covers this value: itself, or for a host and mail what lies above it."""
    keys = [Key(kind, value)]
    if kind in {Kind.SITE, Kind.MAIL_DOMAIN}:
        keys += [Key(Kind.SITE, f"*.{host}") for host in above_host(value)]
        keys += [Key(Kind.MAIL_DOMAIN, value), Key(Kind.SITE, value)]
    if kind == Kind.MAIL:
        keys.append(Key(Kind.MAIL_DOMAIN, value.rpartition("@")[2]))
    return OfficialChannel.objects.listed(keys).first()
