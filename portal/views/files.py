"""Files of the ticket, given to who has typed a one-time code, each time anew."""

import uuid
from datetime import datetime

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from core.errors import NotFound
from core.files import file_response, picture_response
from portal.views.pages import for_visitors
from portal.visits import Visit
from tickets.models import Attachment, FileState, MessageKind
from tickets.services import open_file


def _found(visit: Visit, key: uuid.UUID) -> Attachment:
    own = Attachment.objects.filter(ticket=visit.ticket, message__kind=MessageKind.PUBLIC)
    found = own.select_related("message", "ticket").filter(key=key).first()
    if found is None:
        raise NotFound
    return found


@for_visitors(proven=True, post_only=False)
def file(request: HttpRequest, visit: Visit, at: datetime, key: uuid.UUID) -> HttpResponseBase:  # noqa: ARG001 - one signature for all
    """What was sent or what we sent, to keep."""
    found = open_file(attachment=_found(visit, key), by=visit.ticket.customer, at=at)
    return file_response(found.file.open("rb"), name=found.name, media_type=found.media_type)


@for_visitors(proven=True, post_only=False)
def file_picture(request: HttpRequest, visit: Visit, at: datetime, key: uuid.UUID) -> HttpResponseBase:  # noqa: ARG001 - as above
    """The thumbnail in the messages."""
    found = _found(visit, key)
    if found.state != FileState.CLEAN or not found.thumbnail:
        raise NotFound
    return picture_response(found.thumbnail.open("rb"))
