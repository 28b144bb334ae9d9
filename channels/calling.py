"""How we call the programs of networks: short, bounded, without redirects. No error shows an address or a token."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import urllib3

from channels.ways import UnreachableError
from core import clock
from outbox.services import NotYetError, PermanentFailureError

TIMEOUT = 10.0
LONGEST_ANSWER = 2**20
LONGEST_PAUSE = 3600
PASSING = {408, 425, 429}
_MOST_SAID = 200


@dataclass(frozen=True)
class Called:
    """What a network answered; `place` is its host."""

    place: str
    status: int
    content: bytes
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def well(self) -> bool:
        """It did what was asked."""
        return 200 <= self.status < 300

    @property
    def told(self) -> Mapping[str, Any]:
        """Its JSON object; empty when it is none."""
        try:
            found = json.loads(self.content)
        except (ValueError, RecursionError):
            return {}
        return found if isinstance(found, dict) else {}

    def sentence(self, *hidden: str) -> str:
        """For the row that failed, without these words."""
        said = self.content[:_MOST_SAID].decode("utf-8", "replace")
        for each in filter(None, hidden):
            said = said.replace(each, "…")
        return f"{self.place} answered {self.status}: {said}"

    def check_passing(self) -> None:
        """Raise UnreachableError for what may pass by itself."""
        if self.status >= 500 or self.status in PASSING:
            raise UnreachableError(f"{self.place} answered {self.status}")


def call(
    verb: str,
    url: str,
    *,
    headers: Mapping[str, str],
    body: bytes | None = None,
    seconds: float = TIMEOUT,
    most: int = LONGEST_ANSWER,
) -> Called:
    """One request; of its answer at most one byte more than `most`.

    Raises UnreachableError when nobody answers in time, PermanentFailureError for an address that is none.
    """
    place, fault = urlsplit(url).hostname or "", ""
    with urllib3.PoolManager() as pool:
        try:
            answer = pool.request(
                verb,
                url,
                body=body,
                headers={"User-Agent": "Firstline", **headers},
                timeout=urllib3.Timeout(connect=5, read=seconds),
                retries=False,
                redirect=False,
                preload_content=False,
            )
            called = Called(place, answer.status, answer.read(most + 1), answer.headers)
            answer.close()
        except urllib3.exceptions.LocationValueError:
            raise PermanentFailureError("the address in the settings is none") from None
        except (urllib3.exceptions.HTTPError, OSError) as error:
            fault = type(error).__name__
    if fault:  # raised here, so that no traceback shows the address, which may hold a token
        raise UnreachableError(f"{place}: {fault}")
    return called


def wait_for(seconds: float) -> NotYetError:
    """The network wants to be left in peace so long; an hour at most."""
    return NotYetError(clock.now() + timedelta(seconds=min(max(seconds, 1), LONGEST_PAUSE)))


def wait_until(moment: datetime) -> NotYetError:
    """The same, by the clock."""
    return wait_for((moment - clock.now()).total_seconds())


def whole(called: Called, most: int) -> bytes:
    """A file's content. Raises PermanentFailureError for a larger one, and for what was not to be had."""
    called.check_passing()
    if called.status != 200:
        raise PermanentFailureError(f"{called.place} answered {called.status}")
    if len(called.content) > most:
        raise PermanentFailureError("the file is too large")
    return called.content
