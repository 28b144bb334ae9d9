"""What a published channel may say, checked and in the one form in which channels are compared."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from core.contacts import normalise_email, normalise_phone
from core.errors import InvalidInput, Sentence
from core.hours import Schedule
from core.lookalikes import HANDLES, Key, Kind, read
from core.lookalikes.hosts import is_ip, plain_host, registrable
from core.lookalikes.kinds import PLATFORMS
from core.text import clean_line, fold
from tickets.categories import Language
from tickets.services import outgoing

_LIMITS = {"name": 80, "name_zh": 80, "region": 40, "region_zh": 40}
_SAID = ("will", "will_zh", "never", "never_zh")


@dataclass(frozen=True)
class Entry:
    """A channel as somebody would have it published. `value` as typed; `schedule` None: no hours are published."""

    kind: str
    value: str
    name: str = ""
    name_zh: str = ""
    region: str = ""
    region_zh: str = ""
    languages: tuple[str, ...] = ()
    schedule: Schedule | None = None
    position: int = 0
    will: str = ""
    will_zh: str = ""
    never: str = ""
    never_zh: str = ""

    def facts(self) -> dict[str, Any]:
        """All facts as they are kept. Raises one InvalidInput that names every fault."""
        wrong: dict[str, Sentence] = {}
        kept: dict[str, Any] = {"kind": self.kind, "position": max(0, min(self.position, 999))}
        checks = dict.fromkeys((*_LIMITS, *_SAID), self._text) | {"value": self._value, "languages": self._languages}
        for name, check in checks.items():
            try:
                kept[name] = check(name)
            except InvalidInput as refused:
                wrong |= refused.fields or {name: refused.sentence}
        for one in ("name", "region", "will", "never"):
            if not wrong and bool(kept[one]) != bool(kept[f"{one}_zh"]):
                wrong[one if kept[f"{one}_zh"] else f"{one}_zh"] = _("Both languages or none.")
        if self.kind == Kind.PHONE and self.schedule is None:
            wrong["hours"] = _("A telephone number is published with its hours.")
        if wrong:
            raise InvalidInput(fields=wrong)
        return kept | {"schedule": self.schedule.to_json() if self.schedule else {}}

    def _text(self, name: str) -> str:
        text = str(getattr(self, name))
        if name in _LIMITS:
            return clean_line(text, field=name, limit=_LIMITS[name])
        return outgoing(text, field=name, limit=400) if text.strip() else ""

    def _value(self, name: str) -> str:  # noqa: ARG002 - one shape for all checks
        return normalised(self.kind, self.value)

    def _languages(self, name: str) -> list[str]:
        if not set(self.languages) <= set(Language.values):
            raise InvalidInput(fields={name: _("Choose languages from the list.")})
        return list(self.languages)


def normalised(kind: str, typed: str) -> str:
    """A value in the form in which channels of this kind are compared. Raises InvalidInput with the field `value`."""
    if kind not in Kind.values:
        raise InvalidInput(fields={"kind": _("Choose a kind from the list.")})
    try:
        value = _plain(Kind(kind), clean_line(typed, field="value", limit=255, required=True))
    except InvalidInput as refused:
        raise InvalidInput(fields=refused.fields or {"value": refused.sentence}) from refused
    if not value:
        raise InvalidInput(fields={"value": _REPAIR.get(kind, _("Type the name of the account, or a link to it."))})
    return value


def _plain(kind: Kind, typed: str) -> str:
    if kind in {Kind.PHONE, Kind.WHATSAPP} and "://" not in typed:
        return normalise_phone(typed, settings.OPERATOR["region"])
    if kind == Kind.SITE:
        return _site(typed)
    if kind == Kind.MAIL:
        return normalise_email(typed)
    if kind == Kind.MAIL_DOMAIN:
        return _owned(normalise_email(f"name@{typed.removeprefix('@')}").partition("@")[2])
    keys = [key for told in read(typed, regions=[settings.OPERATOR["region"]]) for key in told.keys]
    if kind == Kind.APP:
        named = fold(typed).strip().lower()
        keys.append(Key(Kind.APP, named if named.startswith(("ios:", "android:")) else ""))
    found: str = next((key.value for key in keys if key.kind == kind), "")
    return found if kind not in HANDLES or found.replace("_", "").replace(".", "").replace("-", "") else ""


def _site(typed: str) -> str:
    """A host, or `*.host`. A shared platform is nobody's site, and an ending belongs to everybody."""
    wild = typed.startswith("*.")
    told = read(typed.removeprefix("*."), regions=[])[0]
    host = plain_host(told.keys[0].value) if told.kind == Kind.SITE and not told.tricks else ""
    return ("*." if wild else "") + host if _owned(host) else ""


def _owned(host: str) -> str:
    return host if registrable(host) and not is_ip(host) and host not in PLATFORMS else ""


_REPAIR: dict[str, Sentence] = {
    Kind.SITE: _("Type the host alone, as in example.com; *.example.com for everything below it."),
    Kind.MAIL_DOMAIN: _("Type the domain alone, as in example.com."),
    Kind.APP: _("Type ios: with the number of the App Store, or android: with the name of the package."),
}
