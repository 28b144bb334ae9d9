"""Every mail of the corpus: what of it is the writer's own, of which kind it is, and how long it takes to find out."""

import time

import pytest

from channels.mail.letters import RefusedLetterError
from channels.mail.parse import parse
from tests.channels.mail.corpus import Client, Sample, clients, hostile, machines

LONGEST = 1.0


@pytest.mark.parametrize("client", clients(), ids=lambda each: f"{each.language} {each.name}")
def test_what_was_quoted_is_cut_and_kept(client: Client) -> None:
    letter = parse(client.raw)
    assert letter.text == client.said
    assert letter.kind == "person"
    assert letter.language == ("zh-hans" if client.language == "zh" else "en")
    assert letter.sender == "cleo@mail.test"
    if "new" not in client.name and client.name != "signature":
        assert ("收到" in letter.full) if client.language == "zh" else ("received" in letter.full)


@pytest.mark.parametrize("sample", machines(), ids=lambda each: each.name)
def test_who_speaks_is_known(sample: Sample) -> None:
    assert parse(sample.raw, envelope_from=sample.envelope_from).kind == sample.kind


@pytest.mark.parametrize("sample", hostile(), ids=lambda each: each.name)
def test_what_was_made_to_hurt_is_read_or_refused_in_time(sample: Sample) -> None:
    began = time.monotonic()
    try:
        letter = parse(sample.raw)
    except RefusedLetterError as refusal:
        assert refusal.code == sample.refused
    else:
        assert letter.kind == sample.kind
        assert len(letter.full) <= 200_000
    assert time.monotonic() - began < LONGEST


def test_the_corpus_is_as_large_as_it_says() -> None:
    """docs/mail.md names these numbers."""
    assert len(clients()) >= 70
    assert len({each.name for each in clients()}) >= 40
    assert len(hostile()) >= 60
    assert len(machines()) >= 25
