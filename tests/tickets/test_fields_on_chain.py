"""Addresses and hashes: right ones pass in one shape, wrong ones get the most useful sentence."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import InvalidInput
from tests.tickets.typed import (
    ADDRESSES,
    AT,
    HASH,
    PRIVATE_KEYS,
    SIGNATURE,
    TXIDS,
    WITH_CHECKSUM,
    ZONE,
    checked,
    refused,
)
from tickets.fields import NETWORK_CHOICES, NETWORKS, Field, FieldKind, check, find_network
from tickets.fields.encodings import (
    BITCOIN_ALPHABET,
    XRP_ALPHABET,
    base58_bytes,
    base58check_payload,
    is_segwit_address,
)


def one_character_changed(text: str) -> list[str]:
    """`text` with each character in turn replaced by another letter of the same alphabet."""
    swaps = {"a": "c", "c": "a", "2": "3", "3": "2", "x": "z", "z": "x"}
    return [
        text[:place] + swaps.get(letter, "2" if letter != "2" else "3") + text[place + 1 :]
        for place, letter in enumerate(text)
    ]


# --- addresses -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("network", "text"), ADDRESSES)
def test_real_addresses_are_right_on_their_network(network: str, text: str) -> None:
    result = checked(FieldKind.ADDRESS, f"  {text} ", network=network)
    assert result.value == text
    assert str(NETWORKS[network].name) in str(result.note)
    assert ("checksum" in str(result.note)) == (NETWORKS[network].name not in ("Ethereum", "BNB Smart Chain", "Solana"))


@pytest.mark.parametrize(("network", "text"), WITH_CHECKSUM)
def test_one_wrong_character_anywhere_is_refused_where_there_is_a_checksum(network: str, text: str) -> None:
    for wrong in one_character_changed(text):
        with pytest.raises(InvalidInput):
            checked(FieldKind.ADDRESS, wrong, network=network)
    assert "wrong" in refused(FieldKind.ADDRESS, one_character_changed(text)[-1], network=network)


@pytest.mark.parametrize(("network", "text"), WITH_CHECKSUM)
def test_a_missing_or_doubled_character_is_refused(network: str, text: str) -> None:
    for place in range(len(text)):
        refused(FieldKind.ADDRESS, text[:place] + text[place + 1 :], network=network)
        refused(FieldKind.ADDRESS, text[:place] + text[place] + text[place:], network=network)


@pytest.mark.parametrize(("network", "text"), ADDRESSES)
@pytest.mark.parametrize("chosen", ["bitcoin", "ethereum", "tron", "solana", "xrp", "ton", "litecoin", "dogecoin"])
def test_an_address_of_another_network_says_whose_it_is(network: str, text: str, chosen: str) -> None:
    family = NETWORKS[network].family
    if family is NETWORKS[chosen].family:
        return
    assert family is not None
    sentence = refused(FieldKind.ADDRESS, text, network=chosen)
    assert sentence == (f"This address belongs to {family.name}, not to {NETWORKS[chosen].name}. Check the network.")


def test_evm_addresses_are_right_on_every_evm_network_and_keep_their_capitals() -> None:
    text = "0xd8dA6BF26964aF9D7eEd9e03E53415D37aA96045"
    for network in ("ethereum", "bsc", "polygon", "arbitrum", "optimism", "base", "avalanche"):
        assert checked(FieldKind.ADDRESS, text.replace("0x", "0X"), network=network).value == text


def test_a_segwit_address_in_capitals_from_a_qr_code_is_kept_in_small_letters() -> None:
    text = "BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4"
    assert checked(FieldKind.ADDRESS, text, network="bitcoin").value == text.lower()


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("bc1pw508d6qejxtdg4y5r3zarvary0c5xw7kw508d6qejxtdg4y5r3zarvary0c5xw7kt5nd6y", True),  # BIP-350, valid
        ("BC1SW50QGDZ25J", True),
        ("bc1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3qccfmv3", True),
        ("tb1qw508d6qejxtdg4y5r3zarvary0c5xw7kxpjzsx", False),  # the test network
        ("bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqh2y7hd", False),  # version 1 with the old checksum
        ("BC1S0XLXVLHEMJA6C4DQV22UAPCTQUPFHLXM9H8Z3K2E72Q4K9HCZ7VQ54WELL", False),
        ("bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kemeawh", False),  # version 0 with the new checksum
        ("bc1p38j9r5y49hruaue7wxjce0updqjuyyx0kh56v8s25huc6995vvpql3jow4", False),  # "o" is no letter of it
        ("BC130XLXVLHEMJA6C4DQV22UAPCTQUPFHLXM9H8Z3K2E72Q4K9HCZ7VQ7ZWS8R", False),  # version 17
        ("bc1pw5dgrnzv", False),  # one byte
        ("BC1QR508D6QEJXTDG4Y5R3ZARVARYV98GJ9P", False),  # version 0 with 16 bytes
        ("bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7v07qwwzcrf", False),  # more padding than needed
        ("bc1gmk9yu", False),  # nothing in it
        ("bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdQ", False),  # mixed case
    ],
)
def test_bech32_agrees_with_the_vectors_of_bip_350(text: str, right: bool) -> None:
    assert is_segwit_address(text, "bc") is right


def test_a_hash_where_an_address_is_asked_is_said_and_the_other_way_round() -> None:
    assert "is a transaction hash, not an address" in refused(FieldKind.ADDRESS, HASH, network="tron")
    assert "is a transaction hash, not an address" in refused(FieldKind.ADDRESS, SIGNATURE, network="tron")
    for network, text in ADDRESSES:
        assert "is an address, not a transaction hash" in refused(FieldKind.TXID, text, network=network)
    assert "is a transaction hash, not an address" in refused(FieldKind.ADDRESS, HASH)
    assert "is an address, not a transaction hash" in refused(FieldKind.TXID, ADDRESSES[0][1])


@pytest.mark.parametrize("key", PRIVATE_KEYS)
@pytest.mark.parametrize("network", ["", "other", "bitcoin", "xrp", "tron"])
@pytest.mark.parametrize("kind", [FieldKind.ADDRESS, FieldKind.TXID])
def test_a_private_key_is_refused_on_every_network_and_never_repeated(key: str, network: str, kind: FieldKind) -> None:
    with pytest.raises(InvalidInput) as caught:
        checked(kind, key, network=network)
    assert caught.value.reason == "private_key"
    sentence = str(caught.value.fields[kind.value])
    assert "private key" in sentence
    assert key not in sentence


# --- transaction hashes ----------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("network", "text"), TXIDS)
def test_real_hashes_are_kept_as_their_network_writes_them(network: str, text: str) -> None:
    swapped = text if network == "solana" else text.swapcase()
    result = checked(FieldKind.TXID, swapped, network=network)
    assert result.value == text
    assert str(result.note) == f"Format right for {NETWORKS[network].name}."


@pytest.mark.parametrize(
    "link",
    [
        f"https://tronscan.example/#/transaction/{HASH}",
        f"https://explorer.example/tx/{HASH}?tab=logs",
        f"HTTPS://explorer.example/tx/{HASH}/",
    ],
)
def test_a_link_to_an_explorer_gives_its_hash(link: str) -> None:
    assert checked(FieldKind.TXID, link, network="tron").value == HASH


def test_a_ton_hash_in_base64_becomes_hex() -> None:
    assert checked(FieldKind.TXID, "Sl4eS6q4nzoyUYqIwxvIf2GPdmc+LMd6shJ7ev3tozs=", network="ton").value == HASH
    assert checked(FieldKind.TXID, "Sl4eS6q4nzoyUYqIwxvIf2GPdmc-LMd6shJ7ev3tozs=", network="ton").value == HASH


def test_what_only_resembles_a_ton_hash_is_refused() -> None:
    other_bits_at_the_end = "Sl4eS6q4nzoyUYqIwxvIf2GPdmc+LMd6shJ7ev3tozt="
    assert "wrong" in refused(FieldKind.TXID, other_bits_at_the_end, network="ton")
    solana = "So1111111111111111111111111111111111111111E"  # 43 letters that base64 could read as 32 bytes
    assert "is an address" in refused(FieldKind.TXID, solana, network="ton")


def test_a_hash_of_another_network_says_so() -> None:
    evm = "0x" + HASH
    assert refused(FieldKind.TXID, evm, network="tron") == (
        "This transaction hash belongs to Ethereum or another EVM network, not to TRON. Check the network."
    )
    assert "belongs to Solana, not to BNB Smart Chain" in refused(FieldKind.TXID, SIGNATURE, network="bsc")
    assert "starts with 0x and has 66 characters" in refused(FieldKind.TXID, HASH, network="ethereum")


@pytest.mark.parametrize("network", [network for network, _ in TXIDS])
def test_a_hash_that_is_too_short_is_counted(network: str) -> None:
    text = dict(TXIDS)[network][:-3]
    sentence = refused(FieldKind.TXID, text, network=network)
    assert f"has {len(text)}" in sentence


@pytest.mark.parametrize(("network", "letter"), [("tron", "g"), ("ethereum", "g"), ("solana", "0"), ("ton", "g")])
def test_a_letter_that_no_hash_has_is_a_wrong_character(network: str, letter: str) -> None:
    text = dict(TXIDS)[network]
    assert "wrong" in refused(FieldKind.TXID, text[:20] + letter + text[21:], network=network)


# --- networks --------------------------------------------------------------------------------------------------------
def test_without_a_network_the_value_names_it() -> None:
    assert "Looks like TRON" in str(checked(FieldKind.ADDRESS, "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t").note)
    assert "Several networks" in str(checked(FieldKind.TXID, HASH).note)
    assert "No network" in refused(FieldKind.TXID, HASH[:-1])
    assert "No network" in refused(FieldKind.ADDRESS, "hello")


def test_another_network_takes_what_we_cannot_judge_and_says_so() -> None:
    cardano = "addr1qx2fxv2umyhttkxyxp8x0dlpdt3k6cwng5pxj3jhsydzer3n0d3vllmyqwsx5wktcd8cc3sq835lu7drv2xwl2wywfgse35a3x"
    assert "not known here" in str(checked(FieldKind.ADDRESS, cardano, network="other").note)
    assert "letters and digits" in refused(FieldKind.ADDRESS, "one two three four five six", network="other")
    assert "letters and digits" in refused(FieldKind.ADDRESS, "short", network="other")


@pytest.mark.parametrize("spelling", ["tron", "TRON", "TRC20", "trc-20", "TRON (TRC-20)", "ＴＲＣ20", "trx"])
def test_a_network_is_understood_as_people_say_it(spelling: str) -> None:
    assert checked(FieldKind.NETWORK, spelling).value == "tron"
    assert checked(FieldKind.ADDRESS, "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t", network=spelling).note


def test_every_network_is_found_by_key_and_label() -> None:
    for key, label in NETWORK_CHOICES:
        assert find_network(key) is NETWORKS[key]
        if key != "other":
            assert find_network(str(label)) is NETWORKS[key]


@pytest.mark.parametrize("spelling", ["", "mainnet", "rc20", "()", "\u2800"])
def test_an_unknown_network_is_not_guessed(spelling: str) -> None:
    assert find_network(spelling) is None


def test_a_network_outside_the_choices_of_the_field_is_refused() -> None:
    narrow = Field("network", FieldKind.NETWORK, "Network", "Which?", choices=(("tron", "TRON"),))
    assert check(narrow, "trc20", others={}, zone=ZONE, at=AT).value == "tron"
    with pytest.raises(InvalidInput):
        check(narrow, "bitcoin", others={}, zone=ZONE, at=AT)


# --- encodings -------------------------------------------------------------------------------------------------------
@given(st.binary(min_size=1, max_size=40), st.sampled_from([BITCOIN_ALPHABET, XRP_ALPHABET]))
def test_base58_reads_back_every_byte(data: bytes, alphabet: str) -> None:
    number, text = int.from_bytes(data, "big"), ""
    while number:
        number, digit = divmod(number, 58)
        text = alphabet[digit] + text
    zeros = len(data) - len(data.lstrip(b"\0"))
    assert base58_bytes(alphabet[0] * zeros + text, alphabet) == data


def test_base58_refuses_letters_that_look_alike() -> None:
    for letter in "0OIl":
        assert base58_bytes("1A1z" + letter) is None
    assert base58check_payload("111") is None
