"""Who came in lately."""

from datetime import datetime, timedelta

from django.db.models import Count

from reports.models import RecentContact


def contacts_since(*, span: timedelta, at: datetime) -> dict[str, int]:
    """How many contacts each kind of channel had in the last `span`, three hours at most. One statement, from its index."""
    recent = RecentContact.objects.filter(at__gt=at - span, at__lte=at).values("kind").order_by()
    return {each["kind"]: each["count"] for each in recent.annotate(count=Count("pk"))}
