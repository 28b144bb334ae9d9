"""By which calendar each way in is attended. The form parses; the verb decides."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sla.models import Calendar, ChannelHours
from sla.opening import KINDS


class ChannelHoursForm(forms.Form):
    """One choice for each kind: a calendar, or nothing for at all times."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **({"auto_id": "hours-%s"} | kwargs))
        calendars = Calendar.objects.order_by("name")
        for kind in KINDS:
            self.fields[kind] = forms.ModelChoiceField(
                calendars, label=kind.label, required=False, empty_label=_("At all times")
            )

    @staticmethod
    def present() -> dict[str, int]:
        """The initial values."""
        return dict(ChannelHours.objects.values_list("kind", "calendar_id"))
