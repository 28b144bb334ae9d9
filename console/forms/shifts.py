"""When people may be disturbed: the hours of a team, one's own quiet hours. The forms parse; the verbs decide."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts.models import Team, User
from console.forms.calendars import HoursForm
from core.errors import DomainError
from core.refusals import add_refusal


class TeamHoursForm(HoursForm):
    """When the people of a team are on shift."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **({"auto_id": "team-%s"} | kwargs))
        self.fields["always"].label = _("On shift")

    @staticmethod
    def of_team(team: Team) -> dict[str, Any]:
        """The initial values."""
        schedule = team.schedule
        if schedule is None:
            return {"zone": settings.OPERATOR["zone"], "always": "always"}
        return HoursForm.shown(schedule)


class QuietForm(forms.Form):
    """One's own quiet hours; both empty is none."""

    quiet_from = forms.TimeField(
        label=_("Quiet from"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    quiet_until = forms.TimeField(
        label=_("Quiet until"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **({"auto_id": "quiet-%s"} | kwargs))

    @staticmethod
    def of_user(user: User) -> dict[str, Any]:
        """The initial values."""
        return {"quiet_from": user.quiet_from, "quiet_until": user.quiet_until}

    def refuse(self, refusal: DomainError) -> None:
        """Show the verb's refusal where it was typed."""
        add_refusal(self, refusal)
