"""An example of every operation, in curl and in Python, that works as it is printed once the environment holds what it names.

DESK is the address of the desk, TOKEN the token; the parts of an address and what nobody can know beforehand have names of their own.
"""

import json
import re
from typing import Any

# Bodies by operation. A text that begins with a dollar sign stands for that variable.
BODIES: dict[str, dict[str, Any]] = {
    "cti": {"event": "newCall", "callId": "abc-1", "from": "+6591234471", "to": "+6560000000", "direction": "in"},
    "calls_create": {"caller_phone": "+6591234471"},
    "calls_check": {"email": "cleo.tan@mail.test", "last4": "4471"},
    "calls_finish": {"disposition": "dropped"},
    "tickets_create": {
        "customer": {"email": "new@mail.test"},
        "subject": "Deposit not credited",
        "body": "2,400 USDC, sent at 08:40.",
        "category": "funds",
    },
    "tickets_reply": {"body": "We are looking at your deposit."},
    "tickets_note": {"body": "Asked the wallet team."},
    "tickets_customer_message": {"body": "Here is the transaction."},
    "tickets_assign": {"to": "me"},
    "tickets_category": {"category": "guidance"},
    "tickets_priority": {"priority": "high"},
    "tickets_pend": {"state": "waiting_customer", "reason": "A screenshot", "until": "$UNTIL"},
    "tickets_resume": {},
    "tickets_resolve": {"solution": "The deposit is credited."},
    "tickets_reopen": {"cause": "It is not there."},
    "tickets_close": {},
    "tickets_escalate": {},
    "status": {"number": "$NUMBER", "contact": "$CONTACT"},
    "incidents_create": {
        "title": "Ethereum deposits are late",
        "title_zh": "以太坊充值延迟",
        "body": "Deposits on Ethereum are credited late. Your coins are safe.",
        "body_zh": "以太坊充值到账延迟，您的资产安全。",
        "category": "funds",
        "since": "2026-11-22T08:00:00Z",
        "networks": ["ethereum"],
    },
    "incidents_update": {"body": "Half of them are credited.", "body_zh": "一半已经到账。"},
    "incidents_solve": {},
    "tickets_attach": {"incident": "$INCIDENT", "reason": "The same delay."},
    "tickets_detach": {"incident": "$INCIDENT", "reason": "Another cause."},
    "customers_search": {"contact": "$CONTACT"},
    "official_check": {"text": "+65 6000 0001"},
    "tokens_create": {"days": 90, "scopes": ["tickets:read", "events:read"]},
    "webhooks_create": {"url": "https://app.example.org/desk", "events": ["ticket.replied", "ticket.resolved"]},
}
# Not for tokens: a signed-in person asks.
BY_SESSION = {"tokens_create"}
_PART = re.compile(r"{(\w+)}")
_VARIABLE = re.compile(r'"\$([A-Z_]+)"')


def variable(part: str) -> str:
    """The name of what stands in an address: the id of a token is not the token."""
    return "TOKEN_ID" if part == "token" else part.upper()


# What they answer is no JSON.
FILES = {"files_retrieve"}


def in_curl(operation: str, method: str, path: str, *, keyed: bool) -> str:
    """For a shell."""
    address = _PART.sub(lambda part: f"${variable(part[1])}", path)
    lines = [f'curl -X {method} "$DESK{address}"', *(f'-H "{each}"' for each in _curl_headers(operation, keyed=keyed))]
    if operation not in BODIES:
        return " \\\n  ".join(lines)
    body = _VARIABLE.sub(r'"$\1"', json.dumps(BODIES[operation]))
    return " \\\n  ".join([*lines, '-H "Content-Type: application/json" -d @- <<BODY']) + f"\n{body}\nBODY"


def _curl_headers(operation: str, *, keyed: bool) -> list[str]:
    if operation in BY_SESSION:
        who = ["Cookie: sessionid=$SESSION; csrftoken=$CSRF", "X-CSRFToken: $CSRF", "Referer: $DESK/"]
    else:
        who = ["Authorization: Token $TOKEN"]
    return [*who, *(["Idempotency-Key: $(uuidgen)"] if keyed else [])]


def in_python(operation: str, method: str, path: str, *, keyed: bool) -> str:
    """Nothing but the standard library."""
    address = _PART.sub(lambda part: f"{{env['{variable(part[1])}']}}", path)
    lines = [
        f"import json, os, urllib.request{', uuid' if keyed else ''}",
        "",
        "env = os.environ",
        f"address = f\"{{env['DESK']}}{address}\"",
    ]
    if operation in BY_SESSION:
        lines += [
            "headers = {",
            "    \"Cookie\": f\"sessionid={env['SESSION']}; csrftoken={env['CSRF']}\",",
            '    "X-CSRFToken": env["CSRF"], "Referer": env["DESK"] + "/",',
            "}",
        ]
    else:
        lines += ['headers = {"Authorization": f"Token {env[\'TOKEN\']}"}']
    if keyed:
        lines += ['headers["Idempotency-Key"] = str(uuid.uuid4())']
    data, read = "", "answer.read()" if operation in FILES else 'json.loads(answer.read() or "null")'
    if operation in BODIES:
        body = _VARIABLE.sub(r'env["\1"]', json.dumps(BODIES[operation]))
        lines += ['headers["Content-Type"] = "application/json"', f"body = {body}"]
        data = ", data=json.dumps(body).encode()"
    lines += [
        f'request = urllib.request.Request(address, method="{method}", headers=headers{data})',
        "with urllib.request.urlopen(request) as answer:",
        f"    print(answer.status, {read})",
    ]
    return "\n".join(lines)


def printed(operation: str, method: str, path: str, *, keyed: bool) -> str:
    """Both, as the page shows them."""
    curl, python = (each(operation, method, path, keyed=keyed) for each in (in_curl, in_python))
    return f"```sh\n{curl}\n```\n\n```python\n{python}\n```"
