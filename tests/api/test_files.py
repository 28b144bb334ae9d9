"""Files that a program sends along: the app's user chose them, the desk looks at them as at any other."""

from base64 import b64encode
from typing import Any

from tests.api.calling import calling, is_problem
from tests.api.test_tickets import NEW
from tests.core.test_files import picture
from tests.people import House
from tickets.models import Attachment, Ticket


def sent(name: str, content: bytes, **more: Any) -> dict[str, Any]:
    return {"name": name, "content": b64encode(content).decode(), **more}


def test_a_ticket_and_a_message_bring_their_files_once(house: House) -> None:
    caller = calling(house.pbx)
    opened = [
        caller.post("tickets/", NEW | {"files": [sent("screen.jpg", picture())]}, key="one") for _time in range(2)
    ]
    assert [each.status_code for each in opened] == [201, 200]
    number = opened[0].json()["number"]
    said = {"body": "And my passport.", "files": [sent("pass.jpg", picture(), identity=True), sent("log.txt", b"0x12")]}
    answer = caller.post(f"tickets/{number}/customer-message/", said)
    assert answer.status_code == 201
    assert [(each["name"], each["type"], each["state"]) for each in answer.json()["files"]] == [
        ("pass.jpg", "image/jpeg", "quarantined"),
        ("log.txt", "text/plain", "clean"),
    ]
    first, second = caller.get(f"tickets/{number}/messages/").json()["results"]
    assert [each["name"] for each in first["files"]] == ["screen.jpg"]
    assert second["files"] == answer.json()["files"]
    given = caller.get(f"files/{first['files'][0]['id']}/")
    assert given.status_code == 200
    assert given["Content-Disposition"].startswith("attachment")
    assert b"".join(given.streaming_content)[:2] == b"\xff\xd8"


def test_more_than_may_come_is_refused_and_nothing_is_made(house: House) -> None:
    caller = calling(house.pbx)
    broken = caller.post("tickets/", NEW | {"files": [{"name": "a.png", "content": "§"}]})
    assert "files.0.content" in is_problem(broken, 422)["fields"]
    many = caller.post("tickets/", NEW | {"files": [sent(f"{place}.txt", b"x") for place in range(11)]})
    assert "files" in " ".join(is_problem(many, 422)["fields"])
    large = caller.post("tickets/", NEW | {"files": [sent("a.txt", b"x" * (10 * 2**20 + 1))]})
    assert "10 MB" in is_problem(large, 422)["fields"]["files"][0]
    huge = caller.post("tickets/", NEW | {"files": [sent("a.txt", b"x" * 12 * 2**20)]})
    assert "15 MB" in is_problem(huge, 413)["detail"]
    assert not Ticket.objects.exists()
    assert not Attachment.objects.exists()


def test_elsewhere_a_body_stays_small(house: House) -> None:
    answer = calling(house.pbx).post("status/", {"number": "1" * 3_000_000, "contact": "a"})
    assert "2.5 MB" in is_problem(answer, 413)["detail"]


def test_a_seed_phrase_in_a_new_ticket_is_told_and_makes_it_an_emergency(house: House) -> None:
    words = "legal winner thank year wave sausage worth useful legal winner thank yellow"
    answer = calling(house.pbx).post("tickets/", NEW | {"body": f"My phrase: {words}"})
    ticket = Ticket.objects.get(number=answer.json()["number"])
    assert ticket.priority == "emergency"
    assert words not in ticket.messages.get().body
    assert "ticket.secret_removed" in {
        each["name"] for each in calling(house.sam).get(f"tickets/{ticket.number}/events/").json()["results"]
    }
