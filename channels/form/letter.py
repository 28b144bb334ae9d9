"""The filled-in form as the one door takes it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from channels.inbound import InboundMessage, Sender
from channels.services.intake import digest
from core.files import IncomingFile
from tickets.categories import ChannelKind


@dataclass(frozen=True)
class Letter:
    """What was typed. `key` is the form's own, fresh for each page: sent twice, it is one ticket. `zone` is that of typed moments."""

    key: str
    category: str
    topic: str
    body: str
    name: str
    email: str
    phone: str
    language: str
    zone: str
    region: str
    answers: Mapping[str, str] = field(default_factory=dict)
    files: tuple[IncomingFile, ...] = ()


def as_inbound(letter: Letter, *, subject: str) -> InboundMessage:
    """`subject` is the name of the topic; empty takes the first words. The sender is a contact that nobody has proven."""
    return InboundMessage(
        kind=ChannelKind.WEB,
        source_id=f"{letter.key}:{digest(letter.body)}",
        sender=Sender(name=letter.name, email=letter.email, phone=letter.phone),
        subject=subject,
        body=letter.body,
        category=letter.category,
        topic=letter.topic,
        language=letter.language,
        answers=letter.answers,
        zone=letter.zone,
        region=letter.region,
        files=letter.files,
    )
