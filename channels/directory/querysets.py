"""Named cuts of the directory, its changes and the fakes."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from accounts.models import Role, User
from core.lookalikes import Key, Kind

if TYPE_CHECKING:
    from channels.directory.models import (  # noqa: F401 - named in the bases below
        ChannelChange,
        FakeReport,
        KnownFake,
        OfficialChannel,
        SigningKey,
    )


def _listed(keys: Iterable[Key]) -> Q:
    cut = Q(pk__in=[])
    for key in keys:
        cut |= Q(kind=key.kind, value=key.value)
    return cut


class ChannelQuerySet(QuerySet["OfficialChannel"]):
    """Of the directory everybody may read what is published."""

    def published(self) -> "ChannelQuerySet":
        """Ours now, in the order of the directory."""
        return self.filter(until__isnull=True)

    def phones(self) -> "ChannelQuerySet":
        """The hotlines."""
        return self.published().filter(kind=Kind.PHONE)

    def visible_to(self, user: User) -> "ChannelQuerySet":
        """Staff see what is published; who leads sees what was, too; programs what is published."""
        return self if user.leads_people else self.published()

    def listed(self, keys: Iterable[Key]) -> "ChannelQuerySet":
        """Those with one of these names."""
        return self.published().filter(_listed(keys))


class ChangeQuerySet(QuerySet["ChannelChange"]):
    """Proposals and versions."""

    def visible_to(self, user: User) -> "ChangeQuerySet":
        """Who leads."""
        return self if user.leads_people else self.none()

    def open(self) -> "ChangeQuerySet":
        """Waiting for a second person."""
        return self.filter(state="proposed")


class FakeQuerySet(QuerySet["KnownFake"]):
    """Confirmed fakes."""

    def visible_to(self, user: User) -> "FakeQuerySet":
        """All staff: a caller may ask anybody."""
        return self.none() if user.role == Role.PROGRAM else self

    def on_list(self) -> "FakeQuerySet":
        """Not taken off again."""
        return self.filter(removed_at__isnull=True)

    def listed(self, keys: Iterable[Key]) -> "FakeQuerySet":
        """Those with one of these names."""
        return self.on_list().filter(_listed(keys))


class ReportQuerySet(QuerySet["FakeReport"]):
    """Reports of visitors."""

    def visible_to(self, user: User) -> "ReportQuerySet":
        """Who leads: they decide about the list."""
        return self if user.leads_people else self.none()

    def waiting(self, user: User) -> "ReportQuerySet":
        """Nobody has decided about them, the oldest first."""
        seen = self.visible_to(user).filter(fake__isnull=True, dismissed_at__isnull=True)
        return seen.select_related("ticket").order_by("at", "pk")


class KeyQuerySet(QuerySet["SigningKey"]):
    """Keys that sign the directory."""

    def published(self, since: datetime) -> "KeyQuerySet":
        """The present one, and those retired after a moment; newest first."""
        return self.filter(Q(retired_at__isnull=True) | Q(retired_at__gte=since)).order_by("-pk")
