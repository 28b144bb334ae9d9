"""What the desk measures by. The form parses; the verb decides."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.errors import DomainError
from core.refusals import add_refusal
from reports.models import Targets


class TargetsForm(forms.Form):
    """Three values of the wall."""

    share = forms.DecimalField(label=_("Share of promises to keep, in percent"), max_digits=4, decimal_places=1)
    per_quarter = forms.DecimalField(
        label=_("Tickets that one person brings on in a quarter of an hour"), max_digits=4, decimal_places=2
    )
    wait_limit = forms.IntegerField(label=_("How long a caller may wait, in seconds"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **({"auto_id": "target-%s"} | kwargs))

    @staticmethod
    def of(targets: Targets) -> dict[str, Any]:
        """The initial values."""
        return {"share": targets.share, "per_quarter": targets.per_quarter, "wait_limit": targets.wait_limit}

    def refuse(self, refusal: DomainError) -> None:
        """Show the verb's refusal where it was typed."""
        add_refusal(self, refusal)
