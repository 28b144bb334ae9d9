"""The files that lie with what somebody is writing on a ticket."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse

from accounts.models import User
from core.files.field import TAKEN
from tickets.models import Draft, FileState, Ticket
from tickets.services import drafts_of


def draft_files_of(ticket: Ticket, user: User) -> dict[str, Any]:
    """The context of desk/_draft_files.html for this person."""
    return files_lying(ticket, drafts_of(ticket, user))


def files_lying(ticket: Ticket, drafts: Sequence[Draft]) -> dict[str, Any]:
    """The same from somebody's drafts on this ticket: those of what is being typed."""
    draft = next((each for each in drafts if each.send_at is None), None)
    files = sorted(draft.files.all(), key=lambda each: each.pk) if draft else []
    return {
        "files": files,
        "files_url": reverse("desk:ticket_draft_files", args=[ticket.number]),
        "drop_url": reverse("desk:ticket_drop_file", args=[ticket.number]),
        "taken": TAKEN,
        "note_only": any(each.state == FileState.QUARANTINED for each in files),
    }
