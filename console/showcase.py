"""Sample values for the components page: every component in every state. All of it is invented."""

from datetime import datetime, timedelta
from typing import Any

from tickets.models import Attachment, FileState

_COLOURS = ["page", "surface", "sunken", "hover", "line-2", "ink", "ink-2", "ink-3", "accent", "accent-soft"]
_COLOURS += ["ok-fill", "risk-fill", "breach-fill", "pause-fill", "complaint-fill"]


def _ago(now: datetime, **span: float) -> datetime:
    return now - timedelta(**span)


def _pills(now: datetime) -> list[dict[str, Any]]:
    hour = timedelta(hours=1)
    return [
        {"state": "ok", "goal": now + 3.35 * hour, "limit": now + 11 * hour},
        {"state": "soon", "goal": now + 0.68 * hour, "limit": now + 8 * hour},
        {"state": "risk", "goal": now - 0.4 * hour, "limit": now + 7.6 * hour},
        {"state": "breach", "goal": now - 8 * hour, "limit": now - 0.19 * hour},
        {"state": "paused", "left": 22 * hour},
        {"state": "met", "limit": now + hour, "met": now - 0.2 * hour},
        {"state": "met_late", "limit": now - 3 * hour, "met": now - 0.9 * hour},
        {"state": "resolved", "met": now - 0.2 * hour},
        {"state": "closed", "met": now - 20 * hour},
        {"state": "complaint", "limit": now + 24 * hour},
        {"state": "ok", "goal": now + 77 * hour, "limit": now + 90 * hour},
    ]


def _bars(now: datetime) -> list[dict[str, Any]]:
    hour = timedelta(hours=1)
    return [
        {"state": "ok", "start": now - 5 * hour, "goal": now + 7 * hour, "limit": now + 19 * hour},
        {"state": "soon", "start": now - 11.3 * hour, "goal": now + 0.7 * hour, "limit": now + 12.7 * hour},
        {"state": "risk", "start": now - 15 * hour, "goal": now - 3 * hour, "limit": now + 9 * hour},
        {"state": "breach", "start": now - 30 * hour, "goal": now - 18 * hour, "limit": now - 6 * hour},
        {
            "state": "paused",
            "start": now - 11 * hour,
            "goal": now + hour,
            "limit": now + 13 * hour,
            "paused": [(now - 4 * hour, None)],
        },
        {
            "state": "met",
            "start": now - 9 * hour,
            "goal": now + 3 * hour,
            "limit": now + 15 * hour,
            "answered": now - 2 * hour,
        },
    ]


def _rows(now: datetime) -> list[dict[str, Any]]:
    hour = timedelta(hours=1)
    common: dict[str, Any] = {"category_icon": "wallet", "channel": "Mail", "owner": "Lin", "url": "#rows"}
    return [
        common
        | {
            "id": 1,
            "number": "407188263163",
            "subject": "ETH sent to the old contract address, 0x7a2f…c41e",
            "customer": "C··· W···",
            "state": "ok",
            "goal_at": now + 2.2 * hour,
            "limit_at": now + 9 * hour,
            "unread": True,
        },
        common
        | {
            "id": 2,
            "number": "635820491711",
            "subject": "充值 6 小时未到账，TRC-20",
            "customer": "陈*",
            "state": "soon",
            "goal_at": now + 0.67 * hour,
            "limit_at": now + 7 * hour,
        },
        common
        | {
            "id": 3,
            "number": "570294813673",
            "subject": "Fiat deposit sent back, payer's name missing",
            "customer": "吴**",
            "state": "paused",
            "left": 5 * hour,
        },
        *_late_rows(now, common),
    ]


def _late_rows(now: datetime, common: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        common
        | {
            "id": 4,
            "number": "338501726441",
            "subject": "Deposit memo missing (XRP)",
            "customer": "M··· R···",
            "state": "breach",
            "limit_at": now - timedelta(minutes=2),
            "changed": True,
        },
        common
        | {
            "id": 5,
            "number": "196483057217",
            "subject": "Sent SOL, balance is unchanged",
            "customer": "A··· L···",
            "state": "resolved",
            "met_at": _ago(now, hours=1),
            "taken_by": "Wang",
        },
    ]


def _messages(now: datetime) -> list[dict[str, Any]]:
    return [
        {
            "id": 1,
            "kind": "call",
            "author": "Lin",
            "agent_number": "2047",
            "at": _ago(now, hours=4.7),
            "detail": "4 min 12 s",
            "body": "Sent 2,400 USDC at 08:40, wallet says “pending”. Number read out and repeated.",
        },
        {
            "id": 2,
            "kind": "public",
            "author": "Lin",
            "agent_number": "2047",
            "at": _ago(now, hours=4.3),
            "channel": "Public",
            "channel_icon": "send",
            "body": "Thank you for calling. Please add the transaction hash on your status page, or reply here.",
        },
        {
            "id": 3,
            "kind": "customer",
            "author": "D··· O···",
            "at": _ago(now, hours=3),
            "channel": "Mail",
            "channel_icon": "mail",
            "body": "Hash is 0x7f3c9a…b04ee91a. Please hurry, it is for payroll.",
        },
        {
            "id": 4,
            "kind": "internal",
            "author": "Amara",
            "agent_number": "3310",
            "at": _ago(now, hours=2.5),
            "body": "Was in the mempool for hours, fee too low. Nothing to repair on our side.",
        },
    ]


def _files() -> list[Attachment]:
    """One in each state, never kept anywhere."""
    shown = [
        ("screenshot.png", 184_320, FileState.CLEAN, ""),
        ("receipt.pdf", 61_440, FileState.HELD, ""),
        ("passport.jpg", 2_411_724, FileState.QUARANTINED, "identity"),
        ("wallet.zip", 940_032, FileState.QUARANTINED, "archive"),
        ("helper.bin", 3_145_728, FileState.REFUSED, "program"),
    ]
    return [Attachment(name=name, size=size, state=state, reason=reason) for name, size, state, reason in shown]


def showcase(now: datetime) -> dict[str, Any]:
    """The context of desk/components.html at `now` (aware). Plain values, no database."""
    return {
        "now": now,
        "number": "509317284633",
        "pills": _pills(now),
        "bars": _bars(now),
        "rows": _rows(now),
        "messages_shown": _messages(now),
        "files_shown": _files(),
        "events": [
            {"at": _ago(now, hours=4), "words": "L1 matched"},
            {"at": _ago(now, hours=4), "words": "policy v12"},
        ],
        "words": [
            "customer_replied",
            "callback",
            "match",
            "no_match",
            "contact_changed",
            "waiting_for_you",
            "complaint",
        ],
        "colours": _COLOURS,
        "tabs": [
            {"label": "Mine", "url": "#tabs", "current": True, "count": 14},
            {"label": "Unassigned", "url": "#tabs", "count": 9},
            {"label": "Breached", "url": "#tabs", "count": 3, "tone": "breach"},
        ],
        "switch": [
            {"value": "public", "label": "Public reply", "icon": "send", "checked": True},
            {"value": "internal", "label": "Internal note", "icon": "lock"},
        ],
        "stages": [
            {"label": "Received", "state": "done", "at": "13:52"},
            {"label": "With us", "state": "now", "at": "since 13:54"},
            {"label": "Answered", "state": "next"},
            {"label": "Closed", "state": "next"},
        ],
        "opens_at": now + timedelta(hours=12),
        "leaves_at": now + timedelta(hours=1),
    }
