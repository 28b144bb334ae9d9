"""What narrows a list: in its address, so that it can be kept, sent and opened again."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from accounts.models import CustomerClass
from tickets.categories import Category, ChannelKind, Language, Priority
from tickets.models import TAG_LIMIT
from tickets.states import State

ANY = ("", _("Any"))
TURNS = [
    ("us", _("Our answer")),
    ("customer", _("The customer")),
    ("third_party", _("A third party")),
]


class FilterForm(forms.Form):
    """Read from the address; what it does not know it leaves out."""

    category = forms.ChoiceField(label=_("Category"), choices=[ANY, *Category.choices], required=False)
    priority = forms.ChoiceField(label=_("Priority"), choices=[ANY, *Priority.choices], required=False)
    channel = forms.ChoiceField(label=_("Channel"), choices=[ANY, *ChannelKind.choices], required=False)
    language = forms.ChoiceField(label=_("Language"), choices=[ANY, *Language.choices], required=False)
    state = forms.ChoiceField(label=_("State"), choices=[ANY, *State.choices], required=False)
    customer_class = forms.ChoiceField(label=_("Customer class"), choices=[ANY, *CustomerClass.choices], required=False)
    waiting = forms.ChoiceField(label=_("Waiting for"), choices=[ANY, *TURNS], required=False)
    tag = forms.CharField(label=_("Tag"), max_length=TAG_LIMIT, required=False)

    def __init__(self, data: QueryDict) -> None:
        super().__init__(data, auto_id="filter-%s")
        self.is_valid()

    @property
    def chosen(self) -> dict[str, str]:
        """What narrows the list, by field."""
        return {name: str(value) for name, value in self.cleaned_data.items() if value}

    @property
    def query(self) -> str:
        """The same as an address has it; empty for the whole list."""
        address = QueryDict(mutable=True)
        address.update(self.chosen)
        return address.urlencode()


class ViewForm(forms.Form):
    """Under what name a list is kept, and for whom."""

    name = forms.CharField(label=_("Name"), max_length=60, error_messages={"required": _("Give the view a name.")})
    for_team = forms.BooleanField(label=_("For the whole team"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs | {"auto_id": "view-%s"})
