"""How much one form may carry: what is more is not kept."""

from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.http import HttpRequest

# A little more than a message may hold (tickets.services.attaching), so that who is just over is told by the form.
MOST_BYTES = 40 * 2**20
_FAR_TOO_MUCH = 5 * MOST_BYTES


class BoundedUpload(FileUploadHandler):
    """Ends an upload that is too large; `request.upload_stopped` says so to the view, and the fields before it are kept."""

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        told = request.META.get("CONTENT_LENGTH", "") if request else ""
        self.announced = int(told) if str(told).isdecimal() else 0
        self.seen = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:  # noqa: ARG002 - Django's signature
        """Handed on to the next handler until it is too much."""
        self.seen += len(raw_data)
        if max(self.seen, self.announced) > MOST_BYTES:
            self.request.upload_stopped = True  # type: ignore[union-attr] # our own addition
            # The rest is read and dropped, for browsers show no answer to what they could not send; there is an end to that too.
            raise StopUpload(connection_reset=self.announced > _FAR_TOO_MUCH)
        return raw_data

    def file_complete(self, file_size: int) -> None:  # noqa: ARG002 - as above
        """The next handler keeps the file."""
        return
