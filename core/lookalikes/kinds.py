"""By what an operator can be reached, and by what others pretend to be it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import NamedTuple

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Kind(TextChoices):
    """What sort of channel. The order is that in which a directory is read."""

    PHONE = "phone", _("Telephone")
    SITE = "site", _("Website")
    APP = "app", _("App")
    MAIL = "mail", _("E-mail address")
    MAIL_DOMAIN = "mail_domain", _("E-mail domain")
    TELEGRAM = "telegram", "Telegram"
    X = "x", "X"
    WEIBO = "weibo", _("Weibo")
    WECHAT = "wechat", _("WeChat")
    WHATSAPP = "whatsapp", "WhatsApp"
    FACEBOOK = "facebook", "Facebook"
    INSTAGRAM = "instagram", "Instagram"
    YOUTUBE = "youtube", "YouTube"
    LINKEDIN = "linkedin", "LinkedIn"
    DISCORD = "discord", "Discord"


# Where a name alone (@aldermoor) can be somebody's.
HANDLES = (
    *(Kind.TELEGRAM, Kind.X, Kind.WEIBO, Kind.WECHAT, Kind.FACEBOOK),
    *(Kind.INSTAGRAM, Kind.YOUTUBE, Kind.LINKEDIN, Kind.DISCORD),
)


class Trick(TextChoices):
    """How something that is not ours looks as if it were. Sentences for visitors: they read them below the answer."""

    CONFUSABLE = "confusable", _("It uses signs that look like those of our address but are others.")
    LETTERS = "letters", _("One or two letters are swapped, missing or added.")
    WORDS = "words", _("Words were put before or behind our name.")
    SUBDOMAIN = "subdomain", _("It begins like our address, but what decides is its end.")
    ENDING = "ending", _("Our name with another ending.")
    USERINFO = "userinfo", _("What stands before the @ of a link is only decoration: the link leads elsewhere.")
    DIGITS = "digits", _("One or two digits are others than in our number.")
    FREEMAIL = "freemail", _("Our name before the @ of somebody else's mail.")
    DISGUISED = "disguised", _("The address is written in a way that we never use.")


class Key(NamedTuple):
    """One name under which something can be listed."""

    kind: str
    value: str


@dataclass(frozen=True)
class Told:
    """One thing that somebody can be reached by, as a visitor typed it.

    `keys` are all names under which it may be listed: a name without its platform has one for each. `shown` is how it is
    repeated to the visitor: never in signs that look like others. With `tricks` it is never ours, whatever its keys say. `label`: it
    stands in the name before an address, where what is ours says nothing.
    """

    kind: str
    shown: str
    keys: tuple[Key, ...]
    tricks: tuple[Trick, ...] = ()
    decoys: tuple[str, ...] = field(default=())  # what stands in it to deceive, such as the host before an @
    label: bool = False

    @property
    def fake_keys(self) -> tuple[Key, ...]:
        """All names under which a fake would cover it: a host also by the hosts above it, mail also by its host."""
        hosts = [each.value for each in self.keys if each.kind == Kind.SITE and not each.value.startswith("*.")]
        hosts += [each.value for each in self.keys if each.kind == Kind.MAIL_DOMAIN]
        above = [Key(Kind.SITE, parent) for host in hosts for parent in above_host(host)]
        mail = [Key(Kind.MAIL_DOMAIN, each.value) for each in above]
        return tuple(dict.fromkeys((*self.keys, *above, *mail)))


def above_host(host: str) -> list[str]:
    """A host and those above it, the ends of a name that nobody owns left out: a.b.example has a.b.example and b.example."""
    labels = host.split(".")
    return [".".join(labels[place:]) for place in range(len(labels) - 1)]


PLATFORMS: Mapping[str, Kind] = MappingProxyType(
    {
        "t.me": Kind.TELEGRAM,
        "telegram.me": Kind.TELEGRAM,
        "telegram.dog": Kind.TELEGRAM,
        "x.com": Kind.X,
        "twitter.com": Kind.X,
        "mobile.twitter.com": Kind.X,
        "mobile.x.com": Kind.X,
        "weibo.com": Kind.WEIBO,
        "weibo.cn": Kind.WEIBO,
        "m.weibo.cn": Kind.WEIBO,
        "m.weibo.com": Kind.WEIBO,
        "facebook.com": Kind.FACEBOOK,
        "m.facebook.com": Kind.FACEBOOK,
        "fb.com": Kind.FACEBOOK,
        "instagram.com": Kind.INSTAGRAM,
        "youtube.com": Kind.YOUTUBE,
        "m.youtube.com": Kind.YOUTUBE,
        "linkedin.com": Kind.LINKEDIN,
        "discord.gg": Kind.DISCORD,
        "discord.com": Kind.DISCORD,
        "wa.me": Kind.WHATSAPP,
        "api.whatsapp.com": Kind.WHATSAPP,
        "apps.apple.com": Kind.APP,
        "itunes.apple.com": Kind.APP,
        "play.google.com": Kind.APP,
    }
)
