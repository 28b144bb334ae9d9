"""Demo only: the mails that customers would have got, read from the folder they were written to."""

import email
import email.policy
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

_RULE = b"-" * 79  # what Django's file backend writes after each message
_FILES = 60
_SHOWN = 40


@dataclass(frozen=True)
class Sent:
    """One mail: heads and plain text."""

    subject: str
    to: str
    date: str
    body: str


@require_safe
@never_cache
def mail(request: HttpRequest) -> HttpResponse:
    """Newest first. The address exists only with DEMO=1."""
    return render(request, "portal/demo_mail.html", {"mails": sent_mails()})


def sent_mails() -> list[Sent]:
    """The newest mails in the folder."""
    folder = Path(settings.EMAIL_FILE_PATH)
    files = sorted(folder.glob("*.log"), key=lambda file: file.stat().st_mtime, reverse=True) if folder.is_dir() else []
    mails: list[Sent] = []
    for file in files[:_FILES]:
        mails += reversed([_read(part) for part in file.read_bytes().split(_RULE) if part.strip()])
    return mails[:_SHOWN]


def _read(raw: bytes) -> Sent:
    message = email.message_from_bytes(raw.strip(), policy=email.policy.default)
    body = message.get_body(("plain",))
    return Sent(
        subject=str(message["Subject"] or ""),
        to=str(message["To"] or ""),
        date=str(message["Date"] or ""),
        body=str(body.get_content()) if body else "",
    )
