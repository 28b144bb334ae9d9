"""Mails of the corpus, broken on purpose."""

import random

from tests.channels.mail.corpus import clients, hostile, machines

RAWS = [each.raw for each in clients()] + [each.raw for each in [*machines(), *hostile()]]
SMALL = [each for each in RAWS if len(each) < 20_000]
PIECES = [
    b"\r\n",
    b"\r\n\r\n",
    b"--b\r\n",
    b"=?gbk?B?",
    b"?=",
    b"Content-Type: multipart/mixed; boundary=b\r\n",
    b"\x00",
    b"\xff",
    b"(",
    b'"',
    b"<",
    b">",
]


def broken(raw: bytes, chance: random.Random) -> bytes:
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
