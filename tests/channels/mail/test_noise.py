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
from tests.channels.mail.noise import SMALL, broken

TIMES = 10_000 if os.environ.get("LONG") else 400
LONGEST = 1.0  # seconds of work, however busy the machine is


def _survives(raw: bytes) -> None:
    began = time.thread_time()
    try:
        letter = parse(raw)
    except RefusedLetterError:
        pass
    else:
        assert len(letter.full) <= 200_000
        letter.full.encode(errors="replace")
    assert time.thread_time() - began < LONGEST


@pytest.mark.parametrize("seed", range(4))
def test_broken_mails_break_nothing(seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(TIMES // 4):
        _survives(broken(chance.choice(SMALL), chance))


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
