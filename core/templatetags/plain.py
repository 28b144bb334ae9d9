"""The same marks as plain text, for mails."""

from datetime import datetime

from django import template

from core import clock, numbers, timewords

register = template.Library()


@register.filter
def grouped_plain(number: str) -> str:
    """A ticket number as text: 5093 1728 4633."""
    return " ".join(numbers.groups(str(number)))


@register.simple_tag
def full_moment(at: datetime, zone: str) -> str:
    """Date, time and zone of a promise, as text."""
    moment = timewords.moment_words(at, zone=zone, now=clock.now(), style="full")
    return f"{moment} ({timewords.zone_words(zone, at=at)})"
