"""What can be typed on the page of a complaint, and to cut and take away the register."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from complaints.models import ENDED, LIVE, Cause, ComplaintState, NotAdmissible, Outcome, PointOutcome, Remedy, Sending
from complaints.profiles import ProfileKey
from core.moments import DayField

Choices = list[tuple[str, Any]]
_EMPTY: Choices = [("", "")]
_OUTCOMES: Choices = [each for each in Outcome.choices if each[0] != Outcome.UNSTATED]
_ANSWERS: Choices = [each for each in PointOutcome.choices if each[0] != PointOutcome.OPEN]
_WAYS: Choices = [each for each in Sending.choices if each[0] != Sending.MAIL]
_NO_WORDS = {"required": _("Please fill this in.")}
_DATE = {"type": "date"}


class _Short(forms.Form):
    """Ids that begin with the form's own name, so that several forms stand on one page."""

    prefix_of_ids = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **({"auto_id": f"{self.prefix_of_ids}-%s"} | kwargs))


class HandlerForm(_Short):
    """To whom. All active officers can be named; the verb refuses who had a hand in the ticket, and says so."""

    prefix_of_ids = "handler"
    to = forms.ModelChoiceField(label=_("Give to"), queryset=User.objects.none(), empty_label=_("Choose an officer"))

    def __init__(self, *args: Any, officers: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = officers  # type: ignore[attr-defined] # a ModelChoiceField


class AdmitForm(_Short):
    """It is looked into, by whose rules."""

    prefix_of_ids = "admit"
    profile = forms.ChoiceField(label=_("Rules that apply"), choices=ProfileKey.choices)


class ProfileForm(AdmitForm):
    """Other rules after all."""

    prefix_of_ids = "profile"


class RefuseForm(_Short):
    """It is not looked into, and why."""

    prefix_of_ids = "refuse"
    refusal = forms.ChoiceField(label=_("Reason"), choices=_EMPTY + NotAdmissible.choices)
    words = forms.CharField(
        label=_("In words for the customer"),
        strip=False,
        error_messages=_NO_WORDS,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class PointForm(_Short):
    """A point in the handler's words."""

    prefix_of_ids = "point"
    text = forms.CharField(
        label=_("Another point"), strip=False, error_messages=_NO_WORDS, widget=forms.Textarea(attrs={"rows": 2})
    )


class RewordForm(PointForm):
    """Other words for one point."""

    position = forms.IntegerField(widget=forms.HiddenInput)


class AnswerForm(_Short):
    """Our answer to one point."""

    position = forms.IntegerField(widget=forms.HiddenInput)
    outcome = forms.ChoiceField(
        label=_("Is the customer right?"),
        choices=_ANSWERS,
        widget=forms.RadioSelect,
        error_messages={"required": _("Say whether the customer is right in this point.")},
    )
    answer = forms.CharField(
        label=pgettext_lazy("to a point of a complaint", "Answer"),
        strip=False,
        error_messages={"required": _("Write the answer first.")},
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class LateForm(_Short):
    """Why it takes longer, and the new day."""

    prefix_of_ids = "late"
    reasons = forms.CharField(
        label=_("Why it takes longer"),
        strip=False,
        error_messages=_NO_WORDS,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    until = DayField(label=_("New day"), error_messages=_NO_WORDS, widget=forms.DateInput(attrs=_DATE))


class SentForm(_Short):
    """How a letter reached somebody without e-mail."""

    letter = forms.IntegerField(widget=forms.HiddenInput)
    way = forms.ChoiceField(label=_("How it was sent"), choices=_WAYS)


class DecideForm(_Short):
    """The decision with its reasons and what is done."""

    prefix_of_ids = "decide"
    outcome = forms.ChoiceField(
        label=_("Outcome"),
        choices=_OUTCOMES,
        widget=forms.RadioSelect,
        error_messages={"required": _("Say whether the complaint is upheld.")},
    )
    decision = forms.CharField(
        label=_("Decision"),
        error_messages={"required": _("Write the decision with its reasons first.")},
        strip=False,
        widget=forms.Textarea(attrs={"rows": 7}),
        help_text=_(
            "Say what you found, what is done about it and why. The customer reads it. It cannot be changed later."
        ),
    )
    remedies = forms.MultipleChoiceField(
        label=_("What is done about it"),
        choices=Remedy.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    amount = forms.CharField(label=pgettext_lazy("of a refund", "Amount"), required=False, max_length=40)
    asset = forms.CharField(
        label=pgettext_lazy("of a refund", "Asset"),
        required=False,
        max_length=20,
        help_text=_("Recorded and told; the desk itself moves no money."),
    )


class RegisterForm(_Short):
    """How the register is cut. Every field may be empty."""

    prefix_of_ids = "cut"
    state = forms.ChoiceField(label=_("State"), required=False)
    profile = forms.ChoiceField(label=_("Rules"), required=False, choices=_EMPTY + ProfileKey.choices)
    cause = forms.ChoiceField(label=_("Cause"), required=False, choices=_EMPTY + Cause.choices)
    first = DayField(label=_("Received from"), required=False, widget=forms.DateInput(attrs=_DATE))
    last = DayField(label=_("Received to"), required=False, widget=forms.DateInput(attrs=_DATE))
    mine = forms.BooleanField(label=_("Mine only"), required=False)

    def __init__(self, *args: Any, ended: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        states = ENDED if ended else LIVE
        self.fields["state"].choices = _EMPTY + [(each.value, ComplaintState(each).label) for each in states]  # type: ignore[attr-defined] # a ChoiceField


class ExportForm(_Short):
    """Which days to take away."""

    prefix_of_ids = "export"
    first = DayField(label=_("Received from"), widget=forms.DateInput(attrs=_DATE), error_messages=_NO_WORDS)
    last = DayField(label=_("Received to"), widget=forms.DateInput(attrs=_DATE), error_messages=_NO_WORDS)
