"""Days and moments that somebody types or sends: within a span in which every zone, and a month more, is still on the calendar."""

from datetime import date, datetime
from typing import Any, Final, TypeVar

from django import forms
from django.utils.translation import gettext_lazy as _

FIRST_YEAR, LAST_YEAR = 1970, 2999
T = TypeVar("T", bound=date)
BEYOND: Final = _("Give a day between the years 1970 and 2999.")


def beyond(value: date) -> bool:
    """Whether a day or a moment lies outside of the span."""
    return not FIRST_YEAR <= value.year <= LAST_YEAR


class DayField(forms.DateField):
    """A day. Refused with BEYOND outside of the span."""

    def to_python(self, value: Any) -> date | None:
        """As Django's, and within the span."""
        return within(super().to_python(value))


class MomentField(forms.DateTimeField):
    """A moment in the zone that is active. Refused with BEYOND outside of the span."""

    def to_python(self, value: Any) -> datetime | None:
        """As Django's, and within the span."""
        return within(super().to_python(value))


def within(value: T | None) -> T | None:
    """The value itself. Raises ValidationError outside of the span."""
    if value is not None and beyond(value):
        raise forms.ValidationError(BEYOND, code="beyond")
    return value
