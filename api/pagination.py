"""Cursor pagination: no counts, no offsets, stable while rows are added."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from rest_framework import exceptions
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request

from core.errors import InvalidInput

if TYPE_CHECKING:
    from rest_framework.views import APIView  # at run time that module may be importing this one


class NewestFirst(CursorPagination):
    """Newest first; `page_size` up to 200. `next` and `previous` are whole addresses, or null at an end."""

    ordering: str = "-id"
    page_size_query_param = "page_size"
    max_page_size = 200

    def paginate_queryset(
        self, queryset: QuerySet[Any] | Sequence[Any], request: Request, view: "APIView | None" = None
    ) -> list[Any] | None:
        """A cursor that was not made here is refused, whatever is in it."""
        try:
            return super().paginate_queryset(queryset, request, view)
        except (exceptions.NotFound, ValueError, ValidationError) as fault:
            sentence = _("This cursor is broken. Begin again without one, and follow `next` as it is.")
            raise InvalidInput(fields={self.cursor_query_param: sentence}, code="cursor") from fault


class OldestFirst(NewestFirst):
    """In the order in which it happened."""

    ordering = "id"


class NewestMade(NewestFirst):
    """For rows whose key says nothing about time."""

    ordering = "-created"


class ByPosition(NewestFirst):
    """Policies in the order in which they are asked."""

    ordering = "position"


class ByCalendar(NewestFirst):
    """Calendars in the order in which they were made."""

    ordering = "calendar_id"
