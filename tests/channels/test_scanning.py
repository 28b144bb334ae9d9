"""With a scanner each file is held until it has looked; without its answer nothing is given out and nothing is lost."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.storage import storages

from channels.scanning import clamd
from core import clock
from core.files import IncomingFile
from outbox.models import Delivery, DeliveryState
from outbox.services import deliver_due
from tests.channels.clamd import EICAR, scanner
from tests.people import NOON, House
from tests.tickets.test_attachments import PHOTO, said
from tickets.models import Attachment, FileState

MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _fresh_door() -> Iterator[None]:
    clamd._Door.shut_until = 0.0
    yield
    clamd._Door.shut_until = 0.0


@pytest.mark.parametrize("unix", [False, True], ids=["tcp", "unix"])
def test_a_virus_is_caught_and_gone_and_the_rest_is_given_free(
    house: House, settings: object, tmp_path: Path, unix: bool
) -> None:
    with scanner(tmp_path / "s" if unix else None) as url:
        settings.CLAMD_URL = url  # type: ignore[attr-defined] # pytest-django's
        said(house, IncomingFile("note.txt", b"x" * 200_000 + EICAR), PHOTO)
        bad, good = Attachment.objects.order_by("pk")
        assert {bad.state, good.state} == {FileState.HELD}
        deliver_due(at=NOON + MINUTE)
    name = bad.file.name
    bad.refresh_from_db()
    good.refresh_from_db()
    assert (bad.state, bad.reason, bad.file.name) == ("refused", "virus", "")
    assert (good.state, good.reason) == ("clean", "")
    assert storages["attachments"].exists(str(good.file.name))
    assert name != bad.file.name


@pytest.mark.django_db(transaction=True)
def test_what_is_infected_leaves_the_storage(house: House, settings: object) -> None:
    with scanner() as url:
        settings.CLAMD_URL = url  # type: ignore[attr-defined] # idem
        name = said(house, IncomingFile("note.txt", EICAR)).attachments.get().file.name or ""
        assert storages["attachments"].exists(name)
        deliver_due(at=NOON + MINUTE)
    assert not storages["attachments"].exists(name)


def test_while_the_scanner_is_away_the_file_waits_and_the_ticket_is_there(house: House, settings: object) -> None:
    settings.CLAMD_URL = "tcp://127.0.0.1:9"  # type: ignore[attr-defined] # idem
    kept = said(house, PHOTO).attachments.get()
    for _turn in range(20):  # more often than a failing delivery is tried
        deliver_due(at=clock.now())
        Delivery.objects.filter(handler="channels.scan_file").update(not_before=NOON)
    waiting = Delivery.objects.get(handler="channels.scan_file")
    assert waiting.state == DeliveryState.PENDING
    kept.refresh_from_db()
    assert kept.state == FileState.HELD
    clamd._Door.shut_until = 0.0
    with scanner() as url:
        settings.CLAMD_URL = url  # type: ignore[attr-defined] # idem
        deliver_due(at=clock.now())
    kept.refresh_from_db()
    assert kept.state == FileState.CLEAN


def test_an_answer_that_is_none_sets_nothing_free(settings: object) -> None:
    with scanner() as url:
        settings.CLAMD_URL = url  # type: ignore[attr-defined] # idem
        with pytest.raises(clamd.ScannerAwayError, match="size limit"):
            clamd.infected(b"x" * (26 * 2**20))
        assert clamd.infected(EICAR)
        assert not clamd.infected(b"")
