"""The desk's audience: who may listen, and what each open page is told. Rows are pushed; the rest is a word upon which a page asks."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from django.contrib.sessions.models import Session
from django.http import HttpRequest

from accounts.models import User
from accounts.services.presence import note_seen
from channels.models import Call
from channels.policies import may_see as may_see_call
from console.live.pages import OpenPage, is_heard, open_page
from console.live.rows import Rows
from core import clock
from core.matching import holds
from live.audiences import AUDIENCES, STALE, Message
from outbox.models import Event
from tickets.cuts import seen_by
from tickets.models import Ticket

# More changed tickets than this in one look: pages read themselves anew instead of taking rows one by one.
MOST_CHANGED: Final = 200
# Something in the lists changed: the counts beside them may have. The page asks when it has time; many pages together ask for
# so many pages a second.
COUNTS_A_SECOND: Final = 5
# What is on the page changed.
CHANGED: Final = Message("changed")
# A call began, was taken or ended.
CALLS: Final = Message("calls")
# Which events matter to pages that are no list of tickets: by the kind of their subject.
ABOUT: Final[Mapping[str, frozenset[str]]] = {
    "calls": frozenset({"call"}),
    "chats": frozenset({"ticket"}),
    "complaints": frozenset({"ticket"}),
    "complaint": frozenset({"ticket"}),
    "breaches": frozenset({"ticket"}),
    "reviews": frozenset({"review", "ticket"}),
    "review": frozenset({"review"}),
    "notices": frozenset({"ticket", "review", "alerts"}),
    "staff": frozenset({"staff"}),
    "wall": frozenset({"ticket", "call", "review", "staff", "targets", "channel_hours"}),
}


class DeskAudience:
    """Listeners are `OpenPage`s."""

    def enter(self, request: HttpRequest) -> OpenPage | None:
        """See console.live.pages.open_page."""
        return open_page(request)

    def gone(self, listeners: Sequence[OpenPage]) -> Iterator[OpenPage]:
        """Whose session ended, account was closed or password changed. The others are seen, and see what they may see now."""
        keys = [page.session_key for page in listeners]
        alive = set(
            Session.objects.filter(session_key__in=keys, expire_date__gt=clock.now()).values_list("pk", flat=True)
        )
        _read_people(listeners)
        note_seen(people={page.user.pk for page in listeners}, at=clock.now())
        for page in listeners:
            if not is_heard(page) or page.session_key not in alive:
                yield page

    def tell(self, listeners: Sequence[OpenPage], events: Sequence[Event]) -> Iterator[tuple[OpenPage, Message]]:
        """Rights are those of this moment: whoever's account or team changed is read anew first."""
        if any(event.subject_kind in {"staff", "team"} for event in events):
            _read_people(listeners)
        listeners = [page for page in listeners if is_heard(page)]
        tickets = sorted({event.subject_id for event in events if event.subject_kind == "ticket"})
        if len(tickets) > MOST_CHANGED:
            return ((page, STALE) for page in listeners)
        return self._tell(listeners, events, tickets)

    def _tell(
        self, listeners: Sequence[OpenPage], events: Sequence[Event], ids: Sequence[int]
    ) -> Iterator[tuple[OpenPage, Message]]:
        rows = Rows.of(ids, listeners, at=clock.now())
        calls = _calls(events)
        kinds = {event.subject_kind for event in events}
        counts = Message("counts", {"seconds": len(listeners) // COUNTS_A_SECOND})
        for page in listeners:
            yield from ((page, message) for message in rows.told(page))
            if _on_page(page, rows.tickets, kinds):
                yield page, CHANGED
            if "call" in kinds or any(rows.seen(ticket, page.user) for ticket in rows.tickets):
                yield page, counts
            if any(may_see_call(page.user, call) for call in calls):
                yield page, CALLS

    def pass_on(self, listeners: Sequence[OpenPage], whisper: Mapping[str, Any]) -> Iterator[tuple[OpenPage, Message]]:
        """Who is at a ticket (console.live.presence): for the others who have it open, or in a list."""
        here = Message("here", {key: whisper[key] for key in ("number", "who", "name", "doing", "hello")})
        for page in listeners:
            if whisper["ticket"] in page.shown and str(page.user.pk) != whisper["who"]:
                yield page, here


def _on_page(page: OpenPage, tickets: Sequence[Ticket], kinds: set[str]) -> bool:
    if page.kind == "ticket":
        own = next((each for each in tickets if each.pk in page.shown), None)
        if own is not None and not holds(seen_by(page.user), own):
            page.shown.clear()
        return own is not None
    return bool(ABOUT.get(page.kind, frozenset()) & kinds)


def _calls(events: Sequence[Event]) -> list[Call]:
    ids = {event.subject_id for event in events if event.subject_kind == "call"}
    return list(Call.objects.filter(pk__in=ids)) if ids else []


def _read_people(pages: Sequence[OpenPage]) -> None:
    """Each page's person as the database knows them now. One query. Whose account is not there has no session either: `gone` ends it."""
    people = User.objects.select_related("team").in_bulk({page.user.pk for page in pages})
    for page in pages:
        page.user = people.get(page.user.pk, page.user)


AUDIENCES.add("desk", DeskAudience())
