"""Rungs are added and retired, never edited: what was told can always be explained."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from core.errors import Conflict, InvalidInput, Sentence
from outbox.actors import Acting
from outbox.services import record
from sla.events import LadderStepAdded, LadderStepRetired
from sla.models import OF_THE_COMPLAINT, OF_THE_TICKET, Action, Audience, LadderStep, Mark, TimerKind, Way
from sla.permissions import require_editor
from sla.ways import missing_settings
from tickets.categories import Priority

FARTHEST = 366 * 24 * 60
MOST_RUNGS = 60
_AND = ", "
# To persons, and to addresses that stand in the settings.
TO_PEOPLE = {Way.DESK, Way.MAIL}


@dataclass(frozen=True)
class RungTerms:
    """What a rung says. Empty `kind` and `priority` mean all; one of `percent` and `minutes` (negative: before the mark)."""

    mark: str
    percent: int | None
    minutes: int | None
    audiences: Sequence[str]
    ways: Sequence[str]
    kind: str = ""
    priority: str = ""
    action: str = ""

    def faults(self) -> dict[str, Sentence]:
        """What is wrong, by field, with the repair."""
        return dict([*self._faults_of_moment(), *self._faults_of_telling(), *self._unknown()])

    def _faults_of_moment(self) -> Iterator[tuple[str, Sentence]]:
        if (self.percent is None) == (self.minutes is None):
            yield "moment", _("Say when: at a share of the time, or so long before or after the mark.")
        elif self.percent is not None and not 1 <= self.percent <= 99:
            yield "percent", _("A share is 1 to 99 %. For the mark itself choose “at the mark”.")
        elif self.minutes is not None and abs(self.minutes) > FARTHEST:
            yield "span", _("At most a year before or after the mark.")

    def _faults_of_telling(self) -> Iterator[tuple[str, Sentence]]:
        to_people = [way for way in self.ways if way in TO_PEOPLE]
        if to_people and not self.audiences:
            yield "audiences", _("Choose who hears of it: desk and e-mail go to people.")
        if self.audiences and not to_people:
            yield "ways", _("Choose how they hear of it: on the desk, by e-mail or both.")
        if not self.ways and not self.action and not self.audiences:
            yield "ways", _("This rung would tell nobody and do nothing. Choose a way or an action.")
        yield from self._without_address()
        if self.kind in OF_THE_TICKET and Audience.HANDLER in self.audiences:
            yield "audiences", _("Only a clock of the complaint channel has a handler. Choose others, or that clock.")
        if self.kind in OF_THE_COMPLAINT and self.action:
            yield "action", _("The clocks of the complaint channel only tell: the ticket is there already.")

    def _without_address(self) -> Iterator[tuple[str, Sentence]]:
        for way in Way:
            missing = missing_settings(way) if way in self.ways else []
            if missing:
                sentence = _("{way} has no address yet. An administrator sets {names} first.")
                yield "ways", format_lazy(sentence, way=way.label, names=_AND.join(missing))

    def _unknown(self) -> Iterator[tuple[str, Sentence]]:
        sentence = _("Choose one of the list.")
        for name, value, choices in (
            ("mark", self.mark, Mark.values),
            ("kind", self.kind, ["", *TimerKind.values]),
            ("priority", self.priority, ["", *Priority.values]),
            ("action", self.action, Action.values),
        ):
            if value not in choices:
                yield name, sentence
        if not set(self.audiences) <= set(Audience.values):
            yield "audiences", sentence
        if not set(self.ways) <= set(Way.values):
            yield "ways", sentence

    def same_as(self, step: LadderStep) -> bool:
        """Whether a rung says exactly this."""
        plain = (self.kind, self.priority, self.mark, self.percent, self.minutes, self.action)
        there = (step.kind, step.priority, step.mark, step.percent, step.minutes, step.action)
        return plain == there and (set(self.audiences), set(self.ways)) == (set(step.audiences), set(step.ways))


@transaction.atomic
def add_step(*, terms: RungTerms, by: Acting, at: datetime) -> LadderStep:
    """A new rung, for promises that begin or are measured from now on.

    Raises InvalidInput with the repair for each fault; a second rung that says the same is one.
    """
    require_editor(by)
    faults = terms.faults()
    if faults:
        raise InvalidInput(fields=faults)
    present = hold_ladder()
    if any(terms.same_as(each) for each in present):
        sentence = _("The ladder has exactly this rung already. Change who hears of it or when, or leave it.")
        raise InvalidInput(sentence, code="same_rung")
    if len(present) >= MOST_RUNGS:
        raise InvalidInput(_("The ladder has 60 rungs. Retire one that nobody needs first."), code="many_rungs")
    step = LadderStep.objects.create(
        kind=terms.kind,
        priority=terms.priority,
        mark=terms.mark,
        percent=terms.percent,
        minutes=terms.minutes,
        audiences=[each for each in Audience.values if each in terms.audiences],
        ways=[each for each in Way.values if each in terms.ways],
        action=terms.action,
        created_at=at,
        created_by=by.actor.label,
    )
    record(LadderStepAdded(subject_id=step.pk), by=by, at=at)
    return step


@transaction.atomic
def retire_step(*, step: LadderStep, by: Acting, at: datetime) -> LadderStep:
    """No promise gets this rung any more; those that run keep it until they are measured anew.

    Raises Conflict when it is retired already.
    """
    require_editor(by)
    present = next((each for each in hold_ladder() if each.pk == step.pk), None)
    if present is None:
        raise Conflict(_("This rung is retired already."))
    present.retired_at = at
    present.save(update_fields=["retired_at"])
    record(LadderStepRetired(subject_id=present.pk), by=by, at=at)
    return present


def hold_ladder() -> list[LadderStep]:
    """The rungs in use, locked, oldest first."""
    present = LadderStep.objects.filter(retired_at__isnull=True)
    list(present.select_for_update().order_by("pk"))
    return list(present.order_by("pk"))  # read after the wait: what was added meanwhile is among them


def lacking(wanted: Sequence[RungTerms]) -> list[RungTerms]:
    """Those of some rungs that this ladder never had. One that was retired was had: nobody is asked twice."""
    had = list(LadderStep.objects.all())
    return [terms for terms in wanted if not any(terms.same_as(step) for step in had)]
