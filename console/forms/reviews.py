"""What can be typed about a missed promise. The forms parse; the verbs decide."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from console.review_words import cause_name
from core.moments import DayField, MomentField
from sla.models import BreachReview, CauseKind, ReviewCause
from sla.services.reviews import Draft

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
_DAY_FAULT = {"invalid": _("Give a date, such as 2026-11-25.")}


class CaseForm(forms.Form):
    """Every changing form says which state of the case the person was looking at."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, review: BreachReview, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", f"{type(self).__name__.lower().removesuffix('form')}-%s")
        kwargs["initial"] = {"version": review.version} | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)


class ReviewForm(CaseForm):
    """Cause, action, owner, day, and whether the customer was told. Anything may be left out of a draft."""

    cause = forms.ChoiceField(label=_("Cause"), required=False)
    aggravation = forms.ChoiceField(label=_("Made worse by"), required=False)
    owner = forms.ChoiceField(label=_("Owner of the action"), required=False)
    due_on = DayField(label=pgettext_lazy("day", "Due"), required=False, widget=DAY, error_messages=_DAY_FAULT)
    action = forms.CharField(
        label=_("Corrective action"), required=False, strip=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    told = forms.BooleanField(label=_("Customer told, with an apology"), required=False)
    told_at = MomentField(
        label=_("When the customer was told"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        error_messages={"invalid": _("Give a date and a time, such as 2026-11-20 14:30.")},
    )

    def __init__(
        self,
        *args: Any,
        review: BreachReview,
        causes: Mapping[str, list[ReviewCause]],
        people: list[User],
        told_at: datetime | None,
        **kwargs: Any,
    ) -> None:
        kwargs["initial"] = _initial(review, told_at) | (kwargs.get("initial") or {})
        super().__init__(*args, review=review, **kwargs)
        self._rows = {str(each.pk): each for rows in causes.values() for each in rows}
        self._people = {str(each.pk): each for each in people}
        self._offer("cause", _("Choose"), [(pk, cause_name(self._rows[pk])) for pk in _keys(causes[CauseKind.CAUSE])])
        worse = [(pk, cause_name(self._rows[pk])) for pk in _keys(causes[CauseKind.AGGRAVATION])]
        self._offer("aggravation", _("Nothing"), worse)
        self._offer("owner", _("Choose"), [(pk, str(each)) for pk, each in self._people.items()])

    def _offer(self, name: str, empty: Any, choices: list[tuple[str, str]]) -> None:
        self.fields[name].choices = [("", empty), *choices]  # type: ignore[attr-defined] # a ChoiceField

    def clean(self) -> dict[str, Any]:
        """Who was told was told at some moment."""
        data = super().clean() or self.cleaned_data
        if data.get("told") and not data.get("told_at") and "told_at" not in self.errors:
            self.add_error("told_at", _("Say when the customer was told."))
        return data

    def draft(self) -> Draft:
        """What was typed, as the verbs take it. Only of a valid form."""
        typed = self.cleaned_data
        return Draft(
            cause=self._rows.get(typed["cause"]),
            aggravation=self._rows.get(typed["aggravation"]),
            owner=self._people.get(typed["owner"]),
            action=typed["action"],
            due_on=typed["due_on"],
            told_at=typed["told_at"] if typed["told"] else None,
        )


def _keys(rows: list[ReviewCause]) -> list[str]:
    return [str(each.pk) for each in rows]


def _initial(review: BreachReview, told_at: datetime | None) -> dict[str, Any]:
    moment = review.customer_told_at or told_at
    return {
        "cause": review.cause_id or "",
        "aggravation": review.aggravation_id or "",
        "owner": review.action_owner_id or "",
        "due_on": review.due_on,
        "action": review.action,
        "told": review.customer_told_at is not None,
        "told_at": timezone.localtime(moment).replace(second=0, microsecond=0) if moment else None,
    }


class SignForm(CaseForm):
    """Nothing but the version: a signature is for what was read."""


class ReturnForm(CaseForm):
    """What is missing."""

    remark = forms.CharField(
        label=_("What is missing"),
        strip=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say what is missing, so that it can be mended.")},
    )


class DisputeForm(CaseForm):
    """Why the clock was wrong."""

    reason = forms.CharField(
        label=_("Why the clock is wrong"),
        strip=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Say why the clock is wrong: another supervisor decides by it.")},
        help_text=_("Another supervisor decides. Until then the case waits."),
    )


class DecideForm(CaseForm):
    """The decision on a dispute, with its reason."""

    decision = forms.CharField(
        label=_("Your reason"),
        strip=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Give the reason: it stays in the register.")},
    )


class CauseForm(forms.Form):
    """One entry of a list, in both languages."""

    kind = forms.ChoiceField(label=_("List"), choices=CauseKind.choices)
    name = forms.CharField(label=_("Name in English"), max_length=80)
    name_zh = forms.CharField(label=_("Name in Chinese"), max_length=80)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **({"auto_id": "cause-%s"} | kwargs))


class RenameForm(forms.Form):
    """The same entry in other words."""

    name = forms.CharField(label=_("Name in English"), max_length=80)
    name_zh = forms.CharField(label=_("Name in Chinese"), max_length=80)

    def __init__(self, *args: Any, cause: ReviewCause, **kwargs: Any) -> None:
        kwargs["initial"] = {"name": cause.name, "name_zh": cause.name_zh}
        super().__init__(*args, **({"auto_id": f"rename-{cause.pk}-%s"} | kwargs))


class PeriodForm(forms.Form):
    """From which day to which, both included."""

    since = DayField(label=pgettext_lazy("period", "From"), widget=DAY, error_messages=_DAY_FAULT)
    until = DayField(label=pgettext_lazy("period", "To"), widget=DAY, error_messages=_DAY_FAULT)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **({"auto_id": "period-%s"} | kwargs))
