"""Who may use the API at all; what they may do is asked by the verbs."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from accounts.models import Role, Scope, User
from accounts.services.staff import has_second_factor
from accounts.services.tokens import scopes_of
from core.errors import NotAllowed
from sla.permissions import may_read_promises

if TYPE_CHECKING:
    from rest_framework.views import APIView  # at run time that module imports this one, named in the settings


class IsStaffOrProgram(BasePermission):
    """A token of a program or of staff, or a staff session that has passed the second factor."""

    message = _("Set up your second factor on the desk first: without it no page and no address opens.")

    def has_permission(self, request: Request, view: "APIView") -> bool:  # noqa: ARG002 - DRF's signature
        """Sessions are as strong here as on the pages (config.middleware asks the same of those)."""
        user = request.user
        if not isinstance(user, User) or not user.is_active:
            return False
        if request.auth is not None:
            return True
        return user.role != Role.PROGRAM and (bool(request.session.get("second_factor")) or has_second_factor(user))


class IsProgram(BasePermission):
    """Only another system, with its token."""

    message = _("Only a program's own token opens this: the PBX, the exchange's app. An administrator makes them.")

    def has_permission(self, request: Request, view: "APIView") -> bool:  # noqa: ARG002 - DRF's signature
        """People log calls by hand."""
        return isinstance(request.user, User) and request.user.role == Role.PROGRAM and request.auth is not None


class ReadsPromises(IsStaffOrProgram):
    """Who may read policies and calendars, as on the pages."""

    message = _("Policies and calendars are read by staff. Programs read the timers of a ticket.")

    def has_permission(self, request: Request, view: "APIView") -> bool:
        """Everybody who works here."""
        user = request.user
        return super().has_permission(request, view) and isinstance(user, User) and may_read_promises(user)


class IsSignedIn(IsStaffOrProgram):
    """A person at the desk, with password and second factor: no token, whoever's."""

    message = _("A token cannot make tokens. Sign in on the desk, then open /api/docs/.")

    def has_permission(self, request: Request, view: "APIView") -> bool:
        """So a stolen token cannot outlive itself."""
        return request.auth is None and super().has_permission(request, view)


def require_scope(request: Request, scope: Scope) -> None:
    """Raise NotAllowed when a token was not made for this. A session is a person, bound by the role alone."""
    if request.auth is not None and scope not in scopes_of(request.auth):
        sentence = gettext("This token was not made for this: it lacks the scope %(scope)s. Make one that has it.")
        raise NotAllowed(sentence % {"scope": scope.value}, code="scope_missing")
