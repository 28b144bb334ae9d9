"""Playbooks as data: said otherwise on every call and page at once, versions kept, the code's words always there to go back to."""

import re
from typing import Any

import pytest
from django.db import ProgrammingError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from channels.services import start_call
from core import clock
from outbox.models import Event
from tests.people import House, a_ticket, sign_in
from tickets.models import TopicVersion
from tickets.playbooks import PLAYBOOKS
from tickets.services import open_by_playbook
from tickets.services.wording import words_of
from tickets.topics import in_force, topics

LIST = "/desk/playbooks/"
PAGE = "/desk/playbooks/deposit_missing/"
RESTORE = f"{PAGE}restore/"


def form_of(key: str = "deposit_missing", version: int = 0, **more: Any) -> dict[str, Any]:
    """What the form of a topic posts, as the code has it."""
    topic = PLAYBOOKS[key]
    found: dict[str, Any] = {"version": version, "priority": topic.starts_as, "offered": "on", "reason": "Clearer."}
    for name, said in words_of(topic).items():
        for short, suffix in (("en", ""), ("zh", "_zh")):
            found[name + suffix] = said[short] if isinstance(said[short], str) else "\n".join(said[short])
    keys = [each.key for each in PLAYBOOKS.values() if each.category == topic.category]
    return found | {"place": keys.index(key) + 1} | more


@pytest.fixture
def sam(client: Client, house: House) -> Client:
    """Sam's browser."""
    return sign_in(client, house.sam)


def test_what_is_published_is_said_on_the_next_call_form_and_customers_page(sam: Client, house: House) -> None:
    changed = form_of(
        label="Deposit has not arrived",
        label_zh="充值没到",
        ask="Which coin?\nWhich network?",
        ask_zh="哪个币种？\n哪个网络？",
        have_ready="Have ready: the hash",
        have_ready_zh="请准备：哈希",
        never_ask="Never ask for a selfie.",
        never_ask_zh="绝不索要自拍照。",
    )
    answer = sam.post(PAGE, changed)
    assert (answer.status_code, answer["Location"]) == (303, PAGE)
    call = start_call(by=house.alice, at=clock.now(), caller_phone=house.cleo.phone)
    alice = sign_in(Client(), house.alice)
    asked = {"category": "funds", "topic": "deposit_missing", "language": "zh-hans"}
    panel = alice.post(f"/desk/calls/{call.number}/classify/", asked).content.decode()
    for words in ("Deposit has not arrived", "哪个网络？", "绝不索要自拍照。"):
        assert words in panel
    ticket = a_ticket(house, at=clock.now(), topic="deposit_missing")
    assert "Funds, Deposit has not arrived" in alice.get(f"/desk/tickets/{ticket.number}/").content.decode()
    page = Client().get("/help/funds/").content.decode()
    assert "Have ready: the hash" in page
    assert "Never ask for a selfie." in page
    chinese = Client().get("/help/funds/", headers={"Accept-Language": "zh-hans"}).content.decode()
    assert "充值没到" in chinese
    assert Event.objects.get(name="playbook.changed").data["changed"] == ["label", "have_ready", "ask", "never_ask"]


def test_only_what_differs_from_the_code_is_kept(sam: Client) -> None:
    sam.post(PAGE, form_of(tell="We look into it.", tell_zh="我们会查。"))
    assert TopicVersion.objects.get().words == {"tell": {"en": "We look into it.", "zh": "我们会查。"}}
    same = form_of(tell="We look into it.", tell_zh="我们会查。", version=1)
    assert sam.post(PAGE, same).status_code == 303
    assert TopicVersion.objects.count() == 1


def test_a_preview_keeps_nothing_and_shows_both_languages(sam: Client) -> None:
    typed = form_of(tell="Said only here.", tell_zh="只在这里说。", reason="Try")
    page = sam.post(PAGE, typed | {"preview": "1"}).content.decode()
    shown = page[page.index('id="preview"') : page.index('name="label_zh"')]
    for words in ("How it would be shown", "Said only here.", "只在这里说。"):
        assert words in shown
    assert not TopicVersion.objects.exists()


def test_earlier_versions_are_shown_and_said_again(sam: Client) -> None:
    sam.post(PAGE, form_of(label="First words", label_zh="第一版"))
    sam.post(PAGE, form_of(label="Second words", label_zh="第二版", version=1, reason="Shorter."))
    page = sam.get(PAGE).content.decode()
    assert "First words" in page
    assert "“Shorter.”" in page
    assert sam.post(RESTORE, {"version": 1, "reason": ""}).status_code == 422
    assert sam.post(RESTORE, {"version": 1, "reason": "It was better."}).status_code == 303
    with translation.override("en"):
        assert str(in_force()["deposit_missing"].label) == "First words"
    assert sam.post(RESTORE, {"version": 0, "reason": "As delivered."}).status_code == 303
    with translation.override("en"):
        assert str(in_force()["deposit_missing"].label) == str(PLAYBOOKS["deposit_missing"].label)
    assert list(TopicVersion.objects.order_by("pk").values_list("version", flat=True)) == [1, 2, 3, 4]
    assert sam.post(RESTORE, {"version": 9, "reason": "x"}).status_code == 404


def test_a_version_is_never_edited(sam: Client) -> None:
    sam.post(PAGE, form_of(label="Kept", label_zh="保留"))
    with pytest.raises(ProgrammingError, match="Cannot update"), transaction.atomic():
        TopicVersion.objects.update(reason="otherwise")


def test_who_was_slower_is_told(sam: Client) -> None:
    sam.post(PAGE, form_of(label="One", label_zh="一"))
    answer = sam.post(PAGE, form_of(label="Two", label_zh="二"))
    assert answer.status_code == 409
    assert 'value="Two"' in answer.content.decode()


def test_a_hidden_topic_leaves_the_lists_and_stays_where_it_was_chosen(sam: Client, house: House) -> None:
    ticket = a_ticket(house, at=clock.now(), topic="deposit_missing")
    hidden = form_of()
    del hidden["offered"]
    assert sam.post(PAGE, hidden).status_code == 303
    assert "deposit_missing" not in [each.key for each in topics("funds")]
    assert "Deposit not credited" not in Client().get("/help/funds/").content.decode()
    page = sam.get(f"/desk/tickets/{ticket.number}/").content.decode()
    assert re.search(r'<option value="deposit_missing" selected>', page)
    assert "Not offered" in sam.get(LIST).content.decode()


@pytest.mark.parametrize(
    ("key", "wrong", "sentence"),
    [
        ("being_emptied", {"offered": None}, "The emergency stays offered"),
        ("being_emptied", {"priority": "normal"}, "Select a valid choice."),
        ("deposit_missing", {"priority": "emergency"}, "Select a valid choice."),
        ("deposit_missing", {"ask": "One\nTwo"}, "Each line stands in both languages"),
        ("deposit_missing", {"do": "  "}, "This field is required."),
        ("deposit_missing", {"ask": "\n".join(["?"] * 13), "ask_zh": "\n".join(["？"] * 13)}, "At most twelve lines"),
        ("deposit_missing", {"tell": "x" * 401}, "at most 400"),
        ("deposit_missing", {"reason": ""}, "This field is required."),
    ],
)
def test_what_cannot_be_said_comes_back_with_its_reason(
    sam: Client, key: str, wrong: dict[str, Any], sentence: str
) -> None:
    asked = {name: value for name, value in (form_of(key) | wrong).items() if value is not None}
    answer = sam.post(f"{LIST}{key}/", asked)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not TopicVersion.objects.exists()


def test_a_category_keeps_a_topic(sam: Client) -> None:
    keys = [each.key for each in PLAYBOOKS.values() if each.category == "complaint"]
    for key in keys:
        asked = form_of(key)
        del asked["offered"]
        last = sam.post(f"{LIST}{key}/", asked)
    assert last.status_code == 422
    assert "This is the last topic offered under Complaints." in last.content.decode()


def test_priority_and_place_are_data_too(sam: Client, house: House) -> None:
    sam.post(PAGE, form_of(priority="high", place=3))
    assert [each.key for each in topics("funds")].index("deposit_missing") == 2
    ticket = open_by_playbook(
        customer=house.cleo,
        subject="Where is it?",
        body="It is not there.",
        category="funds",
        topic="deposit_missing",
        channel="web",
        answers={"coin": "USDC", "network": "ethereum"},
        by=house.sam,
        at=clock.now(),
    )
    assert ticket.priority == "high"


@pytest.mark.parametrize("who", ["alice", "olive"])
def test_others_neither_read_nor_write_them(client: Client, house: House, who: str) -> None:
    person = sign_in(client, getattr(house, who))
    for answer in (
        person.get(LIST),
        person.get(PAGE),
        person.post(PAGE, form_of(label="Mine", label_zh="我的")),
        person.post(RESTORE, {"version": 0, "reason": "x"}),
    ):
        assert answer.status_code == 403
        assert "Playbooks are written by supervisors." in answer.content.decode()
    assert not TopicVersion.objects.exists()


def test_an_unknown_topic_is_nowhere(sam: Client) -> None:
    assert sam.get(f"{LIST}dreams/").status_code == 404


def asked_of_topics(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return sum("tickets_topicversion" in each["sql"] for each in captured)


def test_topics_are_read_once_a_request_and_versions_only_after_a_change(sam: Client, house: House) -> None:
    call = start_call(by=house.alice, at=clock.now(), caller_phone=house.cleo.phone, hotline=house.hotline)
    alice = sign_in(Client(), house.alice)
    panel = f"/desk/calls/{call.number}/"
    alice.post(f"{panel}classify/", {"category": "funds", "topic": "deposit_missing", "language": "en"})
    alice.get(panel)
    assert asked_of_topics(alice, panel) == 1
    assert asked_of_topics(Client(), "/help/funds/") == 1
    sam.post(PAGE, form_of(label="Another title", label_zh="另一个标题"))
    assert asked_of_topics(alice, panel) == 2
    assert asked_of_topics(alice, panel) == 1
    assert asked_of_topics(alice, "/desk/queue/mine/") <= 1


def test_the_list_asks_no_more_for_more_versions(sam: Client) -> None:
    sam.get(LIST)
    with CaptureQueriesContext(connection) as before:
        sam.get(LIST)
    for key in ("deposit_missing", "service", "lost_2fa"):
        sam.post(f"{LIST}{key}/", form_of(key, label=f"New {key}", label_zh=f"新的 {key}"))
    sam.get(LIST)
    with CaptureQueriesContext(connection) as after:
        sam.get(LIST)
    assert len(after) <= len(before)
