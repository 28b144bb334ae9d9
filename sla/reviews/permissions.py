"""Who may read, write, sign and decide. Agents see nothing of a review; officers and administrators read."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import Role, User
from core.errors import NotAllowed, Sentence
from outbox.actors import Acting
from outbox.models import Event
from sla.models import BreachReview, Holding
from sla.reviews.events import ReviewSaved, ReviewSent
from tickets.events import FileOpened, TicketViewed
from tickets.models import Ticket

READERS = [Role.SUPERVISOR, Role.OFFICER, Role.ADMINISTRATOR]
# Looking is no hand in it.
LOOKING = [TicketViewed.name, FileOpened.name]
WROTE_IT = [ReviewSaved.name, ReviewSent.name]


def may_review(user: User) -> bool:
    """Supervisors write, sign and decide."""
    return user.is_active and user.role == Role.SUPERVISOR


def reviews_visible_to(user: User) -> QuerySet[BreachReview]:
    """All cases or none."""
    return BreachReview.objects.all() if user.role in READERS else BreachReview.objects.none()


def require_reviewer(by: Acting) -> User:
    """The supervisor. Raises NotAllowed for everybody else."""
    if not isinstance(by, User) or not may_review(by):
        raise NotAllowed(_("Missed promises are reviewed by supervisors. Ask one of them."))
    return by


def require_keeper(by: Acting) -> User:
    """Who keeps the lists of causes. Raises NotAllowed for everybody else."""
    if not isinstance(by, User) or not (by.is_active and by.leads_people):
        raise NotAllowed(_("Only supervisors and administrators change the causes. Ask one of them."))
    return by


@dataclass(frozen=True)
class Hands:
    """Ids of the staff who held the ticket, who did anything else on it, and who wrote the review."""

    held: frozenset[int]
    worked: frozenset[int]
    wrote: frozenset[int]


def hands_in(ticket: Ticket, holders: Iterable[int | None], events: Iterable[Event]) -> Hands:
    """Read from what happened, not from what is left. `events` are those of the ticket and of its review; looking is no hand in it."""
    staff = [each for each in events if each.actor_kind == "staff"]
    did = {int(e.actor_id) for e in staff if e.name.startswith("ticket.") and e.name not in LOOKING}
    did |= {pk for pk in (ticket.opened_by_id,) if pk}
    return Hands(
        held=frozenset(pk for pk in (*holders, ticket.assignee_id) if pk),
        worked=frozenset(did),
        wrote=frozenset(int(each.actor_id) for each in staff if each.name in WROTE_IT),
    )


def hands_on(review: BreachReview) -> Hands:
    """As `hands_in`, from the tables: three statements, each by an index."""
    ticket = review.breach.ticket
    holders = Holding.objects.filter(ticket=ticket).values_list("holder_id", flat=True)
    of_ticket = Event.objects.filter(subject_kind="ticket", subject_id=ticket.pk, actor_kind="staff")
    of_review = Event.objects.filter(subject_kind="review", subject_id=review.pk, name__in=WROTE_IT)
    return hands_in(ticket, holders, [*of_ticket.only("name", "actor_kind", "actor_id"), *of_review])


def why_not_sign(review: BreachReview, user: User, hands: Hands) -> Sentence:
    """Why this supervisor cannot sign the review; empty when they can."""
    if user.pk in hands.wrote or user.pk == review.reviewed_by_id:
        return _("You wrote this review. A second supervisor must sign it.")
    return _why_not_apart(user, hands)


def why_not_decide(review: BreachReview, user: User, hands: Hands) -> Sentence:
    """Why this supervisor cannot decide the dispute; empty when they can."""
    if user.pk == review.disputed_by_id:
        return _("You disputed this clock. A second supervisor must decide.")
    return _why_not_apart(user, hands)


def _why_not_apart(user: User, hands: Hands) -> Sentence:
    if not may_review(user):
        return _("Missed promises are reviewed by supervisors. Ask one of them.")
    if user.pk in hands.held:
        return _("You held this ticket. A supervisor who never held it must do this.")
    if user.pk in hands.worked:
        return _("You had a hand in this ticket. A supervisor who had none must do this.")
    return ""


def require_signer(review: BreachReview, *, by: Acting) -> User:
    """Another supervisor than who wrote the review, who had no hand in the ticket. Raises NotAllowed with the reason."""
    return _unless(why_not_sign(review, require_reviewer(by), hands_on(review)), by)


def require_decider(review: BreachReview, *, by: Acting) -> User:
    """Another supervisor than who disputed the clock, who had no hand in the ticket. Raises NotAllowed with the reason."""
    return _unless(why_not_decide(review, require_reviewer(by), hands_on(review)), by)


def _unless(why: Sentence, by: Acting) -> User:
    if why:
        raise NotAllowed(why)
    return require_reviewer(by)
