"""What a visitor may see, kept in their session: one ticket, a level, an end. Nothing of it is in any address."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.http import HttpRequest

from accounts.models import IdentityLevel
from tickets.models import Ticket

LASTS = timedelta(minutes=30)
PROOF_LASTS = timedelta(minutes=10)
PROOF_TRIES = 5
_VISIT, _PROOF, _NOTE = "visit", "visit_proof", "visit_note"
# The ticket that this browser has just sent by the form, until somebody enters anew.
SENT_HERE = "sent_here"


@dataclass(frozen=True)
class Visit:
    """Who is here: for which ticket, how well known, until when. `code_id` is the code they asked for, if any.

    `came_for` is the number they came with, when its ticket was merged into this one; otherwise empty.
    """

    ticket: Ticket
    level: int
    until: datetime
    code_id: int | None
    came_for: str = ""

    @property
    def proven(self) -> bool:
        """Whether the messages may be read: a one-time code was typed."""
        return self.level >= IdentityLevel.POSSESSION


@dataclass(frozen=True)
class Proof:
    """A visitor who can only come in by code. `ticket_id` and `customer_id` are 0 when number and contact did not match."""

    ticket_id: int
    customer_id: int
    tries_left: int
    asked_by: str


def moment_of(request: HttpRequest) -> datetime:
    """The moment of the request, UTC."""
    at: datetime = request.at  # type: ignore[attr-defined] # set by config.middleware.MomentMiddleware
    return at


def enter(request: HttpRequest, ticket: Ticket, *, level: int, at: datetime) -> None:
    """Let in for half an hour. The session gets a new key, so that one planted before is worth nothing."""
    request.session.cycle_key()
    request.session.pop(_PROOF, None)
    request.session.pop(SENT_HERE, None)
    until = at + LASTS
    request.session[_VISIT] = {"ticket": ticket.pk, "level": int(level), "until": until.isoformat(), "code": None}


def visit_of(request: HttpRequest, *, at: datetime) -> Visit | None:
    """The present visit, or None."""
    kept = request.session.get(_VISIT)
    if not kept or datetime.fromisoformat(kept["until"]) <= at:
        return None
    found = Ticket.objects.select_related("customer", "merged_into__customer").filter(pk=kept["ticket"]).first()
    if found is None:
        return None
    ticket, came_for = (found.merged_into, found.number) if found.merged_into else (found, "")
    return Visit(ticket, kept["level"], datetime.fromisoformat(kept["until"]), kept["code"], came_for)


def remember_code(request: HttpRequest, code_id: int) -> None:
    """The code that this visitor asked for is the one they may type."""
    request.session[_VISIT] = {**request.session[_VISIT], "code": code_id}


def leave(request: HttpRequest) -> None:
    """Nothing stays open on this device."""
    request.session.pop(_VISIT, None)
    request.session.pop(_PROOF, None)


def ask_for_proof(request: HttpRequest, ticket: Ticket | None, *, asked_by: str, at: datetime) -> None:
    """Remember for whom a code may be typed. The same is kept for everybody, with zeros when nothing matched."""
    request.session.pop(_VISIT, None)
    request.session[_PROOF] = {
        "ticket": ticket.pk if ticket else 0,
        "customer": ticket.customer_id if ticket else 0,
        "tries": PROOF_TRIES,
        "asked_by": asked_by,
        "until": (at + PROOF_LASTS).isoformat(),
    }


def proof_of(request: HttpRequest, *, at: datetime) -> Proof | None:
    """The proof that is asked for at present, or None."""
    kept = request.session.get(_PROOF)
    if not kept or datetime.fromisoformat(kept["until"]) <= at:
        return None
    return Proof(kept["ticket"], kept["customer"], kept["tries"], kept.get("asked_by", ""))


def count_proof_try(request: HttpRequest) -> None:
    """One try less, whoever it is: an end of tries must not tell whether a code was sent."""
    kept = request.session[_PROOF]
    request.session[_PROOF] = {**kept, "tries": max(0, kept["tries"] - 1)}


def leave_note(request: HttpRequest, kind: str) -> None:
    """What the next page says has just happened: sent, code_sent, reopened, escalated, complained."""
    request.session[_NOTE] = kind


def take_note(request: HttpRequest) -> str:
    """The note for this page, once; empty when there is none."""
    return str(request.session.pop(_NOTE, "")) if _NOTE in request.session else ""
