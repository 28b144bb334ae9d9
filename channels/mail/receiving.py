"""From bytes to a row: what both ways in do with a mail. The network is asked before the transaction, never in it."""

import logging
from dataclasses import dataclass

from django.conf import settings

from channels.mail.letters import RefusedLetterError
from channels.mail.models import ReceivedMail
from channels.mail.parse import parse
from channels.mail.services import take_in
from channels.mail.verdicts import Peer, Resolve, Verdict, ask_dns, checked, told_by
from core import clock

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Receiver:
    """Takes mails in. `resolve` asks the domain name system."""

    resolve: Resolve = ask_dns

    def receive(self, raw: bytes, *, peer: Peer | None = None, recipients: tuple[str, ...] = ()) -> ReceivedMail:
        """Understand, weigh and keep one mail. `peer` handed it over by SMTP; without one only our border server can vouch.

        Raises RefusedLetterError, TooMany, and what the database raises when it is away; else the mail is kept when this returns.
        """
        envelope_from = peer.mail_from if peer else None
        try:
            letter = parse(raw, envelope_from=envelope_from, recipients=recipients)
        except RefusedLetterError as refusal:
            log.warning("a mail was refused: %s", refusal.code)
            raise
        return take_in(letter=letter, verdict=self._verdict(raw, letter.results, letter.sender, peer), at=clock.now())

    def _verdict(self, raw: bytes, results: tuple[str, ...], sender: str, peer: Peer | None) -> Verdict:
        if not sender:
            return Verdict()
        if settings.MAIL_AUTHSERV_ID:
            return told_by(results, settings.MAIL_AUTHSERV_ID, sender)
        return checked(raw, peer, sender, self.resolve) if peer else Verdict()
