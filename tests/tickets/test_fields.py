"""Fields are checked as the caller speaks: what could be misread is refused, the rest is kept in one settled shape."""

import json
from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import InvalidInput
from core.numbers import grouped, new_number
from tests.tickets.typed import ADDRESSES, AT, CHOICES, HASH, PRIVATE_KEYS, TXIDS, ZONE, checked, refused
from tickets.fields import NETWORK_CHOICES, Checked, Field, FieldKind, check, check_all


# --- coins and amounts -----------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("typed", "value"),
    [("usdt", "USDT"), (" Btc ", "BTC"), ("ＵＳＤＴ", "USDT"), ("$pepe", "PEPE"), ("1inch", "1INCH")],
)
def test_a_coin_is_its_symbol_in_capitals(typed: str, value: str) -> None:
    assert checked(FieldKind.COIN, typed).value == value


@pytest.mark.parametrize("typed", ["US DT", "泰达币", "USDT/TRC20", "A" * 16, "$"])
def test_what_is_no_symbol_is_no_coin(typed: str) -> None:
    assert "symbol" in refused(FieldKind.COIN, typed)


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("1250.50", "1250.5"),
        ("1,250.50", "1250.5"),
        ("1 250 000", "1250000"),
        ("1'250.5", "1250.5"),
        ("１２５０．５０", "1250.5"),
        ("１，２５０。５", "1250.5"),
        ("0.00000001", "0.00000001"),
        (".5", "0.5"),
        ("007", "7"),
        ("100", "100"),
        ("100 USDT", "100"),
        ("100usdt", "100"),
        ("0.000000000000000001", "0.000000000000000001"),
    ],
)
def test_an_amount_is_read_as_a_plain_decimal(typed: str, value: str) -> None:
    result = checked(FieldKind.AMOUNT, typed, coin="USDT")
    assert result.value == value
    assert str(result.note) == f"Read as {value} USDT."


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("0", "more than zero"),
        ("0.000", "more than zero"),
        ("-5", "in digits"),
        ("about 100", "in digits"),
        ("1e5", "in digits"),
        ("10k", "in digits"),
        ("1.250.000", "in digits"),
        ("NaN", "in digits"),
        ("Infinity", "in digits"),
        ("٣٤", "in digits"),
        (".", "in digits"),
        ("USDT", "in digits"),
        ("0,5", "with a point"),
        ("0,500", "with a point"),
        ("1,2500", "with a point"),
        ("1.250,50", "with a point"),
        ("100 BTC", "another coin"),
        ("1" * 61, "too many digits"),
    ],
)
def test_an_amount_that_could_be_misread_is_refused(typed: str, says: str) -> None:
    assert says in refused(FieldKind.AMOUNT, typed, coin="usdt")


def test_without_a_chosen_coin_the_amount_says_how_it_was_read() -> None:
    assert str(checked(FieldKind.AMOUNT, "5,000").note) == "Read as 5000."
    assert str(checked(FieldKind.AMOUNT, "5,000 sol").note) == "Read as 5000 SOL."
    assert str(checked(FieldKind.AMOUNT, "5", coin="<b>no coin</b>").note) == "Read as 5."


@given(st.decimals(min_value="0.000000000000000001", max_value=10**12, places=18), st.booleans())
def test_every_amount_survives_and_reads_the_same_twice(amount: Decimal, grouped_by_threes: bool) -> None:
    value = checked(FieldKind.AMOUNT, f"{amount:,f}" if grouped_by_threes else f"{amount:f}").value
    assert Decimal(value) == amount
    assert checked(FieldKind.AMOUNT, value).value == value


# --- moments ---------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("typed", "zone", "value"),
    [
        ("2026-11-19 08:40", "Asia/Singapore", "2026-11-19T00:40:00+00:00"),
        ("2026-11-19T08:40", "Asia/Singapore", "2026-11-19T00:40:00+00:00"),
        ("２０２６-11-19 08：40", "Asia/Singapore", "2026-11-19T00:40:00+00:00"),
        ("2026-11-19 8:40:30", "UTC", None),
        ("2026-11-18T23:40:30", "America/New_York", "2026-11-19T04:40:30+00:00"),
        ("2026-11-19T08:40+08:00", "Europe/London", "2026-11-19T00:40:00+00:00"),
        ("2026-11-19T00:40:00Z", "Asia/Singapore", "2026-11-19T00:40:00+00:00"),
        ("2025-11-02T01:30", "America/New_York", "2025-11-02T05:30:00+00:00"),  # twice that night: the first
    ],
)
def test_a_moment_is_read_in_its_zone_and_kept_in_utc(typed: str, zone: str, value: str | None) -> None:
    if value is None:
        assert "still to come" in refused(FieldKind.MOMENT, typed, zone=zone)
        return
    assert checked(FieldKind.MOMENT, typed, zone=zone).value == value


def test_the_note_of_a_moment_shows_its_zone() -> None:
    assert str(checked(FieldKind.MOMENT, "2026-11-19T00:40Z").note) == "Read as 2026-11-19 08:40, UTC+08:00."


def test_the_future_and_the_distant_past_are_refused() -> None:
    just = AT.isoformat()
    assert checked(FieldKind.MOMENT, just).value == just
    assert "still to come" in refused(FieldKind.MOMENT, (AT + timedelta(seconds=1)).isoformat())
    assert "still to come" in refused(FieldKind.MOMENT, "9999-12-31T23:59Z")
    assert checked(FieldKind.MOMENT, "2016-11-20 08:40").value == "2016-11-20T00:40:00+00:00"
    assert "ten years" in refused(FieldKind.MOMENT, "2016-11-15 08:40")
    assert "ten years" in refused(FieldKind.MOMENT, "0001-01-02 00:00")


@pytest.mark.parametrize(
    "typed",
    [
        "yesterday",
        "今天 08:40",
        "2026-11-19",
        "19.11.2026 08:40",
        "2026-02-30 08:40",
        "2026-11-19 25:00",
        "0001-01-01 00:00",
        "20261119T0840",
    ],
)
def test_what_is_no_date_with_time_says_how_to_write_one(typed: str) -> None:
    assert "such as 2026-11-19 08:40" in refused(FieldKind.MOMENT, typed)


def test_an_hour_that_the_clocks_skipped_is_refused() -> None:
    assert "did not exist" in refused(FieldKind.MOMENT, "2026-03-29 01:30", zone="Europe/London")


@pytest.mark.parametrize("zone", ["", "Mars/Olympus", "../../etc/passwd", "/etc/passwd"])
def test_an_unknown_zone_is_refused(zone: str) -> None:
    assert "time zone" in refused(FieldKind.MOMENT, "2026-11-19 08:40", zone=zone)


# --- the rest --------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("typed", "value"), [("#AB-12345", "AB-12345"), ("1234 5678 9012", "123456789012"), ("ＷＤ_2026", "WD_2026")]
)
def test_order_numbers_lose_only_their_dress(typed: str, value: str) -> None:
    assert checked(FieldKind.ORDER_NUMBER, typed).value == value


@pytest.mark.parametrize("typed", ["123", "withdrawal", "1" * 41, "12345;drop", "-12345"])
def test_what_is_no_order_number_is_refused(typed: str) -> None:
    assert "order number" in refused(FieldKind.ORDER_NUMBER, typed)


def test_a_ticket_number_is_checked_by_its_check_digits() -> None:
    number = new_number()
    assert checked(FieldKind.TICKET, grouped(number)).value == number
    assert "not right" in refused(FieldKind.TICKET, number[:-1] + str((int(number[-1]) + 1) % 10))


def test_a_choice_is_one_of_the_choices() -> None:
    assert checked(FieldKind.CHOICE, "yes").value == "yes"
    assert "Choose" in refused(FieldKind.CHOICE, "Yes, of course")


def test_texts_pass_the_gate_for_text() -> None:
    assert checked(FieldKind.TEXT, "one\r\ntwo\x00").value == "one\ntwo"
    assert checked(FieldKind.DEVICE, "Pixel 9,\n app 6.2").value == "Pixel 9, app 6.2"
    assert "120" in refused(FieldKind.DEVICE, "x" * 121)
    assert "2,000" in refused(FieldKind.TEXT, "x" * 2001)


@pytest.mark.parametrize("kind", list(FieldKind))
def test_empty_is_nothing_unless_required(kind: FieldKind) -> None:
    assert checked(kind, " \n ") == Checked("")
    needed = Field("needed", kind, "Needed", "What?", required=True, choices=CHOICES)
    with pytest.raises(InvalidInput) as caught:
        check(needed, " ", others={}, zone=ZONE, at=AT)
    assert list(caught.value.fields) == ["needed"]


# --- all together ----------------------------------------------------------------------------------------------------
DEPOSIT = (
    Field("coin", FieldKind.COIN, "Coin", "Which?", required=True),
    Field("network", FieldKind.NETWORK, "Network", "Which?", required=True, choices=NETWORK_CHOICES),
    Field("txid", FieldKind.TXID, "Hash", "Which?"),
    Field("amount", FieldKind.AMOUNT, "Amount", "How much?"),
    Field("sent", FieldKind.MOMENT, "Sent", "When?"),
)


def all_of(values: Mapping[str, object]) -> dict[str, str]:
    return check_all(DEPOSIT, values, zone=ZONE, at=AT)


def test_all_fields_come_out_as_text_without_the_empty_ones() -> None:
    kept = all_of({"coin": "usdt", "network": "TRC20", "txid": HASH.upper(), "amount": "1,000", "sent": ""})
    assert kept == {"coin": "USDT", "network": "tron", "txid": HASH, "amount": "1000"}
    assert json.loads(json.dumps(kept)) == kept
    assert all_of(kept) == kept


def test_all_mistakes_are_told_at_once() -> None:
    with pytest.raises(InvalidInput) as caught:
        all_of({"coin": "US DT", "txid": "0x12", "amount": "-1", "sent": "soon", "seed": "x"})
    assert set(caught.value.fields) == {"coin", "network", "txid", "amount", "sent", "seed"}
    assert caught.value.reason == "invalid_input"


def test_values_that_are_no_text_are_refused() -> None:
    with pytest.raises(InvalidInput) as caught:
        all_of({"coin": "USDT", "network": "tron", "amount": 5, "txid": None})
    assert set(caught.value.fields) == {"amount", "txid"}


def test_one_private_key_among_the_fields_marks_the_whole_refusal() -> None:
    with pytest.raises(InvalidInput) as caught:
        all_of({"coin": "USDT", "network": "tron", "txid": PRIVATE_KEYS[0], "amount": "-1"})
    assert caught.value.reason == "private_key"
    assert set(caught.value.fields) == {"txid", "amount"}


@given(
    st.sampled_from([kind for kind in FieldKind if kind is not FieldKind.CHOICE]),
    st.one_of(
        st.text(max_size=80),
        st.text("0123456789abcdefTx:-. ,'r1", max_size=70),
        st.sampled_from([text for _, text in (*ADDRESSES, *TXIDS)]),
    ),
    st.sampled_from(["", "tron", "ethereum", "ton", "xrp", "solana", "bitcoin", "other"]),
)
def test_anything_typed_is_either_kept_in_a_settled_shape_or_refused(kind: FieldKind, typed: str, network: str) -> None:
    try:
        value = checked(kind, typed, network=network).value
    except InvalidInput:
        assert refused(kind, typed, network=network)
    else:
        assert checked(kind, value, network=network).value == value
