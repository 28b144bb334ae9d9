"""Reads about macros."""

from typing import TYPE_CHECKING

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from accounts.models import Role, User
from tickets.models import Ticket

if TYPE_CHECKING:
    from knowledge.models import Macro

MOST_OFFERED = 200


class MacroQuerySet(QuerySet["Macro"]):
    """Named cuts of the macros."""

    def visible_to(self, user: User) -> "MacroQuerySet":
        """Agents see their team's and everybody's; who leads sees all; programs none."""
        if user.role == Role.PROGRAM:
            return self.none()
        return self if user.role != Role.AGENT else self.filter(Q(team=user.team_id) | Q(team__isnull=True))

    def active(self) -> "MacroQuerySet":
        """Not switched off."""
        return self.filter(active=True)

    def offered_for(self, ticket: Ticket) -> "QuerySet[Macro]":
        """What fits a ticket: those of its category first, then those for any; at most 200."""
        fits = self.active().filter(Q(team=ticket.team_id) | Q(team__isnull=True), category__in=[ticket.category, ""])
        own_first = Case(When(category=ticket.category, then=Value(0)), default=Value(1), output_field=IntegerField())
        return fits.order_by(own_first, "name", "pk")[:MOST_OFFERED]
