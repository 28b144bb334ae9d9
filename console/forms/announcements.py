"""What can be typed about announcements. The form parses; the verbs decide."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from channels.announcements.models import Announcement, AnnouncementKind
from channels.announcements.services import Words, regions
from core.moments import MomentField

_SHAPE = "%Y-%m-%dT%H:%M"
_PLAIN = ("kind", "title", "title_zh", "body", "body_zh")


def _moment(label: Any, **more: Any) -> MomentField:
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=_SHAPE)
    faults = {"invalid": _("Give a date and a time, such as 2026-11-20 14:30.")}
    return MomentField(label=label, widget=widget, error_messages=faults, **more)


class AnnouncementForm(forms.Form):
    """One announcement; moments by the person's clock. `version` says which one they were looking at."""

    title_zh = forms.CharField(label=_("Title in Chinese"), max_length=120)
    title = forms.CharField(label=_("Title in English"), max_length=120)
    body_zh = forms.CharField(
        label=_("Text in Chinese"), strip=False, widget=forms.Textarea(attrs={"rows": 6, "lang": "zh-Hans"})
    )
    body = forms.CharField(
        label=_("Text in English"), strip=False, widget=forms.Textarea(attrs={"rows": 6, "lang": "en"})
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=AnnouncementKind.choices)
    regions = forms.MultipleChoiceField(
        label=_("Regions"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Those of the directory. None is everywhere."),
    )
    starts_at = _moment(_("Begins"), help_text=_("By your own clock. In the future: it appears by itself."))
    ends_at = _moment(_("Ends"), required=False, help_text=_("Empty: until it is withdrawn."))
    version = forms.IntegerField(widget=forms.HiddenInput, initial=0)

    def __init__(self, *args: Any, at: datetime, **kwargs: Any) -> None:
        start = timezone.localtime(at).replace(second=0, microsecond=0)
        super().__init__(*args, **({"auto_id": "announce-%s", "initial": {"starts_at": start}} | kwargs))
        chinese = (get_language() or "").startswith("zh")
        named = [(name, name_zh if chinese else name) for name, name_zh in regions().items()]
        self.fields["regions"].choices = named  # type: ignore[attr-defined] # a ChoiceField

    @staticmethod
    def of(announcement: Announcement) -> dict[str, Any]:
        """The initial values of one that exists."""
        moments = {
            name: timezone.localtime(moment) if (moment := getattr(announcement, name)) else None
            for name in ("starts_at", "ends_at")
        }
        return {name: getattr(announcement, name) for name in (*_PLAIN, "regions", "version")} | moments

    def words(self) -> Words:
        """As the verb takes it."""
        typed = self.cleaned_data
        return Words(**{name: typed[name] for name in (*_PLAIN, "regions", "starts_at", "ends_at")})
