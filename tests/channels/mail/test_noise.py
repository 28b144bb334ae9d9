"""Mails that were broken on purpose: each is read or refused by our one error, in under a second. LONG=1 tries ten thousand."""

import os
import random
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from channels.mail.letters import RefusedLetterError
from channels.mail.parse import parse
from channels.mail.quoting import own_words
from channels.mail.wording import decoded, header_text, text_of_html
from tests.channels.mail.corpus import clients, hostile, machines

TIMES = 10_000 if os.environ.get("LONG") else 400
LONGEST = 1.0
SMALL = [each.raw for each in [*clients(), *machines(), *hostile()] if len(each.raw) < 20_000]
PIECES = [b"\r\n", b"\r\n\r\n", b"--b\r\n", b"=?gbk?B?", b"?=", b"Content-Type: multipart/mixed; boundary=b\r\n", b"\x00", b"\xff", b"(", b'"', b"<", b">"]


def _survives(raw: bytes) -> None:
    began = time.monotonic()
    try:
        letter = parse(raw)
    except RefusedLetterError:
        pass
    else:
        assert len(letter.full) <= 200_000
        letter.full.encode(errors="replace")
    assert time.monotonic() - began < LONGEST


def _broken(raw: bytes, chance: random.Random) -> bytes:
    """A few changes: cut, doubled, swapped, or with a piece of the format put in."""
    for _ in range(chance.randint(1, 6)):
        place, end = sorted((chance.randrange(len(raw) + 1), chance.randrange(len(raw) + 1)))
        how = chance.randrange(5)
        if how == 0:
            raw = raw[:place] + raw[min(end, place + 40) :]
        elif how == 1:
            raw = raw[:place] + chance.choice(PIECES) + raw[place:]
        elif how == 2:
            raw = raw[:place] + raw[place:end] * 2 + raw[end:]
        elif how == 3:
            raw = raw[:place] + bytes([chance.randrange(256)]) + raw[place + 1 :]
        else:
            raw = raw[:end] + chance.choice(SMALL)[:2000] + raw[end:]
        raw = raw[:100_000]
    return raw


@pytest.mark.parametrize("seed", range(4))
def test_broken_mails_break_nothing(seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(TIMES // 4):
        _survives(_broken(chance.choice(SMALL), chance))


@settings(max_examples=TIMES // 8, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.binary(max_size=3000))
def test_noise_is_no_mail(raw: bytes) -> None:
    _survives(b"From: a@b.test\r\n" + raw)
    _survives(raw)


@settings(max_examples=TIMES // 8, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.text(max_size=3000), st.text(max_size=60))
def test_any_text_goes_through_each_step(text: str, charset: str) -> None:
    own_words(text)
    text_of_html(text)
    header_text(text)
    decoded(text.encode(errors="replace"), charset)
