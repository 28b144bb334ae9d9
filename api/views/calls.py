"""Calls: pushed by the telephone system, or logged by hand."""

from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import Scope
from api.parsers import FormBody, JsonBody
from api.permissions import IsProgram
from api.problems import about
from api.schema import IDEMPOTENCY_KEY
from api.serializers.calls import CallShown, CallTold, Check, CheckShown, CtiEvent, Finish, NewCall
from api.views.base import ApiView
from channels import services
from channels.models import Call
from channels.selectors import calls_visible_to, hotline_with
from core.errors import InvalidInput, NotFound


class Cti(ApiView):
    """What the telephone system pushes."""

    scopes = {"push": Scope.CALLS_WRITE}
    permission_classes = [IsProgram]
    parser_classes = [JsonBody, FormBody]

    @extend_schema(
        operation_id="cti",
        request={"application/json": CtiEvent, "application/x-www-form-urlencoded": CtiEvent},
        responses=CallTold,
        description="Events may come twice and in any order: `callId` names the call. The answer holds the reserved number.",
    )
    def push(self, request: Request) -> Response:
        """One event."""
        checked = CtiEvent(data=request.data)
        checked.is_valid(raise_exception=True)
        push = _push(checked.validated_data)
        call = services.apply_push(push=push, by=self.by, at=self.at, region=settings.OPERATOR["region"])
        return self.shown(CallTold, call)


def _push(told: dict[str, Any]) -> services.Push:
    user, *others = told.get("user") or [""]
    return services.Push(
        event=told["event"],
        call_id=told["callId"],
        direction=told.get("direction") or "",
        caller=told.get("from") or "",
        called=told.get("to") or "",
        user=user,
        others=(*others, told.get("answeringNumber") or ""),
    )


class Calls(ApiView):
    """The list, and calls by hand."""

    scopes = {"browse": Scope.CALLS_READ, "create": Scope.CALLS_WRITE}

    @extend_schema(
        operation_id="calls_list",
        responses=CallShown(many=True),
        description="Newest first. One's own calls and those nobody has; all for supervisors, administrators and programs.",
    )
    def browse(self, request: Request) -> Response:  # noqa: ARG002 - DRF's signature
        """One page."""
        return self.listed(CallShown, calls_visible_to(self.by))

    @extend_schema(
        operation_id="calls_create",
        parameters=[IDEMPOTENCY_KEY],
        request=NewCall,
        responses={201: CallShown, 200: CallShown},
        description="A call on any telephone: the agent is on the line, the number is reserved now. Staff.",
    )
    def create(self, request: Request) -> Response:  # noqa: ARG002 - DRF's signature
        """201, or 200 when this was asked before."""
        typed = self.typed(NewCall)
        made, status = self.once(Call, lambda: self._start(typed))
        response = self.shown(CallShown, made, status=status)
        response["Location"] = f"{self.request.path}{made.number}/"
        return response

    def _start(self, typed: dict[str, Any]) -> Call:
        region = settings.OPERATOR["region"]
        phone = typed.pop("hotline", "")
        with about("hotline"):
            hotline = hotline_with(phone, region) if phone else None
        if phone and hotline is None:
            raise InvalidInput(fields={"hotline": _("This is none of our published numbers.")})
        with about("caller_phone"):
            return services.start_call(**typed, hotline=hotline, region=region, by=self.by, at=self.at)


class OneCall(ApiView):
    """One call, its check and its end."""

    scopes = {"retrieve": Scope.CALLS_READ, "check": Scope.CALLS_WRITE, "finish": Scope.CALLS_WRITE}

    def _call(self, number: str) -> Call:
        found = calls_visible_to(self.by).filter(number=number).first()
        if found is None:
            raise NotFound
        return found

    @extend_schema(operation_id="calls_retrieve", responses=CallShown)
    def retrieve(self, request: Request, number: str) -> Response:  # noqa: ARG002 - DRF's signature
        """What is known of it."""
        return self.shown(CallShown, self._call(number))

    @extend_schema(
        operation_id="calls_check",
        request=Check,
        responses=CheckShown,
        description="L1: the registered mail and the last four digits of the registered phone, as the caller says them. "
        "Three tries for a call.",
    )
    def check(self, request: Request, number: str) -> Response:  # noqa: ARG002 - DRF's signature
        """Match or no match."""
        call, typed = self._call(number), self.typed(Check)
        with about("email"):
            outcome = services.check_caller(call=call, **typed, by=self.by, at=self.at)
        return self.shown(CheckShown, outcome)

    @extend_schema(
        operation_id="calls_finish",
        request=Finish,
        responses=CallShown,
        description="The disposition, and the ticket that follows from it. Sent twice it happens once.",
    )
    def finish(self, request: Request, number: str) -> Response:  # noqa: ARG002 - DRF's signature
        """No call ends without one."""
        call, typed = self._call(number), self.typed(Finish)
        wrap_up = services.WrapUp(**{"zone": self.by.zone, **typed, "region": settings.OPERATOR["region"]})
        done = services.finish_call(call=call, wrap_up=wrap_up, by=self.by, at=self.at)
        return self.shown(CallShown, done)
