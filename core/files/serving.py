"""How a file is given out: as a download that no browser runs, and kept by nobody on the way."""

from typing import IO

from django.http import FileResponse

# No script, no form, no frame, no request to anywhere, and an origin of its own, should a browser show it after all.
_POLICY = "sandbox; default-src 'none'; frame-ancestors 'none'"


def file_response(stored: IO[bytes], *, name: str, media_type: str) -> FileResponse:
    """Always an attachment, with its name after RFC 5987 (RFC 6266). Who may have it was asked before."""
    return _guarded(FileResponse(stored, as_attachment=True, filename=name, content_type=media_type))


def picture_response(stored: IO[bytes]) -> FileResponse:
    """A thumbnail that we made ourselves (WebP), shown in a page."""
    return _guarded(FileResponse(stored, content_type="image/webp"))


def _guarded(response: FileResponse) -> FileResponse:
    response["Content-Security-Policy"] = _POLICY
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "private, no-store"
    return response
