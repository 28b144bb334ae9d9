"""What every page knows: the operator, the moment, the zone."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language

from core import clock


def operator(request: HttpRequest) -> dict[str, Any]:
    """`operator` (name in the active language and the rest of the white label), `now` (UTC), `zone` (IANA name), `demo`."""
    chinese = (get_language() or "").startswith("zh")
    name = settings.OPERATOR["name_zh" if chinese else "name"]
    return {
        "operator": {
            **settings.OPERATOR,
            "name": name,
            "desk_name": f"{name}客服台" if chinese else f"{name} desk",
            "help_name": f"{name}帮助中心" if chinese else f"{name} help",
        },
        "now": getattr(request, "at", None) or clock.now(),
        "zone": timezone.get_current_timezone_name(),
        "demo": settings.DEMO,
    }
