"""What a sentence about an event is made from."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext as _

from core import timewords

Facts = Mapping[str, Any]


@dataclass(frozen=True)
class Teller:
    """What a sentence is made from: who did it, the event's facts and its moment."""

    who: str
    data: Facts
    at: datetime

    def word(self, key: str, choices: type[TextChoices]) -> str:
        """The label of a choice; a value that is no longer known stays as it is."""
        value = str(self.data.get(key, ""))
        return str(choices(value).label) if value in choices.values else value

    def moment(self, key: str) -> str:
        """A moment of the facts with its date: a sentence is read on any later day, where "today" would be wrong."""
        at = datetime.fromisoformat(self.data[key])
        day, time = (timewords.moment_words(at, zone=None, now=self.at, style=style) for style in ("date", "clock"))
        return _("%(day)s %(time)s") % {"day": day, "time": time}

    def say(self, sentence: str, **facts: object) -> str:
        """The sentence with its names filled in."""
        return sentence % {"who": self.who, **facts}


Telling = Callable[[Teller], str]
