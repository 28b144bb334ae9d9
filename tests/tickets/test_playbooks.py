"""Every kind of call has a whole playbook, and no playbook ever asks for what an impostor would ask for."""

import re
from collections.abc import Iterator

import pytest

from core.errors import InvalidInput
from tickets.categories import Category, Priority
from tickets.fields import NETWORKS, FieldKind
from tickets.playbooks import (
    EMERGENCY_DOOR,
    NEVER_ASK,
    NEVER_ASK_ITEMS,
    NEVER_ASK_STAFF,
    PLAYBOOKS,
    Topic,
    door,
    topic,
    topics,
)

ALL = pytest.mark.parametrize("topic", PLAYBOOKS.values(), ids=PLAYBOOKS.keys())

EXPECTED = {
    Category.SECURITY: ["being_emptied", "stolen_or_locked", "lost_2fa", "suspicious_login", "suspected_impostor"],
    Category.FUNDS: ["deposit_missing", "withdrawal_stuck", "wrong_network", "fiat", "missing_balance"],
    Category.GUIDANCE: ["trading", "deposit_withdraw_howto", "account_settings", "records"],
    Category.COMPLAINT: ["service", "delay", "decision", "staff_conduct"],
}

SECRET = re.compile(
    r"passwords?\b|passcode|\bPINs?\b|\bcodes?\b|\bOTP\b|one-time|recovery|seed|phrase|mnemonic|\bkeys?\b|\bCVV\b|\bCVC\b"
    r"|card number|whole card|secret|remote|AnyDesk|TeamViewer|safe account|\bID number|passport",
    re.IGNORECASE,
)
# What names one of these words and asks for none of them.
HARMLESS = ("API keys", "Passkey or security key", "Recovery or refund")
YES_OR_NO = "Answer yes or no only."


def questions(topic: Topic) -> Iterator[str]:
    """Every sentence that asks the caller for something, and every name of a field or choice."""
    yield from map(str, topic.ask)
    for field in topic.fields:
        yield from (field.key.replace("_", " "), str(field.label), str(field.ask))
        yield from (str(label) for _, label in field.choices)


def asks_for_a_secret(sentence: str) -> bool:
    """Naming a secret is allowed in one case: whether it was given away, to be answered by yes or no."""
    if sentence in HARMLESS or sentence.endswith(YES_OR_NO):
        return False
    return SECRET.search(sentence) is not None


@pytest.mark.parametrize(
    "sentence",
    [
        "What is your password?",
        "Please read me the code.",
        "Recovery phrase",
        "Which key do you use?",
        "Could you install a remote app?",
        "Please transfer it to a safe account.",
        "What is the card number?",
    ],
)
def test_the_search_for_secrets_finds_what_an_impostor_would_ask(sentence: str) -> None:
    assert asks_for_a_secret(sentence)


@ALL
def test_no_question_and_no_field_asks_for_a_secret(topic: Topic) -> None:
    assert [sentence for sentence in questions(topic) if asks_for_a_secret(sentence)] == []


@ALL
def test_a_question_answered_by_yes_or_no_only_has_no_field_to_write_in(topic: Topic) -> None:
    assert not [
        field.key for field in topic.fields if YES_OR_NO in str(field.ask) and field.kind is not FieldKind.CHOICE
    ]


def test_each_category_has_its_topics_in_order() -> None:
    assert {category: [topic.key for topic in topics(category)] for category in Category} == EXPECTED
    assert list(PLAYBOOKS) == [key for keys in EXPECTED.values() for key in keys]


@ALL
def test_a_topic_is_whole(topic: Topic) -> None:
    assert PLAYBOOKS[topic.key] is topic
    assert topic.key in EXPECTED[topic.category]
    assert len(topic.ask) >= 2
    assert len(topic.do) >= 4
    assert topic.fields
    for sentence in (*topic.ask, *topic.do, *topic.self_service, topic.tell):
        assert str(sentence)[-1] in ".?", sentence
    assert str(topic.have_ready).startswith("Have ready: ")


@ALL
def test_sentences_are_short_enough_to_be_said(topic: Topic) -> None:
    for sentence in (*topic.ask, *topic.do, *topic.self_service):
        assert len(str(sentence)) <= 140, sentence
    assert len(str(topic.tell)) <= 240


def test_labels_are_unique() -> None:
    labels = [str(topic.label) for topic in PLAYBOOKS.values()]
    assert len(set(labels)) == len(labels) == 18


@ALL
def test_the_fields_of_a_topic_can_be_told_apart(topic: Topic) -> None:
    keys, labels = [f.key for f in topic.fields], [str(f.label) for f in topic.fields]
    assert len(set(keys)) == len(keys)
    assert len(set(labels)) == len(labels)
    for field in topic.fields:
        assert re.fullmatch(r"[a-z][a-z_]*", field.key)
        assert str(field.ask)
        values = [value for value, _ in field.choices]
        assert len(set(values)) == len(values)
        assert bool(values) == (field.kind in (FieldKind.CHOICE, FieldKind.NETWORK))
        if field.kind is FieldKind.NETWORK:
            assert values == list(NETWORKS)


@ALL
def test_what_is_read_by_its_network_or_coin_has_one_beside_it_to_choose_first(topic: Topic) -> None:
    keys = [field.key for field in topic.fields]
    for place, field in enumerate(topic.fields):
        if field.kind in (FieldKind.TXID, FieldKind.ADDRESS):
            assert "network" in keys[:place]
        if field.kind is FieldKind.AMOUNT:
            assert "coin" in keys[:place]


@ALL
def test_a_reference_to_another_topic_names_one_that_exists(topic: Topic) -> None:
    labels = {str(other.label) for other in PLAYBOOKS.values()}
    for sentence in topic.do:
        for name in re.findall(r"(?:switch to|Switch to|log) “([^”]+)”", str(sentence)):
            assert name in labels - {str(topic.label)}


def test_only_the_emergency_starts_as_one_and_helps_itself_first() -> None:
    emergencies = [topic for topic in PLAYBOOKS.values() if topic.starts_as is Priority.EMERGENCY]
    assert [topic.key for topic in emergencies] == ["being_emptied"]
    assert [topic.key for topic in PLAYBOOKS.values() if topic.self_service] == ["being_emptied"]
    assert "Freeze account" in str(emergencies[0].self_service[0])


def test_an_emergency_is_never_held_up_by_a_missing_answer() -> None:
    assert not [field.key for field in topic("being_emptied").fields if field.required]


def test_a_missing_hash_never_stops_a_ticket() -> None:
    for playbook in PLAYBOOKS.values():
        assert not [
            f.key
            for f in playbook.fields
            if f.required and f.kind in (FieldKind.TXID, FieldKind.ADDRESS, FieldKind.TICKET)
        ]


def test_unknown_words_get_a_designed_answer() -> None:
    with pytest.raises(InvalidInput) as caught:
        topics("other")
    assert (caught.value.reason, list(caught.value.fields)) == ("unknown_category", ["category"])
    with pytest.raises(InvalidInput) as caught:
        door("")
    assert caught.value.reason == "unknown_category"
    with pytest.raises(InvalidInput) as caught:
        topic("account_security")
    assert (caught.value.reason, list(caught.value.fields)) == ("unknown_topic", ["topic"])


@pytest.mark.parametrize("category", list(Category))
def test_each_category_has_a_door(category: Category) -> None:
    entrance = door(category.value)
    assert entrance.key == category.value
    assert entrance.title == category.label
    assert str(entrance.falls_in)
    assert str(entrance.have_ready).startswith("Have ready: ")


def test_the_emergency_has_a_door_of_its_own_that_leads_to_its_topic() -> None:
    assert topic(EMERGENCY_DOOR.key).starts_as is Priority.EMERGENCY
    assert "Freeze it yourself first" in str(EMERGENCY_DOOR.falls_in)


@pytest.mark.parametrize("line", [NEVER_ASK, NEVER_ASK_STAFF])
def test_the_never_ask_lines_name_all_four_secrets(line: object) -> None:
    for secret in ("password", "verification code", "recovery phrase", "private key"):
        assert secret in str(line)
    assert len(NEVER_ASK_ITEMS) == 6
