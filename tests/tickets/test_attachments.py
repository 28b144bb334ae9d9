"""Files of messages: kept with the ticket and never without it, given to who may see it, and each taking is written down."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.storage import storages
from django.db import transaction

from core.errors import Conflict, InvalidInput, NotAllowed, NotFound
from core.files import IncomingFile
from outbox.selectors import events_of
from tests.core.test_files import picture, zipped
from tests.people import NOON, House, a_ticket
from tickets.events import FileAttached, FileOpened
from tickets.models import Attachment, FileState, Message, Ticket
from tickets.selectors import files_visible_to
from tickets.services import (
    add_customer_message,
    add_note,
    attach_files,
    merge_ticket,
    open_file,
    settle_file,
    split_ticket,
)
from tickets.services.keeping import files_as_committed, remove_lost_files, write_file

PHOTO = IncomingFile("photo.jpg", picture())
SECRET = IncomingFile("papers.zip", zipped("id.pdf"))


def said(house: House, *files: IncomingFile, ticket: Ticket | None = None) -> Message:
    """Cleo writes, with files."""
    message = add_customer_message(ticket=ticket or a_ticket(house), body="Look.", by=house.cleo, at=NOON)
    attach_files(message=message, files=files, at=NOON)
    return message


def read(answer: Any) -> bytes:
    """What was given out, to its end."""
    return b"".join(answer.streaming_content)


def stored(name: str | None) -> bool:
    """Whether the storage has it."""
    return storages["attachments"].exists(name or "")


def test_a_file_is_kept_clean_with_its_thumbnail_and_told(house: House) -> None:
    kept = said(house, PHOTO).attachments.get()
    assert (kept.state, kept.name, kept.media_type, kept.width) == ("clean", "photo.jpg", "image/jpeg", 40)
    assert str(kept.key) in str(kept.file.name)
    assert "photo" not in str(kept.file.name)
    assert stored(kept.file.name)
    assert stored(kept.thumbnail.name)
    told = events_of("ticket", kept.ticket_id).get(name=FileAttached.name)
    assert (told.actor_kind, told.data["attachment_id"]) == ("customer", kept.pk)


def test_of_a_program_nothing_is_kept_but_that_it_came(house: House) -> None:
    kept = said(house, IncomingFile("app.exe", b"MZ" + bytes(80))).attachments.get()
    assert (kept.state, kept.reason, kept.file.name, kept.size) == ("refused", "program", "", 82)


@pytest.mark.parametrize(
    "files",
    [
        [IncomingFile(f"{n}.txt", b"x") for n in range(11)],
        [IncomingFile("a.txt", b"x" * (10 * 2**20 + 1))],
        [IncomingFile(f"{n}.txt", b"x" * (9 * 2**20)) for n in range(4)],
    ],
    ids=["too many", "one too large", "too much together"],
)
def test_what_is_too_much_is_refused_and_leaves_nothing(house: House, files: list[IncomingFile]) -> None:
    with pytest.raises(InvalidInput) as refusal:
        said(house, *files)
    assert "files" in refusal.value.fields
    assert not Attachment.objects.exists()


def test_a_failed_change_leaves_no_file_behind(house: House) -> None:
    message = said(house)
    written: list[str] = []

    def fail() -> None:
        with files_as_committed(), transaction.atomic():
            written.extend(str(each.file.name) for each in attach_files(message=message, files=[PHOTO, PHOTO], at=NOON))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert len(written) == 2
    assert not any(stored(name) for name in written)


@pytest.mark.django_db(transaction=True)
def test_a_fault_after_the_commit_takes_no_file(house: House) -> None:
    message = said(house)
    names: list[str] = []

    def fall() -> None:
        raise ZeroDivisionError

    def commit_and_fall() -> None:
        with files_as_committed(), transaction.atomic():
            names.extend(str(each.file.name) for each in attach_files(message=message, files=[PHOTO], at=NOON))
            transaction.on_commit(fall)

    with pytest.raises(ZeroDivisionError):
        commit_and_fall()
    assert Attachment.objects.filter(message=message).exists()
    assert all(stored(name) for name in names)


def test_what_a_dead_process_left_is_swept_a_day_later_and_nothing_else(house: House) -> None:
    remove_lost_files(at=NOON + timedelta(days=2))  # what other tests left
    kept = said(house, PHOTO).attachments.get()
    lost = write_file(f"{NOON:%Y/%m/%d}/lost", b"nobody's")
    assert remove_lost_files(at=NOON + timedelta(hours=2)) == 0
    assert remove_lost_files(at=NOON + timedelta(days=2)) == 1
    assert not stored(lost)
    assert stored(kept.file.name)
    assert stored(kept.thumbnail.name)


def test_files_are_seen_by_who_sees_the_ticket_and_programs_see_no_notes(house: House) -> None:
    message = said(house, PHOTO)
    note = add_note(ticket=message.ticket, body="His passport.", by=house.alice, at=NOON)
    attach_files(message=note, files=[PHOTO], at=NOON)
    counts = {who.name: files_visible_to(who).count() for who in (house.alice, house.bob, house.sam, house.pbx)}
    assert counts == {"Alice": 2, "Bob": 0, "Sam": 2, "PBX": 1}


def test_who_takes_a_file_is_written_down(house: House) -> None:
    kept = said(house, PHOTO).attachments.get()
    open_file(attachment=kept, by=house.alice, at=NOON)
    open_file(attachment=kept, by=house.cleo, at=NOON)
    takers = [each.actor_kind for each in events_of("ticket", kept.ticket_id).filter(name=FileOpened.name)]
    assert takers == ["staff", "customer"]
    for stranger in (house.bob, house.charlie):
        with pytest.raises(NotFound):
            open_file(attachment=kept, by=stranger, at=NOON)


def test_quarantine_opens_to_staff_with_a_reason_only(house: House) -> None:
    kept = said(house, SECRET).attachments.get()
    assert (kept.state, kept.reason) == ("quarantined", "archive")
    with pytest.raises(InvalidInput):
        open_file(attachment=kept, by=house.alice, at=NOON, reason="why")
    for other in (house.cleo, house.pbx):
        with pytest.raises(NotAllowed):
            open_file(attachment=kept, by=other, at=NOON, reason="because I want it")
    open_file(attachment=kept, by=house.alice, at=NOON, reason="Identity check asked for")
    told = events_of("ticket", kept.ticket_id).get(name=FileOpened.name)
    assert told.data["reason"] == "Identity check asked for"


def test_an_identity_document_stays_apart_after_the_scanner_let_it_pass(house: House, settings: object) -> None:
    settings.CLAMD_URL = "tcp://127.0.0.1:1"  # type: ignore[attr-defined] # pytest-django's
    papers = IncomingFile("passport.jpg", picture(), identity=True)
    held, plain = said(house, papers, PHOTO).attachments.order_by("pk")
    assert {held.state, plain.state} == {FileState.HELD}
    with pytest.raises(Conflict):
        open_file(attachment=plain, by=house.cleo, at=NOON)
    assert settle_file(attachment=held, infected=False, at=NOON).state == FileState.QUARANTINED
    assert settle_file(attachment=plain, infected=False, at=NOON).state == FileState.CLEAN
    assert settle_file(attachment=plain, infected=True, at=NOON).state == FileState.CLEAN


def test_files_go_along_when_tickets_are_merged_and_split(house: House) -> None:
    message = said(house, PHOTO)
    other = a_ticket(house)
    merge_ticket(ticket=message.ticket, into=other, reason="Same matter", by=house.alice, at=NOON)
    kept = Attachment.objects.get()
    assert kept.ticket == other
    new = split_ticket(ticket=other, messages=[message.pk], subject="Second", category="funds", by=house.alice, at=NOON)
    copy = new.messages.get().attachments.get()
    assert (copy.ticket, copy.file.name) == (new, kept.file.name)
    assert copy.key != kept.key
