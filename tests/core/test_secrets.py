"""Secrets are taken out before anything is kept; what only looks like one stays."""

import hashlib
import secrets
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mnemonic import Mnemonic

from core.numbers import grouped, new_number
from core.secrets import SecretKind, removed_from, scan
from core.text import clean_line, clean_text
from tests.scale import examples

LISTS = [
    *("english", "spanish", "french", "italian", "portuguese", "czech", "japanese", "korean"),
    *("chinese_simplified", "chinese_traditional"),
]
ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
HASH = "5b3ba6d8a0a4e0f2d5d2a1b0c9e8f7061524334251607f8e9dacbbcad9e8f706"


def base58check(payload: bytes) -> str:
    whole = payload + hashlib.sha256(hashlib.sha256(payload).digest()).digest()[:4]
    value, text = int.from_bytes(whole, "big"), ""
    while value:
        value, rest = divmod(value, 58)
        text = ALPHABET[rest] + text
    return "1" * (len(whole) - len(whole.lstrip(b"\0"))) + text


@settings(deadline=None, max_examples=examples(50, 5000))
@given(
    language=st.sampled_from(LISTS),
    entropy=st.sampled_from([16, 20, 24, 28, 32]).flatmap(lambda size: st.binary(min_size=size, max_size=size)),
    between=st.sampled_from([" ", "  ", "\n", ", ", "、", ". ", "\n- ", " / "]),
)
def test_a_recovery_phrase_never_stays(language: str, entropy: bytes, between: str) -> None:
    words = Mnemonic(language).to_mnemonic(entropy).split()
    kept = clean_text(f"My words: {between.join(words)}\n2026: thanks", field="body")
    assert kept == "My words: [removed: recovery phrase]\n2026: thanks"
    assert removed_from(kept) == (SecretKind.PHRASE,)


def test_numbered_and_shouted_words_are_seen() -> None:
    words = Mnemonic("english").to_mnemonic(bytes(range(16))).upper().split()
    text = "\n".join(f"{place}. {word}" for place, word in enumerate(words, start=1))
    assert scan(text).text == "1. [removed: recovery phrase]"


def test_a_chinese_clause_counts_with_a_word_for_wallet_only() -> None:
    phrase = Mnemonic("chinese_simplified").to_mnemonic(bytes(16)).replace(" ", "")
    assert scan(f"我的助记词：{phrase}。").text == "我的助记词：[removed: recovery phrase]。"
    assert scan(f"今天天气很好，{phrase}。").found == ()


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (base58check(b"\x80" + bytes(range(32)) + b"\x01"), SecretKind.KEY),
        (base58check(b"\x80" + bytes(range(32))), SecretKind.KEY),
        (base58check(bytes.fromhex("0488ade4") + bytes(range(74))), SecretKind.KEY),
        (f"my private key is 0x{HASH}", SecretKind.KEY),
        (f"私钥：{HASH}", SecretKind.KEY),
        ("otpauth://totp/Desk:me?secret=JBSWY3DPEHPK3PXP", SecretKind.SECOND_FACTOR),
        ("otpauth-migration://offline?data=CjEKCkhlbGxv", SecretKind.SECOND_FACTOR),
        ("Password: hunter2x", SecretKind.PASSWORD),
        ("my password is Tr0ub4dor&3", SecretKind.PASSWORD),
        ("密码：abc12345", SecretKind.PASSWORD),
        ("登录密码是abc12345", SecretKind.PASSWORD),
        ("api secret: q8Zt0WmP4sXvB2nL6rKd", SecretKind.API_SECRET),
    ],
)
def test_keys_and_passwords_are_taken_out(text: str, kind: SecretKind) -> None:
    seen = scan(f"Hello,\n{text}\nthanks")
    assert seen.found == (kind,)
    assert f"[removed: {kind}]" in seen.text
    assert seen.text.endswith("\nthanks")
    assert scan(seen.text).text == seen.text


@pytest.mark.parametrize(
    "text",
    [
        f"Transaction {HASH} is pending",
        f"I imported my private key and sent it, tx hash {HASH}",
        f"https://etherscan.example/tx/0x{HASH} private key?",
        "We never ask for your password: whoever does is not us.",
        "密码：我们从不询问您的密码",
        "Password: see https://desk.example/reset1",
        "forgot my password, is 2FA-protected",
        "the quick brown fox jumps over the lazy dog near the old river bank today",
        "bc1qxy2kgdygjrsqtzq2n0yrf2493p83kkfjhx0wlh and 1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa",
        "充值 2,400 USDC，订单号 20261119000123，请尽快处理",
        "private key",
    ],
)
def test_what_only_looks_like_a_secret_stays(text: str) -> None:
    assert scan(text).text == text


def test_thousands_of_hashes_addresses_and_numbers_stay() -> None:
    for _ in range(3000):
        hexes, word = (
            secrets.token_hex(32),
            "".join(secrets.choice(ALPHABET) for _ in range(secrets.choice([44, 51, 52, 87, 88]))),
        )
        text = f"Ticket {grouped(new_number())}: sent from 0x{secrets.token_hex(20)}, tx {hexes}, signature {word}."
        assert scan(text).text == text


@settings(deadline=None, max_examples=examples(80, 5000))
@given(
    st.lists(
        st.sampled_from(
            [
                *Mnemonic("english").wordlist[:40],
                *"的一是在不了有和人这",
                "private key",
                "tx",
                HASH,
                "password: abc123x",
                "[removed: private key]",
                "助记词",
                "\n",
                "1.",
            ]
        ),
        max_size=60,
    ).map(" ".join)
    | st.text()
)
def test_a_second_look_finds_nothing_more(text: str) -> None:
    once = scan(text)
    assert scan(once.text) == type(once)(once.text)
    assert set(once.found) <= set(removed_from(once.text))


def test_it_is_quick() -> None:
    scan(" ".join(Mnemonic("english").wordlist[:12]))  # reads the lists
    ordinary = (
        "I sent 2,400 USDC on Ethereum at 08:40 and my wallet says pending, please look. 钱包显示处理中。\n" * 120
    )[:10_000]
    took = []
    for _ in range(20):
        began = time.thread_time()
        scan(ordinary)
        took.append(time.thread_time() - began)
    assert sorted(took)[10] < 0.02


def test_a_line_passes_the_same_gate() -> None:
    assert clean_line("password: hunter2x", field="subject") == "password: [removed: password]"
