"""What can be typed on the page of a calendar: hours in a line a day, special days one a line. The forms parse; the verbs decide."""

from collections.abc import Mapping, Sequence
from typing import Any

from babel import Locale
from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.text import format_lazy
from django.utils.translation import gettext as now_gettext
from django.utils.translation import gettext_lazy as _

from console.forms.promises import DraftForm, DurationField
from core import timewords
from core.errors import DomainError, InvalidInput, Sentence
from core.hours import DAYS, Schedule, SpecialDay, Window
from core.hours.icalendar import is_icalendar, read_icalendar
from core.hours.typed import (
    Reading,
    read_special_days,
    read_windows,
    special_days_text,
    windows_text,
)
from core.refusals import add_refusal
from sla.public_holidays import countries

MOST_SHOWN = 8
LARGEST_FILE = 1024 * 1024
_LARGEST_LIST = 200_000


class HoursForm(forms.Form):
    """Working hours: where, which week, and which days differ. `desk/_hours_fields.html` shows them."""

    PLACES: Mapping[str, str] = {f"week.{day}": day for day in DAYS} | {"week": "mon", "exceptions": "special"}

    zone = forms.CharField(
        label=_("Time zone"),
        max_length=60,
        widget=forms.TextInput(attrs={"list": "zones", "autocomplete": "off"}),
        help_text=_("Region and city, such as Asia/Singapore. The hours are those of its clock."),
    )
    always = forms.ChoiceField(
        label=_("Open"),
        choices=[("week", _("in the hours of the week below")), ("always", _("always, 24 hours on 7 days"))],
        widget=forms.RadioSelect,
    )
    special = forms.CharField(
        label=_("Special days, one a line"),
        required=False,
        max_length=_LARGEST_LIST,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "false", "wrap": "off"}),
        help_text=_("Date, name, hours. Without hours the day is closed: 2026-12-24, Christmas Eve, 09:00–13:00"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number, day in enumerate(DAYS):
            self.fields[day] = forms.CharField(label=WEEKDAYS[number], required=False, max_length=200)

    @staticmethod
    def shown(schedule: Schedule) -> dict[str, Any]:
        """The initial values of an edit."""
        week = {day: windows_text(windows) for day, windows in zip(DAYS, schedule.week, strict=True)}
        return week | {
            "zone": schedule.zone,
            "always": "always" if schedule.always else "week",
            "special": special_days_text(schedule.exceptions),
        }

    def days(self) -> list[forms.BoundField]:
        """The seven lines of the week."""
        return [self[day] for day in DAYS]

    def schedule(self) -> Schedule:
        """What was typed. Raises InvalidInput with every fault by field; lines of the list by their number."""
        typed = self.cleaned_data
        reading = read_special_days(typed["special"])
        plain = {
            "zone": typed["zone"],
            "always": typed["always"] == "always",
            "week": {day: read_windows(typed[day]) for day in DAYS},
            "exceptions": [_plain(each) for each in reading.days],
        }
        faults: dict[str, Sentence] = {}
        if reading.faults:
            faults["special"] = told(reading.faults)
        try:
            schedule = Schedule.from_json(plain)
        except InvalidInput as refusal:
            raise InvalidInput(fields={**refusal.fields, **faults}) from None
        if faults:
            raise InvalidInput(fields=faults)
        return schedule

    def readable(self) -> Schedule | None:
        """The draft, if it could be published as it is."""
        try:
            return self.schedule() if self.is_valid() else None
        except InvalidInput:
            return None

    def refuse(self, refusal: DomainError) -> None:
        """Faults of special days stand at their list, whichever day they name."""
        fields: dict[str, Sentence] = {}
        for name, sentence in refusal.fields.items():
            place = "special" if name.startswith("exceptions.") else name
            fields[place] = (
                format_lazy("{one}\n{two}", one=fields[place], two=sentence) if place in fields else sentence
            )
        places = {self.PLACES.get(name, name): sentence for name, sentence in fields.items()}
        add_refusal(self, DomainError(refusal.sentence, fields=places))


class CalendarForm(HoursForm, DraftForm):
    """One calendar: where, in which hours, and which days differ."""

    ASIDE = (*DraftForm.ASIDE, "try_span", "country", "region", "first_year", "last_year", "made_up", "file", "pasted")

    name = forms.CharField(label=_("Name"), max_length=60)
    try_span = DurationField(label=_("Working time"), required=False)
    country = forms.ChoiceField(label=_("Country or territory"), required=False)
    region = forms.ChoiceField(label=_("Region"), required=False)
    first_year = forms.IntegerField(label=_("From year"), required=False)
    last_year = forms.IntegerField(label=_("To year"), required=False)
    made_up = forms.BooleanField(label=_("Make-up working days too, with Monday's hours"), required=False, initial=True)
    file = forms.FileField(
        label=_("Holiday file"), required=False, help_text=_("A list (CSV) or a calendar file (ICS).")
    )
    pasted = forms.CharField(
        label=_("Or paste it here"),
        required=False,
        max_length=_LARGEST_LIST,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, new: bool, regions: Sequence[str] = (), **kwargs: Any) -> None:
        """A new one has a name. `regions` are those of the country that was chosen."""
        super().__init__(*args, **({"auto_id": "calendar-%s"} | kwargs))
        self.fields["country"].choices = [("", _("Choose a country")), *_named()]  # type: ignore[attr-defined] # a ChoiceField
        self.fields["region"].choices = [("", _("the whole country")), *((each, each) for each in regions)]  # type: ignore[attr-defined] # a ChoiceField
        if not new:
            del self.fields["name"]

    def working(self) -> Sequence[Window]:
        """The hours of the first open day of the week, for make-up working days. Raises InvalidInput when they cannot be read."""
        typed = self.cleaned_data
        week = {day: read_windows(typed[day]) for day in DAYS}
        schedule = Schedule.from_json({"zone": "UTC", "always": not any(week.values()), "week": week})
        return next((windows for windows in schedule.week if windows), ())

    def listed(self) -> Reading:
        """The special days as they stand in the list. Raises InvalidInput when a line of it is wrong."""
        reading = read_special_days(self.cleaned_data["special"])
        if reading.faults:
            raise InvalidInput(fields={"special": told(reading.faults)})
        return reading

    def offered(self) -> Reading:
        """The days of the file and of what was pasted. Raises InvalidInput with the lines that cannot be read."""
        upload = self.cleaned_data["file"]
        sources = {"file": _text(upload) if upload else "", "pasted": self.cleaned_data["pasted"]}
        if not any(text.strip() for text in sources.values()):
            raise InvalidInput(fields={"file": _("Choose a file, or paste its lines.")})
        readings = {
            name: read_icalendar(text) if is_icalendar(text) else read_special_days(text)
            for name, text in sources.items()
        }
        faults = {name: told(each.faults) for name, each in readings.items() if each.faults}
        if faults:
            raise InvalidInput(fields=faults)
        return Reading([day for each in readings.values() for day in each.days])


def told(faults: Mapping[int, Sentence]) -> str:
    """Faults by line as sentences; one a line; of very many the first ones and how many more."""
    sentences = [
        now_gettext("Line %(line)s: %(fault)s") % {"line": line, "fault": fault}
        for line, fault in list(faults.items())[:MOST_SHOWN]
    ]
    if len(faults) > MOST_SHOWN:
        sentences.append(now_gettext("And %(count)s more.") % {"count": len(faults) - MOST_SHOWN})
    return "\n".join(sentences)


def merged(there: Reading, more: Sequence[SpecialDay]) -> tuple[str, int, int]:
    """The list with days added, how many were new, and how many were there already and stay as they are."""
    known = {each.day for each in there.days}
    new = {each.day: each for each in more if each.day not in known}
    return special_days_text([*there.days, *new.values()]), len(new), len({each.day for each in more} & known)


def _plain(special: SpecialDay) -> dict[str, object]:
    return {
        "date": special.day.isoformat(),
        "label": special.label,
        "windows": [list(window.edges()) for window in special.windows],
    }


def _text(upload: Any) -> str:
    """The words of a file: UTF-8, or what Chinese spreadsheets write."""
    if upload.size > LARGEST_FILE:
        raise InvalidInput(fields={"file": _("This file has more than 1 MB. Holidays of a few years are far smaller.")})
    content = upload.read()
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return str(text)
    raise InvalidInput(fields={"file": _("This is not a text file. Save it as CSV or ICS and choose that.")})


def _named() -> list[tuple[str, str]]:
    names = Locale.parse(timewords.babel_locale()).territories
    return sorted(((code, str(names[code])) for code in countries()), key=lambda each: each[1])
