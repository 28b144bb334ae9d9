"""Who may use the API at all; what they may do is asked by the verbs."""

from typing import TYPE_CHECKING

from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from accounts.models import Role, User

if TYPE_CHECKING:
    # rest_framework.views reads this module for its defaults: importing it here at run time would be a circle.
    from rest_framework.views import APIView


class IsStaffOrProgram(BasePermission):
    """A token of a program or of staff, or a staff session that has passed the second factor."""

    def has_permission(self, request: Request, view: "APIView") -> bool:  # noqa: ARG002 - DRF's signature
        """Sessions are as strong here as on the pages."""
        user = request.user
        if not isinstance(user, User) or not user.is_active:
            return False
        return request.auth is not None or bool(request.session.get("second_factor"))


class IsProgram(BasePermission):
    """Only another system, with its token."""

    def has_permission(self, request: Request, view: "APIView") -> bool:  # noqa: ARG002 - DRF's signature
        """People log calls by hand."""
        return isinstance(request.user, User) and request.user.role == Role.PROGRAM and request.auth is not None
