"""Announcements as a visitor reads them."""

from collections.abc import Iterable
from typing import Any

from channels.announcements.models import Announcement, AnnouncementKind

# Icon and tone by kind.
LOOKS = {
    AnnouncementKind.NEWS: ("megaphone", ""),
    AnnouncementKind.WORKS: ("wrench", ""),
    AnnouncementKind.WARNING: ("shield-alert", "risk"),
}


def announcement_rows(shown: Iterable[Announcement]) -> list[dict[str, Any]]:
    """The rows of portal/_announcement.html."""
    return [_row(each) for each in shown]


def _row(one: Announcement) -> dict[str, Any]:
    icon, tone = LOOKS[AnnouncementKind(one.kind)]
    return {
        "pk": one.pk,
        "icon": icon,
        "tone": tone,
        "kind": AnnouncementKind(one.kind).label,
        "title": one.said("title"),
        "body": one.said("body"),
        "starts_at": one.starts_at,
    }
