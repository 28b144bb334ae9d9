"""Mail to customers and staff, in their language, sent once for each delivery: the Message-ID is the delivery's key."""

import smtplib
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import translation

from accounts.models import Customer, User
from outbox.models import Event
from outbox.services import PermanentFailureError, outward_key


def send_to_customer(
    customer: Customer, template: str, context: Mapping[str, Any], *, event: Event, handler: str, language: str
) -> None:
    """Render `mail/<template>.txt` (first line: subject) and send it. Nobody to send to is fine; a refused address is final.

    Network faults pass through, so that the outbox tries again; the same Message-ID lets servers drop a repeat.
    """
    if customer.email:
        _send(customer.email, template, context, key=outward_key(event, handler), language=language)


def send_to_staff(person: User, template: str, context: Mapping[str, Any], *, key: str, language: str) -> None:
    """The same to somebody who works here. `key` names the message, however often it is sent."""
    _send(person.email, template, context, key=key, language=language)


def _send(address: str, template: str, context: Mapping[str, Any], *, key: str, language: str) -> None:
    with translation.override(language):
        text = render_to_string(f"mail/{template}.txt", {**context, "operator": operator_for(language)})
    subject, _gap, body = text.strip().partition("\n")
    domain = settings.OPERATOR["support_mail"].partition("@")[2]
    message = EmailMessage(
        subject=subject.strip(),
        body=body.strip() + "\n",
        from_email=settings.OPERATOR["support_mail"],
        to=[address],
        headers={
            "Message-ID": f"<{key}@{domain}>",
            "Auto-Submitted": "auto-generated",
            "Content-Language": language,
        },
    )
    try:
        message.send()
    except smtplib.SMTPRecipientsRefused as refusal:
        raise PermanentFailureError(str(refusal)) from refusal


def operator_for(language: str) -> dict[str, str]:
    """The operator's name in a language, the sender's address and the public address of the desk."""
    name = settings.OPERATOR["name_zh"] if language.startswith("zh") else settings.OPERATOR["name"]
    return {
        "name": name,
        "support_mail": settings.OPERATOR["support_mail"],
        "zone": settings.OPERATOR["zone"],
        "url": settings.PUBLIC_URL,
    }
