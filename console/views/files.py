"""Files of messages, given to who may see the ticket, each time anew."""

import uuid

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from console.access import DeskRequest, signed_in, staff
from console.forms.files import OpenForm
from core.errors import InvalidInput, NotFound
from core.files import file_response, picture_response
from core.refusals import add_refusal
from tickets.models import Attachment, FileState
from tickets.selectors import files_visible_to
from tickets.services import open_file


def _found(request: DeskRequest, key: uuid.UUID) -> Attachment:
    seen = files_visible_to(staff(request)).filter(key=key).first()
    if seen is None:
        raise NotFound
    return seen


@signed_in
@require_http_methods(["GET", "POST"])
def file(request: DeskRequest, key: uuid.UUID) -> HttpResponseBase:
    """The file; what is in quarantine is asked for first: with a reason, which is written down."""
    found = _found(request, key)
    if found.state == FileState.QUARANTINED and request.method != "POST":
        return _ask(request, found, OpenForm())
    form = OpenForm(request.POST)
    try:
        open_file(attachment=found, by=staff(request), at=request.at, reason=form.data.get("reason", ""))
    except InvalidInput as refusal:
        form.is_valid()
        add_refusal(form, refusal)
        return _ask(request, found, form, status=refusal.status)
    return file_response(found.file.open("rb"), name=found.name, media_type=found.media_type)


def _ask(request: DeskRequest, found: Attachment, form: OpenForm, *, status: int = 200) -> HttpResponse:
    return render(request, "desk/file.html", {"file": found, "ticket": found.ticket, "form": form}, status=status)


@signed_in
@require_safe
def file_picture(request: DeskRequest, key: uuid.UUID) -> HttpResponseBase:
    """The thumbnail in the thread."""
    found = _found(request, key)
    if found.state != FileState.CLEAN or not found.thumbnail:
        raise NotFound
    return picture_response(found.thumbnail.open("rb"))
