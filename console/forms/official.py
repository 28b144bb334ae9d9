"""What can be typed about official channels and fakes. The forms parse; the verbs decide."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from channels.directory.entries import Entry
from channels.directory.models import OfficialChannel
from console.forms.calendars import HoursForm
from core.errors import DomainError
from core.hours import Schedule
from core.lookalikes import Kind
from tickets.categories import Language

_SHORT = {"rows": 2}
_PLAIN = ("name", "name_zh", "region", "region_zh", "will", "will_zh", "never", "never_zh")
NO_HOURS = "none"


class EntryForm(HoursForm):
    """One channel as it would be published, and why."""

    kind = forms.ChoiceField(label=_("Kind"), choices=Kind.choices)
    value = forms.CharField(
        label=_("Number, address or account"),
        max_length=255,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text=_("+65 6000 0000 · example.com, *.example.com for all below it · ios:1500000042 · a link or @name"),
    )
    name_zh = forms.CharField(label=_("Name in Chinese"), required=False, max_length=80)
    name = forms.CharField(label=_("Name in English"), required=False, max_length=80)
    region_zh = forms.CharField(label=_("Region in Chinese"), required=False, max_length=40)
    region = forms.CharField(
        label=_("Region in English"), required=False, max_length=40, help_text=_("Empty is everywhere.")
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages"), choices=Language.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    will_zh = forms.CharField(
        label=_("What it will ask, in Chinese"), required=False, max_length=400, widget=forms.Textarea(attrs=_SHORT)
    )
    will = forms.CharField(
        label=_("What it will ask, in English"), required=False, max_length=400, widget=forms.Textarea(attrs=_SHORT)
    )
    never_zh = forms.CharField(
        label=_("What it never asks, in Chinese"), required=False, max_length=400, widget=forms.Textarea(attrs=_SHORT)
    )
    never = forms.CharField(
        label=_("What it never asks, in English"),
        required=False,
        max_length=400,
        widget=forms.Textarea(attrs=_SHORT),
        help_text=_("Empty: the sentence that stands on every page."),
    )
    position = forms.IntegerField(label=_("Place in the list"), min_value=0, max_value=999, initial=0)
    reason = forms.CharField(
        label=_("Why"),
        max_length=400,
        help_text=_("The second person reads it, and so does whoever looks years later."),
    )
    FIRST = ("kind", "value", "name_zh", "name", "region_zh", "region")
    SAID = ("will_zh", "will", "never_zh", "never", "languages", "position", "reason")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **({"auto_id": "entry-%s"} | kwargs))
        always = self.fields["always"]
        always.choices = [(NO_HOURS, _("no hours are published")), *always.choices]  # type: ignore[attr-defined] # a ChoiceField
        self.fields["zone"].initial = settings.OPERATOR["zone"]
        always.initial = NO_HOURS

    @staticmethod
    def of(channel: OfficialChannel) -> dict[str, Any]:
        """The initial values of one that is published."""
        schedule = channel.hours()
        hours = HoursForm.shown(schedule) if schedule else {"zone": settings.OPERATOR["zone"], "always": NO_HOURS}
        names = (*_PLAIN, "kind", "value", "languages", "position")
        return hours | {name: getattr(channel, name) for name in names}

    def first(self) -> list[forms.BoundField]:
        """What it is."""
        return [self[name] for name in self.FIRST]

    def said(self) -> list[forms.BoundField]:
        """What it says, and why it changes."""
        return [self[name] for name in self.SAID]

    def hours(self) -> Schedule | None:
        """The published hours, None for none. Raises InvalidInput."""
        return None if self.cleaned_data["always"] == NO_HOURS else self.schedule()

    def entry(self) -> Entry:
        """As the verb takes it. Raises InvalidInput for hours that cannot be read."""
        typed = self.cleaned_data
        return Entry(
            kind=typed["kind"],
            value=typed["value"],
            languages=tuple(typed["languages"]),
            schedule=self.hours(),
            position=typed["position"],
            **{name: typed[name] for name in _PLAIN},
        )

    def refuse(self, refusal: DomainError) -> None:
        """Hours that are missing stand where hours are chosen."""
        fields = {"always" if name == "hours" else name: told for name, told in refusal.fields.items()}
        super().refuse(DomainError(refusal.sentence, fields=fields))


class RetireForm(forms.Form):
    """Why it shall be ours no longer."""

    reason = forms.CharField(label=_("Why it shall be ours no longer"), max_length=400)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **({"auto_id": "retire-%s"} | kwargs))


class WaitForm(forms.Form):
    """How long callers wait at present."""

    minutes = forms.IntegerField(
        label=_("Minutes callers wait now"),
        required=False,
        min_value=0,
        max_value=600,
        help_text=_("Empty: nothing is said. Shown at once, without a second person."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **({"auto_id": "wait-%s"} | kwargs))


class RefuseForm(forms.Form):
    """Why not."""

    remark = forms.CharField(label=_("Why not"), max_length=400)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **({"auto_id": "refuse-%s"} | kwargs))


class FakeForm(forms.Form):
    """What pretends to be us, for the list."""

    kind = forms.ChoiceField(label=_("Kind"), choices=Kind.choices)
    value = forms.CharField(label=_("Number, address or account"), max_length=255)
    note = forms.CharField(label=_("What it does"), max_length=400, required=False)

    def __init__(self, *args: Any, pk: int = 0, **kwargs: Any) -> None:
        """`pk` is that of the report whose form this is."""
        super().__init__(*args, **({"auto_id": f"fake-{pk}-%s"} | kwargs))


class RemoveForm(forms.Form):
    """Why it is none, or none any more."""

    reason = forms.CharField(label=_("Why it comes off the list"), max_length=400)

    def __init__(self, *args: Any, pk: int = 0, **kwargs: Any) -> None:
        super().__init__(*args, **({"auto_id": f"remove-{pk}-%s"} | kwargs))
