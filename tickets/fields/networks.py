"""The networks a caller can name, and how each writes an address and a transaction hash.

Networks that write alike form a family: Ethereum and its relatives cannot be told apart by an address.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType

from django.utils.translation import gettext_lazy as _

from core.errors import Sentence
from tickets.fields.encodings import (
    XRP_ALPHABET,
    base58_bytes,
    base58check_payload,
    base64_bytes,
    is_segwit_address,
    is_ton_address,
)

OTHER = "other"


@dataclass(frozen=True)
class Writing:
    """One way to write something: `outline` knows its beginning and length, "
    "`fits` every character and the checksum."""

    outline: re.Pattern[str]
    fits: Callable[[str], bool]
    canonical: Callable[[str], str]
    hint: Sentence
    has_checksum: bool = False


@dataclass(frozen=True)
class Family:
    """Networks whose addresses and hashes look the same. `name` stands in sentences."""

    name: Sentence
    address: Writing
    txid: Writing


@dataclass(frozen=True)
class Network:
    """A network to choose. `name` stands in sentences, `label` in lists; `family` is None where we know no rule."""

    key: str
    name: Sentence
    label: Sentence
    family: Family | None


def _as_is(text: str) -> str:
    return text


def _matches(pattern: str) -> Callable[[str], bool]:
    compiled = re.compile(pattern)
    return lambda text: compiled.fullmatch(text) is not None


def _has_version(text: str, versions: tuple[int, ...]) -> bool:
    payload = base58check_payload(text)
    return payload is not None and len(payload) == 21 and payload[0] in versions


def _is_segwit_or_version(text: str, prefix: str, versions: tuple[int, ...]) -> bool:
    return is_segwit_address(text, prefix) or _has_version(text, versions)


def _is_xrp_address(text: str) -> bool:
    """A classic address (r…) or an X-address, which carries the destination tag in itself."""
    payload = base58check_payload(text, XRP_ALPHABET)
    if payload is None:
        return False
    return (len(payload) == 21 and payload[0] == 0) or (len(payload) == 31 and payload[:2] == b"\x05\x44")


def _is_base58_of(text: str, length: int) -> bool:
    data = base58_bytes(text) if len(text) <= 90 else None
    return data is not None and len(data) == length


def _lower_segwit(text: str) -> str:
    return text.lower() if text[:4].lower().startswith(("bc1", "ltc1")) else text


def _lower_prefix(text: str) -> str:
    """Only the 0x: the capitals of an Ethereum address are its EIP-55 "
    "checksum, kept for whoever can compute Keccak."""
    return "0x" + text[2:]


def _is_ton(text: str) -> bool:
    return is_ton_address(text) or re.fullmatch(r"(0|-1):[0-9a-fA-F]{64}", text) is not None


def _ton_address(text: str) -> str:
    return text.lower() if ":" in text else text.replace("+", "-").replace("/", "_")


def _is_ton_hash(text: str) -> bool:
    if re.fullmatch(r"[0-9a-fA-F]{64}", text):
        return True
    # 44 with its equals sign: without it, 43 letters and digits may as well be a Solana address.
    data = base64_bytes(text) if len(text) == 44 else None
    return data is not None and len(data) == 32


def _ton_hash(text: str) -> str:
    data = None if len(text) == 64 else base64_bytes(text)
    return text.lower() if data is None else data.hex()


_SEGWIT_OR_LEGACY = r"(?i:{prefix})1.{{39}}|(?i:{prefix})1.{{59}}|[{first}].{{25,33}}"


def _bitcoin_like(prefix: str, first: str, versions: tuple[int, ...], hint: Sentence) -> Writing:
    return Writing(
        outline=re.compile(_SEGWIT_OR_LEGACY.format(prefix=prefix, first=first)),
        fits=partial(_is_segwit_or_version, prefix=prefix, versions=versions),
        canonical=_lower_segwit,
        hint=hint,
        has_checksum=True,
    )


def _hex_hash(canonical: Callable[[str], str], hint: Sentence) -> Writing:
    return Writing(re.compile(r"(?!0[xX]).{64}"), _matches(r"[0-9a-fA-F]{64}"), canonical, hint)


_PLAIN_HASH_HINT = _("A transaction hash on {network} has 64 characters, 0–9 and a–f. What was typed has {count}.")

BITCOIN = Family(
    "Bitcoin",
    _bitcoin_like(
        "bc",
        "13",
        (0x00, 0x05),
        _("A Bitcoin address starts with 1, 3 or bc1 and has 26 to 62 characters. What was typed has {count}."),
    ),
    _hex_hash(str.lower, _PLAIN_HASH_HINT),
)
LITECOIN = Family(
    "Litecoin",
    _bitcoin_like(
        "ltc",
        "LM",
        (0x30, 0x32),
        _("A Litecoin address starts with L, M or ltc1 and has 26 to 63 characters. What was typed has {count}."),
    ),
    _hex_hash(str.lower, _PLAIN_HASH_HINT),
)
DOGECOIN = Family(
    "Dogecoin",
    Writing(
        re.compile(r"[DA9].{33}"),
        partial(_has_version, versions=(0x1E, 0x16)),
        _as_is,
        _("A Dogecoin address starts with D, A or 9 and has 34 characters. What was typed has {count}."),
        has_checksum=True,
    ),
    _hex_hash(str.lower, _PLAIN_HASH_HINT),
)
# EIP-55 spells a checksum in capitals, by Keccak-256, which hashlib lacks (its SHA-3 pads differently): format only.
EVM = Family(
    _("Ethereum or another EVM network"),
    Writing(
        re.compile(r"0[xX].{40}"),
        _matches(r"0[xX][0-9a-fA-F]{40}"),
        _lower_prefix,
        _("An address on {network} starts with 0x and has 42 characters. What was typed has {count}."),
    ),
    Writing(
        re.compile(r"0[xX].{64}"),
        _matches(r"0[xX][0-9a-fA-F]{64}"),
        str.lower,
        _(
            "A transaction hash on {network} starts with 0x and has 66 characters; what was typed has {count}. "
            "Without 0x it may come from Bitcoin or TRON: check the network."
        ),
    ),
)
TRON = Family(
    "TRON",
    Writing(
        re.compile(r"T.{33}"),
        partial(_has_version, versions=(0x41,)),
        _as_is,
        _("A TRON address starts with T and has 34 characters. What was typed has {count}."),
        has_checksum=True,
    ),
    _hex_hash(str.lower, _PLAIN_HASH_HINT),
)
SOLANA = Family(
    "Solana",
    Writing(
        re.compile(r".{43,44}"),
        partial(_is_base58_of, length=32),
        _as_is,
        _("A Solana address has 32 to 44 letters and digits, without 0, O, I and l. What was typed has {count}."),
    ),
    Writing(
        re.compile(r".{86,88}"),
        partial(_is_base58_of, length=64),
        _as_is,
        _("A Solana transaction hash has 86 to 88 letters and digits. What was typed has {count}."),
    ),
)
XRP = Family(
    "XRP Ledger",
    Writing(
        re.compile(r"r.{24,34}|X.{46}"),
        _is_xrp_address,
        _as_is,
        _("An XRP address starts with r and has 25 to 35 characters. What was typed has {count}."),
        has_checksum=True,
    ),
    _hex_hash(str.upper, _PLAIN_HASH_HINT),
)
TON = Family(
    "TON",
    Writing(
        re.compile(r"[EU][Qf].{46}"),
        _is_ton,
        _ton_address,
        _("A TON address starts with UQ or EQ and has 48 characters. What was typed has {count}."),
        has_checksum=True,
    ),
    Writing(
        re.compile(r".{64}|.{43}="),
        _is_ton_hash,
        _ton_hash,
        _("A TON transaction hash has 64 characters, or 44 with = at its end. What was typed has {count}."),
    ),
)
FAMILIES = (BITCOIN, LITECOIN, DOGECOIN, EVM, TRON, SOLANA, XRP, TON)

# Brand names are the same in every language; only "other" is translated.
NETWORKS: Mapping[str, Network] = MappingProxyType(
    {
        network.key: network
        for network in (
            Network("tron", "TRON", "TRON (TRC-20)", TRON),
            Network("ethereum", "Ethereum", "Ethereum (ERC-20)", EVM),
            Network("bsc", "BNB Smart Chain", "BNB Smart Chain (BEP-20)", EVM),
            Network("bitcoin", "Bitcoin", "Bitcoin", BITCOIN),
            Network("solana", "Solana", "Solana (SPL)", SOLANA),
            Network("ton", "TON", "TON", TON),
            Network("xrp", "XRP Ledger", "XRP Ledger", XRP),
            Network("polygon", "Polygon", "Polygon", EVM),
            Network("arbitrum", "Arbitrum One", "Arbitrum One", EVM),
            Network("optimism", "OP Mainnet", "OP Mainnet (Optimism)", EVM),
            Network("base", "Base", "Base", EVM),
            Network("avalanche", "Avalanche C-Chain", "Avalanche C-Chain", EVM),
            Network("litecoin", "Litecoin", "Litecoin", LITECOIN),
            Network("dogecoin", "Dogecoin", "Dogecoin", DOGECOIN),
            Network(OTHER, _("another network"), _("Another network"), None),
        )
    }
)
NETWORK_CHOICES: tuple[tuple[str, Sentence], ...] = tuple((network.key, network.label) for network in NETWORKS.values())
# What callers and other programs say for the same network.
_ALIASES = {
    "trc20": "tron",
    "trx": "tron",
    "erc20": "ethereum",
    "eth": "ethereum",
    "bep20": "bsc",
    "bnb": "bsc",
    "btc": "bitcoin",
    "sol": "solana",
    "spl": "solana",
    "toncoin": "ton",
    "xrpl": "xrp",
    "ripple": "xrp",
    "matic": "polygon",
    "op": "optimism",
    "avaxc": "avalanche",
    "ltc": "litecoin",
    "doge": "dogecoin",
}
# Payload starts of keys: WIF of three chains, extended private keys, BIP-38; then the seed of an XRP account.
_KEY_STARTS = (
    b"\x80",
    b"\xb0",
    b"\x9e",
    b"\x04\x88\xad\xe4",
    b"\x04\x9d\x78\x78",
    b"\x04\xb2\x43\x0c",
    b"\x01\x42",
    b"\x01\x43",
)
_KEY_LENGTHS = (33, 34, 39, 78)


def find_network(text: str) -> Network | None:
    """The network called `text`: a key ("tron"), a label, or what people say for it ("TRC-20"). None if unknown."""
    plain = re.sub(r"[^a-z0-9]", "", text.lower())
    by_label = {re.sub(r"[^a-z0-9]", "", str(label).lower()): key for key, label in NETWORK_CHOICES if key != OTHER}
    return NETWORKS.get(plain) or NETWORKS.get(_ALIASES.get(plain) or by_label.get(plain, ""))


def is_private_key(text: str) -> bool:
    """Whether `text` is a private key with a checksum of its own. Bare hex says nothing: a hash looks the same."""
    if not 25 <= len(text) <= 120:
        return False
    payload = base58check_payload(text)
    if payload is not None and len(payload) in _KEY_LENGTHS and payload.startswith(_KEY_STARTS):
        return True
    seed = base58check_payload(text, XRP_ALPHABET)
    return seed is not None and len(seed) == 17 and seed[0] == 0x21
