"""One open page of the desk: whose, which, in which language, and which tickets stand on it."""

from dataclasses import dataclass, field

from django.conf import settings
from django.contrib.auth import get_user
from django.contrib.sessions.backends.db import SessionStore
from django.db.models import Q
from django.http import HttpRequest, QueryDict

from accounts.models import Role, User
from console.forms.filters import FilterForm
from core.numbers import is_valid
from tickets.cuts import filtered
from tickets.models import Ticket

MOST_ROWS = 60


@dataclass(eq=False)
class OpenPage:
    """`kind` and `name` are the page's word, such as "queue" and "mine". `shown`: ids of the tickets in its list, or of its own."""

    user: User
    # As it was when the session was looked at: with another password the session is over.
    password: str
    session_key: str
    kind: str
    name: str
    language: str
    # What narrows its list.
    narrowed: Q = field(default_factory=Q)
    shown: set[int] = field(default_factory=set)


def open_page(request: HttpRequest) -> OpenPage | None:
    """The page behind a stream's request: `page` is its word, `lang` its language, `rows` the numbers in its list,
    `filters` what narrows it.

    None for everybody who could not open it: the middlewares of the pages have not seen this request.
    """
    session = SessionStore(request.COOKIES.get(settings.SESSION_COOKIE_NAME))
    request.session = session
    user = get_user(request)
    if not isinstance(user, User) or not may_listen(user) or not session.get("second_factor"):
        return None
    kind, _, name = request.GET.get("page", "").partition(":")
    language = request.GET.get("lang", "")
    asked = [name] if kind == "ticket" else request.GET.get("rows", "").split(",")
    numbers = [each for each in asked[:MOST_ROWS] if is_valid(each)]
    seen = Ticket.objects.visible_to(user).filter(number__in=numbers).values_list("pk", flat=True)
    return OpenPage(
        user=user,
        password=user.password,
        session_key=session.session_key or "",
        kind=kind[:40],
        name=name[:40],
        language=language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE,
        narrowed=filtered(FilterForm(QueryDict(request.GET.get("filters", "")[:300])).chosen),
        shown=set(seen) if numbers else set(),
    )


def is_heard(page: OpenPage) -> bool:
    """Whether this page may still hear anything, as far as its person is known."""
    return may_listen(page.user) and page.user.password == page.password


def may_listen(user: User) -> bool:
    """Programs have no pages, closed accounts nothing."""
    return user.is_active and user.role != Role.PROGRAM
