"""Settings of the ladder's messages and of complaints that cannot work, found at the start and not at the first alarm."""

from collections.abc import Iterator, Sequence
from ipaddress import ip_network
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register  # noqa: A004 - Django's name

from config.checks import TAG
from core.errors import InvalidInput
from core.hours.quiet import read_quiet


@register(TAG)
def alerts_have_addresses(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:  # noqa: ARG001 - Django's signature
    """Half an address sends nothing."""
    return [*_addresses(), *_networks(), *_rhythm()]


def _addresses() -> Iterator[CheckMessage]:
    if settings.ALERT_WEBHOOK_URL and not settings.ALERT_WEBHOOK_SECRET:
        hint = "Set ALERT_WEBHOOK_SECRET to a long random value that the receiver knows too."
        yield Warning("ALERT_WEBHOOK_URL has no secret, so nothing is sent there.", hint=hint, id="firstline.W001")
    if bool(settings.ALERT_TELEGRAM_TOKEN) != bool(settings.ALERT_TELEGRAM_CHAT):
        hint = "Set both ALERT_TELEGRAM_TOKEN (of the bot) and ALERT_TELEGRAM_CHAT (the id of the group)."
        yield Warning("Telegram has half an address, so nothing is sent there.", hint=hint, id="firstline.W002")


def _networks() -> Iterator[CheckMessage]:
    for each in settings.WEBHOOK_NETWORKS:
        try:
            ip_network(each)
        except ValueError:
            hint = 'Give networks as in "10.1.0.0/16,fd00::/8", with no address of a machine inside.'
            yield Error(f"WEBHOOK_NETWORKS holds what is no network: {each!r}.", hint=hint, id="firstline.E012")


def _rhythm() -> Iterator[CheckMessage]:
    try:
        read_quiet(settings.ALERT_QUIET, settings.OPERATOR["zone"])
    except InvalidInput as fault:
        hint = f"{fault.sentence} OPERATOR_ZONE must be a region and city, such as Asia/Singapore."
        yield Error("ALERT_QUIET cannot be read.", hint=hint, id="firstline.E008")
    known = [code for code, _name in settings.LANGUAGES]
    if settings.ALERT_LANGUAGE not in known:
        hint = f"Set it to one of: {', '.join(known)}."
        yield Error(
            f"The desk is not written in ALERT_LANGUAGE: {settings.ALERT_LANGUAGE!r}.", hint=hint, id="firstline.E009"
        )
    if settings.ALERT_RATE < 1 or settings.ALERT_RATE_MINUTES < 1:
        hint = "Set ALERT_RATE and ALERT_RATE_MINUTES to 1 or more."
        yield Error("With this rate no message would ever be sent.", hint=hint, id="firstline.E010")


@register(TAG)
def complaint_profile_is_known(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:  # noqa: ARG001 - Django's signature
    """Without this the first complaint would fail, and not the start."""
    from complaints.profiles import PROFILES  # noqa: PLC0415 - complaints load after the settings are checked

    if settings.COMPLAINT_PROFILE in PROFILES:
        return []
    hint = f"Set it to one of: {', '.join(map(str, PROFILES))}."
    return [
        Error(
            f"COMPLAINT_PROFILE names no known profile: {settings.COMPLAINT_PROFILE!r}.", hint=hint, id="firstline.E011"
        )
    ]
