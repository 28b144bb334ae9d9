"""Files lie with what is being written, go out with it, come back with it, and are nobody else's before."""

from datetime import timedelta

import pytest

from accounts.models import User
from core.errors import Conflict, InvalidInput, NotFound
from core.files import IncomingFile
from outbox.models import Event
from tests.people import NOON, House, a_ticket
from tests.tickets.test_attachments import PHOTO, SECRET, stored
from tickets.models import Attachment, Draft, FileState, Ticket
from tickets.selectors import files_visible_to
from tickets.services import (
    add_draft_files,
    add_note,
    drop_draft_file,
    merge_ticket,
    open_file,
    save_draft,
    say_now,
    send_due,
    send_soon,
    settle_file,
    take_back,
    words_with_files,
)

SOON = timedelta(seconds=10)


def put(ticket: Ticket, by: User, *files: IncomingFile) -> list[Attachment]:
    return add_draft_files(ticket=ticket, files=files or [PHOTO], kind="public", by=by, at=NOON)


def send(ticket: Ticket, by: User, *, key: str = "k", body: str = "Here it is.") -> Draft:
    return send_soon(ticket=ticket, body=body, key=key, after=SOON, by=by, at=NOON)


def test_files_go_out_with_the_reply_and_are_told_then(house: House) -> None:
    ticket = a_ticket(house)
    (kept,) = put(ticket, house.alice)
    assert (kept.state, kept.message_id) == ("clean", None)
    send(ticket, house.alice)
    assert not Event.objects.filter(name="ticket.file_attached").exists()
    send_due(at=NOON + SOON)
    message = ticket.messages.get(body="Here it is.")
    assert message.attachments.get().pk == kept.pk
    assert Event.objects.get(name="ticket.file_attached").data["message_id"] == message.pk
    assert not Draft.objects.exists()


def test_taken_back_they_lie_with_the_draft_again_beside_newer_ones(house: House) -> None:
    ticket = a_ticket(house)
    put(ticket, house.alice)
    going = send(ticket, house.alice)
    put(ticket, house.alice, IncomingFile("later.txt", b"words"))
    take_back(ticket=ticket, draft_id=going.pk, by=house.alice, at=NOON)
    assert sorted(Draft.objects.get().files.values_list("name", flat=True)) == ["later.txt", "photo.jpg"]


def test_a_second_press_loses_no_file_that_was_put_since(house: House) -> None:
    """Also when the first has gone out: what it did not carry is given back to its writer."""
    ticket = a_ticket(house)
    send(ticket, house.alice)
    send_due(at=NOON + SOON)
    put(ticket, house.alice)
    send(ticket, house.alice)
    send_due(at=NOON + SOON)
    assert Draft.objects.get(send_at=None).files.count() == 1
    assert ticket.messages.filter(body="Here it is.").count() == 1


def test_an_emptied_text_keeps_the_draft_while_it_has_files(house: House) -> None:
    ticket = a_ticket(house)
    (kept,) = put(ticket, house.alice)
    save_draft(ticket=ticket, body="", kind="public", by=house.alice, at=NOON)
    assert Draft.objects.get().files.get() == kept


@pytest.mark.django_db(transaction=True)
def test_taken_off_it_is_gone_from_the_storage_too(house: House) -> None:
    ticket = a_ticket(house)
    (kept,) = put(ticket, house.alice)
    drop_draft_file(ticket=ticket, key=kept.key, by=house.sam)  # not his
    assert Attachment.objects.exists()
    drop_draft_file(ticket=ticket, key=kept.key, by=house.alice)
    assert not Attachment.objects.exists()
    assert not Draft.objects.exists()
    assert not stored(kept.file.name)
    assert not stored(kept.thumbnail.name)


def test_what_was_sent_is_not_taken_off(house: House) -> None:
    ticket = a_ticket(house)
    (kept,) = put(ticket, house.alice)
    send(ticket, house.alice)
    drop_draft_file(ticket=ticket, key=kept.key, by=house.alice)
    assert Attachment.objects.filter(pk=kept.pk).exists()


def test_before_it_is_sent_only_its_writer_sees_it(house: House) -> None:
    ticket = a_ticket(house)
    put(ticket, house.alice)
    assert files_visible_to(house.alice).count() == 1
    assert not files_visible_to(house.sam).exists()
    assert not files_visible_to(house.pbx).exists()
    with pytest.raises(NotFound):
        put(ticket, house.bob)
    with pytest.raises(NotFound):
        open_file(attachment=Attachment.objects.get(), by=house.cleo, at=NOON)


def test_too_many_and_programs_are_refused_and_what_lay_there_stays(house: House) -> None:
    ticket = a_ticket(house)
    put(ticket, house.alice, *[IncomingFile(f"{n}.txt", b"x") for n in range(9)])
    for more in ([PHOTO, PHOTO], [IncomingFile("app.exe", b"MZ" + bytes(80))]):
        with pytest.raises(InvalidInput) as refusal:
            put(ticket, house.alice, *more)
        assert "files" in refusal.value.fields
    assert Draft.objects.get().files.count() == 9


def test_what_is_kept_apart_goes_with_a_note_and_never_to_the_customer(house: House) -> None:
    ticket = a_ticket(house)
    put(ticket, house.alice, SECRET)
    with pytest.raises(Conflict) as refusal:
        send(ticket, house.alice)
    assert refusal.value.reason == "file_kept_apart"
    say_now(
        ticket=ticket,
        key="n",
        say=lambda: add_note(ticket=ticket, body="Look.", by=house.alice, at=NOON),
        public=False,
        by=house.alice,
        at=NOON,
    )
    assert ticket.messages.get(kind="internal").attachments.get().state == FileState.QUARANTINED
    assert not Draft.objects.exists()


def test_while_a_file_is_checked_the_reply_waits_for_its_writer(house: House, settings: object) -> None:
    settings.CLAMD_URL = "tcp://127.0.0.1:1"  # type: ignore[attr-defined] # pytest-django's
    ticket = a_ticket(house)
    good, bad = put(ticket, house.alice, PHOTO, IncomingFile("a.txt", b"words"))
    with pytest.raises(Conflict) as refusal:
        send(ticket, house.alice)
    assert refusal.value.reason == "file_held"
    settle_file(attachment=good, infected=False, at=NOON)
    settle_file(attachment=bad, infected=True, at=NOON)
    with pytest.raises(Conflict) as refusal:
        send(ticket, house.alice)
    assert refusal.value.reason == "file_refused"
    drop_draft_file(ticket=ticket, key=bad.key, by=house.alice)
    send(ticket, house.alice)
    send_due(at=NOON + SOON)
    assert ticket.messages.get(body="Here it is.").attachments.get().pk == good.pk


def test_files_alone_are_a_word_in_the_customers_language(house: House) -> None:
    ticket = a_ticket(house)
    assert words_with_files(ticket=ticket, body=" ", by=house.alice) == " "
    Ticket.objects.filter(pk=ticket.pk).update(language="zh-hans")
    ticket.refresh_from_db()
    put(ticket, house.alice)
    assert words_with_files(ticket=ticket, body="", by=house.alice) == "发送了文件。"
    assert words_with_files(ticket=ticket, body="Hi", by=house.alice) == "Hi"


def test_a_merge_takes_them_along(house: House) -> None:
    gone, kept = a_ticket(house), a_ticket(house)
    put(gone, house.alice)
    put(kept, house.alice, IncomingFile("b.txt", b"words"))
    merge_ticket(ticket=gone, into=kept, reason="One matter.", by=house.alice, at=NOON)
    draft = Draft.objects.get()
    assert (draft.ticket_id, draft.files.count()) == (kept.pk, 2)
    assert set(draft.files.values_list("ticket", flat=True)) == {kept.pk}
