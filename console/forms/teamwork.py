"""How a team shares its work. The form parses; the verb decides."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Giving, Team, User
from accounts.services.teamwork import TeamWork
from core.errors import DomainError
from core.refusals import add_refusal


class TeamWorkForm(forms.Form):
    """Four settings of the team, and for each agent how many tickets at once (`limit-<id>`)."""

    giving = forms.ChoiceField(
        label=_("Free tickets"),
        choices=Giving.choices,
        widget=forms.RadioSelect,
        help_text=_(
            "By rule: to who is there, has skill and language, and holds least. Taking by hand always goes on working."
        ),
    )
    overflow = forms.ChoiceField(
        label=_("Who helps out"),
        required=False,
        help_text=_("Gets what cannot wait while nobody of this team is there."),
    )
    silence_minutes = forms.IntegerField(
        label=_("Back to the team after silence, in minutes"),
        required=False,
        help_text=_(
            "When the customer waits and who holds the ticket is away, on a break or off shift for so long. Empty is never."
        ),
    )
    handover_hours = forms.IntegerField(
        label=_("Handed over at the end of a shift, in hours ahead"),
        required=False,
        help_text=_(
            "Tickets with a clock inside so many hours need a note and somebody else. Empty is until the next shift ends."
        ),
    )

    def __init__(self, *args: Any, others: Sequence[Team], agents: Sequence[User], zh: bool, **kwargs: Any) -> None:
        super().__init__(*args, **({"auto_id": "work-%s"} | kwargs))
        self.others = {str(each.pk): each for each in others}
        self.agents = agents
        named = [(pk, each.name_zh if zh else each.name) for pk, each in self.others.items()]
        self.fields["overflow"].choices = [("", _("No team")), *named]  # type: ignore[attr-defined] # a ChoiceField
        for each in agents:
            self.fields[f"limit-{each.pk}"] = forms.IntegerField(label=str(each))

    @staticmethod
    def of_team(team: Team, agents: Sequence[User]) -> dict[str, Any]:
        """The initial values."""
        limits = {f"limit-{each.pk}": each.work_limit for each in agents}
        return limits | {
            "giving": team.giving,
            "overflow": team.overflow_id or "",
            "silence_minutes": team.silence_minutes,
            "handover_hours": team.handover_hours,
        }

    def settings(self) -> list[forms.BoundField]:
        """The fields of the team."""
        return [self[name] for name in self.base_fields]

    def limit_fields(self) -> list[forms.BoundField]:
        """The fields of its agents."""
        return [self[f"limit-{each.pk}"] for each in self.agents]

    def work(self) -> TeamWork:
        """What was typed for the team."""
        typed = self.cleaned_data
        return TeamWork(
            giving=typed["giving"],
            overflow=self.others.get(typed["overflow"]),
            silence_minutes=typed["silence_minutes"],
            handover_hours=typed["handover_hours"],
        )

    def limits(self) -> dict[int, int]:
        """What was typed for each agent, by account id."""
        return {each.pk: self.cleaned_data[f"limit-{each.pk}"] for each in self.agents}

    def refuse(self, refusal: DomainError) -> None:
        """Show the verb's refusal where it was typed."""
        add_refusal(self, refusal)
