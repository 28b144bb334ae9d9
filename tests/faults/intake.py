"""Systems that hand work in and repeat each hand-over until it is acknowledged, as telephone systems and apps do."""

import json
import threading
import time
import urllib.request
from dataclasses import dataclass, field
from urllib.error import URLError

from tests.faults.desk import Desk


@dataclass
class Pbx:
    """Pushes calls until told to stop; repeats each event until it is acknowledged, as telephone systems do."""

    desk: Desk
    token: str
    acknowledged: list[str] = field(default_factory=list)
    stopping: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        """One call after the other."""
        count = 0
        while not self.stopping.is_set():
            call_id = f"call-{count}"
            while not self._push("newCall", call_id):
                time.sleep(0.2)
            self.acknowledged.append(call_id)
            self._push("newCall", call_id)
            self._push("hangup", call_id)
            count += 1
            time.sleep(0.1)

    def _push(self, event: str, call_id: str) -> bool:
        body = json.dumps(
            {"event": event, "callId": call_id, "from": "6591234471", "to": "6560000000", "direction": "in"}
        )
        request = urllib.request.Request(
            f"{self.desk.address}/api/v1/cti/",
            data=body.encode(),
            headers={"Authorization": f"Token {self.token}", "Content-Type": "application/json"},
        )
        try:
            with urllib.request.urlopen(request, timeout=5) as answer:
                return bool(200 <= answer.status < 300)
        except (URLError, OSError):
            return False


@dataclass
class App:
    """Opens tickets until told to stop. Each has a key of its own and is sent again with it until an answer comes back."""

    address: str
    token: str
    name: str
    acknowledged: dict[str, str] = field(default_factory=dict)
    stopping: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        """One ticket after the other; each second one is sent twice although it was acknowledged."""
        count = 0
        while not self.stopping.is_set():
            key = f"{self.name}-{count}"
            while (number := self._open(key)) is None:
                time.sleep(0.2)
            self.acknowledged[key] = number
            if count % 2:
                self._open(key)
            count += 1
            time.sleep(0.4)

    def _open(self, key: str) -> str | None:
        body = {
            "customer": {"email": "cleo@mail.test"},
            "subject": key,
            "body": "Sent, not arrived.",
            "category": "guidance",
        }
        request = urllib.request.Request(
            f"{self.address}/api/v1/tickets/",
            data=json.dumps(body).encode(),
            headers={
                "Authorization": f"Token {self.token}",
                "Content-Type": "application/json",
                "Idempotency-Key": key,
            },
        )
        try:
            with urllib.request.urlopen(request, timeout=15) as answer:
                return str(json.load(answer)["number"])
        except (URLError, OSError, ValueError):
            return None
