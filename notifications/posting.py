"""One POST to a machine outside: short, without redirects, and with an error that says whether trying again makes sense."""

import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime
from urllib.parse import urlsplit

import urllib3

from notifications.guarded import GuardedPool
from outbox.services import PermanentFailureError

TIMEOUT = urllib3.Timeout(connect=5, read=10)
# Too slow, too early, too many: the same request may be taken later.
PASSING = {408, 425, 429}
_MOST_SAID = 200


class UnreachableError(Exception):
    """Nobody took it this time; another try may succeed."""


def signed_headers(body: bytes, *, key: str, secret: str, at: datetime) -> dict[str, str]:
    """What proves who sent a body, and when.

    Idempotency-Key names the delivery, however often it comes. Firstline-Signature is "v1=" and the HMAC-SHA256, in hex, of
    Firstline-Timestamp (seconds since 1970), a full stop and the body, under the secret.
    """
    sent = str(int(at.timestamp()))
    signature = hmac.new(secret.encode(), f"{sent}.".encode() + body, hashlib.sha256)
    return {
        "Idempotency-Key": key,
        "Firstline-Timestamp": sent,
        "Firstline-Signature": f"v1={signature.hexdigest()}",
    }


def post_json(url: str, body: bytes, headers: Mapping[str, str], *, guarded: bool = False) -> None:
    """Send a JSON body. Only an answer 200 to 299 is success. `guarded` for addresses that no operator chose: no private
    network is connected to, and the whole takes 15 seconds at most.

    Raises PermanentFailureError for an answer that will not change (other 3xx and 4xx), UnreachableError for the rest. Neither
    names the path, which may hold a secret.
    """
    place = urlsplit(url).hostname or "the address"
    fault = ""
    with GuardedPool() if guarded else urllib3.PoolManager() as pool:
        try:
            answer = pool.request(
                "POST",
                url,
                body=body,
                headers={"Content-Type": "application/json", "User-Agent": "Firstline", **headers},
                timeout=TIMEOUT,
                retries=False,
                redirect=False,
                preload_content=False,
            )
            status, said = answer.status, answer.read(_MOST_SAID).decode("utf-8", "replace")
            answer.close()
        except urllib3.exceptions.LocationValueError:
            raise PermanentFailureError("the address in the settings is none") from None
        except (urllib3.exceptions.HTTPError, OSError) as error:
            fault = type(error).__name__
    if fault:  # raised here, so that no traceback shows the address
        raise UnreachableError(f"{place}: {fault}")
    if 200 <= status < 300:
        return
    if 300 <= status < 500 and status not in PASSING:
        raise PermanentFailureError(f"{place} answered {status}: {said}")
    raise UnreachableError(f"{place} answered {status}")
