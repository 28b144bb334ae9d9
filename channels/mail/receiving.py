"""From bytes to a row: what both ways in do with a mail. The network is asked before the transaction, never in it."""

import logging
from dataclasses import dataclass

from django.conf import settings

from channels.mail.letters import Letter, RefusedLetterError
from channels.mail.models import ReceivedMail
from channels.mail.parse import parse
from channels.mail.services import take_in
from channels.mail.verdicts import Peer, Resolve, Verdict, ask_dns, checked, told_by
from core import clock
from core.places import network_of

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Receiver:
    """Takes mails in. `resolve` asks the domain name system."""

    resolve: Resolve = ask_dns

    def receive(self, raw: bytes, *, peer: Peer | None = None, recipients: tuple[str, ...] = ()) -> ReceivedMail:
        """Understand, weigh and keep one mail. `peer` handed it over by SMTP; without one only our border server can vouch.

        Raises RefusedLetterError, TooMany, and what the database raises when it is away; else the mail is kept when this returns.
        """
        letter = self.understand(raw, peer=peer, recipients=recipients)
        return self.keep(letter, self.weigh(raw, letter, peer), peer)

    def understand(self, raw: bytes, *, peer: Peer | None = None, recipients: tuple[str, ...] = ()) -> Letter:
        """The first step: what it says. Raises RefusedLetterError."""
        try:
            return parse(raw, envelope_from=peer.mail_from if peer else None, recipients=recipients)
        except RefusedLetterError as refusal:
            log.warning("a mail was refused: %s", refusal.code)
            raise

    def weigh(self, raw: bytes, letter: Letter, peer: Peer | None) -> Verdict:
        """The second: who was proven. Strangers' name servers may take their time, so nothing is held meanwhile."""
        if not letter.sender:
            return Verdict()
        if settings.MAIL_AUTHSERV_ID:
            return told_by(letter.results, settings.MAIL_AUTHSERV_ID, letter.sender)
        return checked(raw, peer, letter.sender, self.resolve) if peer else Verdict()

    def keep(self, letter: Letter, verdict: Verdict, peer: Peer | None) -> ReceivedMail:
        """The third: a row. A server of our own stands for all senders, so nothing is counted by its address."""
        network = "" if peer is None or peer.ours else network_of(peer.address)
        return take_in(letter=letter, verdict=verdict, network=network, at=clock.now())
