"""Lists kept under a name, for oneself or for one's team."""

from typing import Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.errors import Conflict, InvalidInput, NotAllowed
from core.text import clean_line
from tickets.models import SavedView

MOST_VIEWS: Final = 30


@transaction.atomic
def save_view(*, name: str, queue: str, query: str, for_team: bool, by: User) -> SavedView:
    """Keep a list; the same name again replaces one's earlier one. Raises InvalidInput for `for_team` without a team."""
    User.objects.select_for_update().get(pk=by.pk)  # two at once would pass the limit together
    if for_team and by.team_id is None:
        raise InvalidInput(fields={"for_team": _("You belong to no team: keep it for yourself.")})
    named = clean_line(name, field="name", limit=60, required=True)
    mine = SavedView.objects.filter(owner=by)
    if mine.exclude(name=named).count() >= MOST_VIEWS:
        raise Conflict(_("You keep 30 views already. Remove one first."), code="too_many_views")
    facts = {"queue": queue, "query": query, "team_id": by.team_id if for_team else None}
    return SavedView.objects.update_or_create(owner=by, name=named, defaults=facts)[0]


@transaction.atomic
def remove_view(*, view: SavedView, by: User) -> None:
    """Forget it. What belongs to a team is removed by who made it or who leads."""
    if view.owner_id != by.pk and not by.leads_people:
        raise NotAllowed(_("Only who made this view, or a supervisor, can remove it."))
    view.delete()
