"""Settings that complain. Errors here stop `manage.py`, the web server and the workers."""

import importlib.util
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, register, run_checks
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError

TAG = "firstline"


@register(TAG)
def refuse_unsafe_production(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:  # noqa: ARG001 - Django's signature
    """Outside the demo: own keys, no DEBUG."""
    if settings.DEMO:
        return []
    faults: list[CheckMessage] = []
    for name, code in (("SECRET_KEY", "E001"), ("LOOKUP_KEY", "E002")):
        if getattr(settings, name) == settings.INSECURE_KEY:
            hint = f"Set the environment variable {name} to a long random value, or DEMO=1 to try things out."
            faults.append(Error(f"{name} is the one everybody knows.", hint=hint, id=f"firstline.{code}"))
    if settings.DEBUG:
        faults.append(Error("DEBUG is on.", hint="Unset DEBUG in production.", id="firstline.E003"))
    return faults


@register(TAG)
def brand_is_readable(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:  # noqa: ARG001 - Django's signature
    """Contrast was computed for chroma up to .125; hues 10 to 45 read as "breached"."""
    hue, chroma = settings.OPERATOR["brand_hue"], settings.OPERATOR["brand_chroma"]
    faults: list[CheckMessage] = []
    if not 0 <= hue <= 360 or 10 <= hue <= 45:
        hint = "Choose a hue from 0 to 360 outside 10 to 45: those look like a missed promise."
        faults.append(Error("OPERATOR_BRAND_HUE cannot be used.", hint=hint, id="firstline.E005"))
    if not 0.04 <= chroma <= 0.125:
        hint = "Choose a chroma from 0.04 to 0.125: above, text loses its contrast in some hues."
        faults.append(Error("OPERATOR_BRAND_CHROMA cannot be used.", hint=hint, id="firstline.E006"))
    return faults


@register(TAG)
def channels_is_ours(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:  # noqa: ARG001 - Django's signature
    """Our app `channels` shadows a well-known library; if that one is imported instead, nothing works."""
    spec = importlib.util.find_spec("channels")
    ours = settings.BASE_DIR / "channels"
    if spec and spec.origin and Path(spec.origin).parent == ours:
        return []
    hint = "Remove the library of this name from the environment: the name belongs to an app of this project."
    return [Error("The package `channels` is not ours.", hint=hint, id="firstline.E007")]


def demo_accounts_outside_demo() -> bool:
    """Whether this database holds demo accounts although this is no demo."""
    from accounts.models import User  # noqa: PLC0415 - models load after the apps
    from accounts.selectors import DEMO_DOMAIN  # noqa: PLC0415

    if settings.DEMO:
        return False
    return User.objects.filter(email__endswith=DEMO_DOMAIN, is_active=True).exists()


def refuse_unsafe_start() -> None:
    """For entry points that do not run Django's checks. Raises ImproperlyConfigured with the reason and the repair."""
    faults = [each for each in run_checks(tags=[TAG]) if each.is_serious()]
    if faults:
        raise ImproperlyConfigured("; ".join(f"{each.msg} {each.hint}" for each in faults))
    try:
        demo = demo_accounts_outside_demo()
    except DatabaseError:
        return  # the database is away: /readyz says so, and the next start asks again
    if demo:
        raise ImproperlyConfigured(
            "This database holds demo accounts, whose passwords everybody knows. Start with an empty database, or with DEMO=1."
        )
