"""Macro: a canned reply in both languages, with variables and a follow-up. What happened to it is in its events."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.models import Team
from knowledge.articles.models import Article
from knowledge.selectors import MacroQuerySet
from tickets.categories import Category, Language

# Where Django looks for models; each lives with its part.
__all__ = ["Article", "FollowUp", "Macro"]


class FollowUp(models.TextChoices):
    """What the ticket does once the macro is sent."""

    STAY = "stay", _("Stays as it is")
    WAIT = "wait", _("Waits for the customer")
    RESOLVE = "resolve", _("Is resolved")


class Macro(models.Model):
    """A reply that is written once. `team` None: for all teams; an empty category: for all tickets.

    `waits_for` is what the customer is asked for while the ticket waits, `wait_days` for how long. `version` counts changes.
    """

    name = models.CharField(max_length=80)
    name_zh = models.CharField(max_length=80)
    body = models.TextField()
    body_zh = models.TextField()
    team = models.ForeignKey(Team, null=True, on_delete=models.PROTECT, related_name="macros")
    category = models.CharField(max_length=20, choices=Category.choices, blank=True)
    follow_up = models.CharField(max_length=8, choices=FollowUp.choices, default=FollowUp.STAY)
    waits_for = models.CharField(max_length=200, blank=True)
    waits_for_zh = models.CharField(max_length=200, blank=True)
    wait_days = models.PositiveSmallIntegerField(default=3, validators=[MinValueValidator(1), MaxValueValidator(30)])
    active = models.BooleanField(default=True)
    version = models.PositiveIntegerField(default=1)
    used = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField()

    objects = MacroQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(follow_up__in=FollowUp.values), name="macro_follow_up_known"),
            models.CheckConstraint(
                condition=~models.Q(follow_up="wait") | ~(models.Q(waits_for="") | models.Q(waits_for_zh="")),
                name="macro_wait_says_for_what",
            ),
        ]
        indexes = [
            # The page of macros, newest change first.
            models.Index(fields=["-changed_at", "-id"], name="macro_newest"),
            # What a composer offers: one team's and everybody's.
            models.Index(fields=["team", "name"], condition=models.Q(active=True), name="macro_offered"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        """The name in the active language."""
        return self.name_zh if (get_language() or "").startswith("zh") else self.name

    def text(self, language: str) -> str:
        """The reply in the ticket's language, its variables not filled."""
        return self.body_zh if language == Language.ZH else self.body
