"""What we say to all."""

from datetime import datetime

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q, QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.models import Role, User


class AnnouncementKind(models.TextChoices):
    """What sort of word it is."""

    NEWS = "news", _("News")
    WORKS = "works", _("Planned works")
    WARNING = "warning", _("Warning of fraud")


class AnnouncementQuerySet(QuerySet["Announcement"]):
    """Named cuts of the announcements."""

    def visible_to(self, user: User) -> "AnnouncementQuerySet":
        """All staff, those to come too; programs read what is public."""
        return self.none() if user.role == Role.PROGRAM else self

    def running(self, at: datetime, region: str = "") -> "AnnouncementQuerySet":
        """What the public reads at a moment, the newest first; of a region with what is said everywhere."""
        shown = self.filter(starts_at__lte=at, withdrawn_at__isnull=True).filter(
            Q(ends_at__isnull=True) | Q(ends_at__gt=at)
        )
        if region:
            shown = shown.filter(Q(regions=[]) | Q(regions__contains=[region]))
        return shown.order_by("-starts_at", "-pk")


class Announcement(models.Model):
    """One word to all, by `regions` (as the directory names them in English; none is everywhere), from `starts_at` to `ends_at`."""

    kind = models.CharField(max_length=8, choices=AnnouncementKind.choices, default=AnnouncementKind.NEWS)
    title = models.CharField(max_length=120)
    title_zh = models.CharField(max_length=120)
    body = models.TextField()
    body_zh = models.TextField()
    regions = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    withdrawn_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)

    objects = AnnouncementQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=AnnouncementKind.values), name="announcement_kind_known"),
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gt=models.F("starts_at")), name="announcement_ends_later"
            ),
            models.CheckConstraint(
                condition=~(Q(title="") | Q(title_zh="") | Q(body="") | Q(body_zh="")),
                name="announcement_both_languages",
            ),
        ]
        indexes = [
            # What runs, and the page of the desk: the newest first.
            models.Index(fields=["-starts_at", "-id"], name="announcement_newest"),
        ]

    def __str__(self) -> str:
        return self.title

    def said(self, field: str, language: str = "") -> str:
        """Title or body in a language, the active one by default."""
        chinese = (language or get_language() or "").startswith("zh")
        return str(getattr(self, f"{field}_zh" if chinese else field))


class AnnouncementPost(models.Model):
    """Where an announcement stands outside, once per language: by `source_id` it is changed or taken away. 0: the network told none."""

    announcement = models.ForeignKey(Announcement, on_delete=models.PROTECT, related_name="posts")
    language = models.CharField(max_length=10)
    chat = models.CharField(max_length=40)
    source_id = models.BigIntegerField()
    version = models.PositiveIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["announcement", "language"], name="announcement_posted_once"),
        ]

    def __str__(self) -> str:
        return f"{self.chat}:{self.source_id}"
