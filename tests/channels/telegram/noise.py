"""Updates of the Bot API, broken on purpose."""

import copy
import json
import random
from typing import Any

WHOLE: dict[str, Any] = {
    "update_id": 5,
    "message": {
        "message_id": 7,
        "from": {"id": 42, "is_bot": False, "first_name": "Mei", "username": "mei", "language_code": "zh-hans"},
        "chat": {"id": 42, "type": "private"},
        "text": "Hello",
        "caption": "a picture",
        "photo": [{"file_id": "AgAC", "file_size": 10}],
        "document": {"file_id": "BQAC", "file_name": "a.pdf", "mime_type": "application/pdf"},
        "reply_to_message": {"from": {"is_bot": True}, "text": "… /status"},
    },
    "my_chat_member": {},
}
BAD: list[Any] = [
    *(
        None,
        True,
        -1,
        0,
        2**31,
        2**63,
        10**30,
        1.5,
        "",
        "x" * 70_000,
        "\x00",
        "\ud800",
        "é́" * 50,
        [],
        {},
        [[]],
        {"id": {}},
    ),
    *("/status 1", "/link " + "0" * 38, "/start\x00", "/language \ud83d", float("nan")),
]


def broken(dice: random.Random) -> Any:
    """The whole update with one to three places replaced, dropped or doubled."""
    update = json.loads(json.dumps(WHOLE))
    for _ in range(dice.randint(1, 3)):
        place: Any = update
        while isinstance(place, dict) and place:
            name = dice.choice(list(place))
            if dice.random() < 0.4 or not isinstance(place[name], dict):
                place[name] = copy.deepcopy(dice.choice(BAD))
                if dice.random() < 0.2:
                    del place[name]
                break
            place = place[name]
    return update
