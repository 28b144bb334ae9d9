"""The answer to "is this really you?": official, known fake, or not ours. Never "safe"."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.conf import settings

from channels.directory.models import KnownFake, OfficialChannel
from core.lookalikes import Key, Kind, Near, Told, nearest, read, region_of
from core.lookalikes.kinds import above_host


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
    """What is named in a pasted text, each with its answer. Two queries. Raises InvalidInput for what cannot be read."""
    ours = list(OfficialChannel.objects.published())
    told = read(text, regions=_regions(ours))
    keys = {key for each in told for key in each.fake_keys}
    fakes = {Key(each.kind, each.value): each for each in KnownFake.objects.listed(keys)}
    return [_answer(each, ours, fakes) for each in told]


def _regions(ours: Sequence[OfficialChannel]) -> list[str]:
    """Where a number without its country may have been dialled: at home, and where our lines are."""
    lines = [region_of(each.value) for each in ours if each.kind == Kind.PHONE]
    return list(dict.fromkeys(each for each in (settings.OPERATOR["region"], *lines) if each))


def _answer(told: Told, ours: Sequence[OfficialChannel], fakes: dict[Key, KnownFake]) -> Answer:
    fake = next((fakes[key] for key in told.fake_keys if key in fakes), None)
    listed = set() if told.tricks else set(told.keys)
    channels = tuple(each for each in ours if each.key in listed)
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
