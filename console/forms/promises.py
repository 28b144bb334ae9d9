"""What can be typed on the pages of policies and the ladder. The forms parse; the verbs decide."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, cast
from zoneinfo import ZoneInfo

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from console.setup_words import COLUMN_LABELS
from core.durations import hours_words, read_duration
from core.errors import DomainError
from core.moments import within
from core.refusals import add_refusal
from outbox.services import fingerprint
from sla.models import Action, Audience, Calendar, Mark, PolicyVersion, PromisedKind, TimerKind, Way
from sla.services.ladder_edit import RungTerms
from sla.services.publishing import COLUMNS, Terms
from tickets.categories import Category, ChannelKind, Priority

MINUTE = timedelta(minutes=1)


class DurationField(forms.CharField):
    """A length of working time: "4 h", "15 min", "2 d"; cleaned to whole minutes, None when left empty."""

    default_error_messages = {
        "unreadable": _("“%(text)s” is not a length of time. Write it like 4 h, 15 min or 1 h 30 min.")
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**({"max_length": 40} | kwargs))

    def clean(self, value: Any) -> int | None:
        """Minutes."""
        text = super().clean(value)
        if not text:
            return None
        length = read_duration(text)
        if length is None:
            raise forms.ValidationError(self.error_messages["unreadable"], code="unreadable", params={"text": text})
        return length // MINUTE


class LocalMomentField(forms.CharField):
    """A wall-clock time as a browser's date and time input gives it; the form says in which zone."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"})

    def clean(self, value: Any) -> datetime | None:
        """Naive, or None when left empty."""
        text = super().clean(value)
        if not text:
            return None
        try:
            typed = datetime.strptime(text[:16], "%Y-%m-%dT%H:%M")  # noqa: DTZ007 - the zone is the calendar's
        except ValueError:
            raise forms.ValidationError(_("Give a date and a time, such as 2026-11-20T14:30.")) from None
        return within(typed)


def moment_in(local: datetime | None, zone: str, *, otherwise: datetime) -> datetime:
    """A typed wall-clock time as a moment. One that the clock skips is read by the offset before the change."""
    return local.replace(tzinfo=ZoneInfo(zone)) if local else otherwise


def local_text(at: datetime, zone: str) -> str:
    """A moment as the input shows it."""
    return f"{at.astimezone(ZoneInfo(zone)):%Y-%m-%dT%H:%M}"


class DraftForm(forms.Form):
    """A draft that is looked at before it is published.

    `seen` is the version that was edited (0: a new one), `previewed` the fingerprint of what was looked at.
    """

    # Fields that say nothing about the draft itself.
    ASIDE: tuple[str, ...] = ("seen", "previewed", "running", "try_at")
    # Where a verb's fault is shown when its name is not a field's.
    PLACES: Mapping[str, str] = {}

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    previewed = forms.CharField(widget=forms.HiddenInput, required=False)
    running = forms.ChoiceField(
        label=_("Promises that run already"),
        required=False,
        choices=[
            ("keep", _("keep the version they began with")),
            ("rebase", _("are re-based: measured anew from their start")),
        ],
        widget=forms.RadioSelect,
        initial="keep",
    )
    try_at = LocalMomentField(label=_("Try a date"), required=False)

    def refuse(self, refusal: DomainError) -> None:
        """Show a verb's refusal where it was typed."""
        places = {self.PLACES.get(name, name): sentence for name, sentence in refusal.fields.items()}
        add_refusal(self, DomainError(refusal.sentence, fields=places))

    def digest(self) -> str:
        """Names what was typed, so that nothing is published that nobody has looked at."""
        return fingerprint({name: value for name, value in self.cleaned_data.items() if name not in self.ASIDE})

    def looked_at(self) -> bool:
        """Whether exactly this was previewed."""
        return bool(self.cleaned_data["previewed"] == self.digest())

    def again(self, **values: object) -> None:
        """Give fields another value for the next sending; running promises keep theirs unless somebody says otherwise."""
        data = cast("QueryDict", self.data).copy()
        data.setdefault("running", "keep")
        for name, value in values.items():
            data[name] = str(value)
        self.data = data


def _choice(name: str, everything: object) -> forms.ChoiceField:
    choices = [("", everything), *COLUMNS[name].choices]
    return forms.ChoiceField(label=COLUMN_LABELS[name], required=False, choices=choices)


_ALL = pgettext_lazy("a column of a policy", "all")
_GOAL, _LIMIT = pgettext_lazy("promise", "Goal"), pgettext_lazy("promise", "Limit")


class PolicyForm(DraftForm):
    """One policy: for which matters, by which calendar, how soon."""

    PLACES = {kind: f"{kind}_limit" for kind in PromisedKind.values}

    name = forms.CharField(label=_("Name"), max_length=60)
    place = forms.TypedChoiceField(
        label=_("Asked"),
        coerce=int,
        help_text=_("The first policy that matches applies; those behind it are not asked."),
    )
    category = _choice("category", _ALL)
    priority = _choice("priority", _ALL)
    channel = _choice("channel", _ALL)
    language = _choice("language", _ALL)
    customer_class = _choice("customer_class", _ALL)
    calendar = forms.TypedChoiceField(label=_("Calendar"), coerce=int, help_text=_("In its hours the time counts."))
    first_reply_goal = DurationField(label=_GOAL)
    first_reply_limit = DurationField(label=_LIMIT)
    next_reply_goal = DurationField(label=_GOAL)
    next_reply_limit = DurationField(label=_LIMIT)
    resolution_goal = DurationField(label=_GOAL)
    resolution_limit = DurationField(label=_LIMIT)
    callback_grace = DurationField(
        label=_("Call-back kept within"),
        help_text=_("So long after the promised moment a call-back still keeps the promise."),
    )

    def __init__(
        self, *args: Any, calendars: Sequence[Calendar], before: Sequence[str] | None = None, **kwargs: Any
    ) -> None:
        """`before`: names of the policies in use, in order, for one that is new; an edit has no name and no place."""
        super().__init__(*args, **({"auto_id": "policy-%s"} | kwargs))
        self.calendars = {each.pk: each for each in calendars}
        self.fields["calendar"].choices = [(pk, each.name) for pk, each in self.calendars.items()]  # type: ignore[attr-defined] # a ChoiceField
        if before is not None:
            places = [(place, _("before “%(name)s”") % {"name": name}) for place, name in enumerate(before, start=1)]
            self.fields["place"].choices = [*places, (len(before) + 1, _("last of all"))]  # type: ignore[attr-defined] # a ChoiceField
        else:
            del self.fields["name"], self.fields["place"]

    @staticmethod
    def shown(version: PolicyVersion) -> dict[str, Any]:
        """The initial values of an edit."""
        values = {name: getattr(version, name) for name in COLUMNS} | {"calendar": version.calendar_id}
        for kind in PromisedKind.values:
            goal, limit = version.targets(kind)
            values |= {f"{kind}_goal": hours_words(goal), f"{kind}_limit": hours_words(limit)}
        return values | {"callback_grace": hours_words(version.callback_grace * MINUTE), "seen": version.version}

    def terms(self) -> Terms:
        """What was typed, as the verbs take it."""
        typed = self.cleaned_data
        minutes = {kind: (typed[f"{kind}_goal"], typed[f"{kind}_limit"]) for kind in PromisedKind.values}
        match = {name: typed[name] for name in COLUMNS}
        return Terms(self.calendars[typed["calendar"]], minutes, match, typed["callback_grace"])

    def targets(self) -> list[dict[str, Any]]:
        """The rows of the form's table: a kind with its two fields."""
        kinds = [PromisedKind(kind) for kind in PromisedKind.values]
        return [{"label": k.label, "goal": self[f"{k}_goal"], "limit": self[f"{k}_limit"]} for k in kinds]

    def matching(self) -> list[forms.BoundField]:
        """The fields that say for which matters."""
        return [self[name] for name in COLUMNS]


class WhichForm(forms.Form):
    """An example matter: which policy would win?"""

    USUAL = {
        "category": Category.FUNDS,
        "priority": Priority.NORMAL,
        "channel": ChannelKind.HOTLINE,
        "customer_class": "retail",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **({"auto_id": "which-%s"} | kwargs))
        for name, choices in COLUMNS.items():
            self.fields[name] = forms.ChoiceField(label=COLUMN_LABELS[name], choices=choices.choices)


class RungForm(forms.Form):
    """A new rung of the ladder."""

    moment = forms.ChoiceField(
        label=_("When"),
        choices=[
            ("share", _("at a share of the time")),
            ("before", _("before the mark")),
            ("at", _("at the mark")),
            ("after", _("after the mark")),
        ],
        widget=forms.RadioSelect,
        initial="share",
    )
    mark = forms.ChoiceField(label=_("Mark"), choices=Mark.choices, initial=Mark.LIMIT)
    percent = forms.IntegerField(
        label=_("Share in per cent"), required=False, widget=forms.NumberInput(attrs={"min": 1, "max": 99}), initial=90
    )
    span = DurationField(
        label=_("How long before or after"), required=False, help_text=_("Working time, such as 2 h or 30 min.")
    )
    kind = forms.ChoiceField(label=_("Promise"), required=False)
    priority = forms.ChoiceField(label=_("Priority"), required=False)
    audiences = forms.MultipleChoiceField(
        label=_("Who hears of it"), choices=Audience.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    ways = forms.MultipleChoiceField(
        label=_("How"),
        choices=Way.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Telegram and webhook go to the addresses in the settings, not to people."),
    )
    action = forms.ChoiceField(label=_("And"), choices=Action.choices, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **({"auto_id": "rung-%s"} | kwargs))
        everything = pgettext_lazy("promises", "all")
        self.fields["kind"].choices = [("", everything), *TimerKind.choices]  # type: ignore[attr-defined] # a ChoiceField
        self.fields["priority"].choices = [("", everything), *Priority.choices]  # type: ignore[attr-defined] # a ChoiceField

    def clean(self) -> dict[str, Any]:
        """Each way to say when needs its own figure."""
        data = super().clean() or self.cleaned_data
        moment = data.get("moment")
        if moment == "share" and data.get("percent") is None and "percent" not in self.errors:
            self.add_error("percent", _("Which share? Give 1 to 99."))
        if moment in {"before", "after"} and not data.get("span") and "span" not in self.errors:
            self.add_error("span", _("How long? Write it like 2 h or 30 min."))
        return data

    def terms(self) -> RungTerms:
        """What was typed, as the verb takes it; a figure that the chosen moment does not need is left out."""
        typed = self.cleaned_data
        sign = {"before": -1, "at": 0, "after": 1}.get(typed["moment"])
        return RungTerms(
            mark=typed["mark"],
            percent=typed["percent"] if sign is None else None,
            minutes=None if sign is None else sign * (typed["span"] or 0),
            audiences=typed["audiences"],
            ways=typed["ways"],
            kind=typed["kind"],
            priority=typed["priority"],
            action=typed["action"],
        )

    def refuse(self, refusal: DomainError) -> None:
        """Show the verb's refusal where it was typed."""
        add_refusal(self, refusal)
