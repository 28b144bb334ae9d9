"""The pages of policies: the list in its order with the winner of an example, and one policy with what its draft would mean."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import Count
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language

from accounts.models import User
from console import setup_story, setup_words, tryout
from console.forms.promises import PolicyForm, WhichForm, local_text, moment_in
from sla.models import UNANSWERED, Calendar, CalendarVersion, Policy, PolicyVersion, Timer
from sla.permissions import may_edit_promises
from sla.services.policies import Matter
from sla.services.preview import LOOKED_BACK, MOST, Change, effect_on_open, effect_on_past
from sla.services.publishing import COLUMNS
from sla.services.setups import Setup, Standing, Verdict


def policies_page(user: User, asked: Mapping[str, str]) -> dict[str, Any]:
    """The context of desk/policies.html. `asked` is the example matter of the address, or empty."""
    setup = Setup.present()
    form = WhichForm(asked or None, initial=WhichForm.USUAL | {"language": get_language()})
    matter = Matter(**form.cleaned_data) if asked and form.is_valid() else None
    verdicts = setup.verdicts(matter) if matter else []
    last = len(setup.standings)
    return {
        "editable": may_edit_promises(user),
        "rows": [
            _row(each, place, last, verdicts[place - 1] if verdicts else None, matter)
            for place, each in enumerate(setup.standings, start=1)
        ],
        "which": form,
        "winner": next((each.standing.policy.policy.name for each in verdicts if each.word == "wins"), ""),
        "asked": matter is not None,
        "open_end": not setup.standings or bool(setup_words.asks_for(setup.standings[-1].policy)),
        "never_asked": [each.policy.policy.name for each in setup.standings[_first_open(setup) + 1 :]],
        "retired": list(Policy.objects.filter(retired_at__isnull=False).order_by("name")),
    }


def _first_open(setup: Setup) -> int:
    """Where the first policy stands that fits everything; those behind it wait for nothing."""
    fits = (place for place, each in enumerate(setup.standings) if not setup_words.asks_for(each.policy))
    return next(fits, len(setup.standings))


def _row(standing: Standing, place: int, last: int, verdict: Verdict | None, matter: Matter | None) -> dict[str, Any]:
    version = standing.policy
    return {
        "place": place,
        "policy": version.policy,
        "version": version,
        "asks_for": setup_words.asks_for(version),
        "goals": setup_words.goals(version),
        "calendar": version.calendar,
        "url": reverse("desk:policy", args=[version.policy_id]),
        "up": place > 1,
        "down": place < last,
        "verdict": verdict.word if verdict else "",
        "why_not": setup_words.why_not(version, matter, verdict.differs) if verdict else [],
    }


def calendars() -> list[Calendar]:
    """All calendars by name, to choose from."""
    return list(Calendar.objects.order_by("name"))


def policy_page(user: User, policy: Policy, version: PolicyVersion) -> dict[str, Any]:
    """What desk/policy.html says of a policy that there is, beside its form (`draft_page`)."""
    versions = {each.version: each for each in policy.versions.select_related("calendar", "policy")}
    may_edit = may_edit_promises(user)
    return {
        "policy": policy,
        "version": version,
        "editable": may_edit and policy.retired_at is None,
        "may_edit": may_edit,
        "history": setup_story.policy_history(policy.pk, versions),
        "runs": runs(policy),
    }


def changed(before: PolicyVersion, draft: PolicyVersion) -> list[str]:
    """What a draft says otherwise than the version it began from."""
    return setup_words.changes(before, draft)


def heirs(version: PolicyVersion) -> list[str]:
    """The policies that would rule, behind this one, what it rules now: as far as the first that fits everything."""
    setup = Setup.present()
    places = (place for place, each in enumerate(setup.standings) if each.policy.policy_id == version.policy_id)
    behind = setup.standings[next(places, len(setup.standings)) + 1 :]
    alike = [each for each in behind if not _apart(version, each.policy)]
    end = next((place for place, each in enumerate(alike) if not setup_words.asks_for(each.policy)), len(alike))
    return [each.policy.policy.name for each in alike[: end + 1]]


def _apart(one: PolicyVersion, other: PolicyVersion) -> bool:
    """Whether no matter can fit both."""
    pairs = ((getattr(one, name), getattr(other, name)) for name in COLUMNS)
    return any(a and b and a != b for a, b in pairs)


def overtaken(policy: Policy, seen: int, last: PolicyVersion) -> list[str]:
    """What the newest version says otherwise than the one that was edited."""
    before = policy.versions.select_related("calendar").filter(version=seen).first()
    return setup_words.changes(before, last) if before else []


def draft_page(form: PolicyForm, draft: PolicyVersion | None, *, at: datetime) -> dict[str, Any]:
    """The form and the example: what `draft` would promise from the moment that was typed, or from now on."""
    if draft is None:
        return {"form": form, "try_text": local_text(at, timezone.get_current_timezone_name())}
    schedule = newest_hours(draft.calendar_id).hours()
    zone = tryout.zone_of(schedule)
    typed = form.cleaned_data.get("try_at") if form.is_bound else None
    start = moment_in(typed, zone, otherwise=at)
    return {
        "form": form,
        "try_zone": zone,
        "try_start": start,
        "try_text": local_text(start, zone),
        "tries": tryout.tries(draft, schedule, start=start),
    }


def newest_hours(calendar_id: int) -> CalendarVersion:
    """The version of a calendar by which new promises count."""
    return CalendarVersion.objects.filter(calendar=calendar_id).latest("version")


def effect(change: Change, *, at: datetime) -> dict[str, Any]:
    """The context of desk/_policy_effect.html: what runs, and the last month."""
    past = effect_on_past(change, at=at)
    kinds = [
        {"label": setup_words.kind_label(kind), "tally": tally} for kind, tally in past.kinds.items() if tally.promises
    ]
    return {
        "open": effect_on_open(change, at=at),
        "past": past,
        "kinds": kinds,
        "most": MOST,
        "days": LOOKED_BACK.days,
    }


def policy_change(draft: PolicyVersion, *, place: int = 0) -> Change:
    """The setup with a draft in it."""
    setup = Setup.present().with_policy(draft, newest_hours(draft.calendar_id), place=place)
    return Change.of_policy(setup, draft.policy_id)


def runs(policy: Policy) -> list[dict[str, int]]:
    """How many promises run on which version. One query, by the index of what runs."""
    running = Timer.objects.filter(policy_version__policy=policy, state__in=UNANSWERED)
    counted = running.values("policy_version__version").annotate(count=Count("pk")).order_by("-policy_version__version")
    return [{"version": each["policy_version__version"], "count": each["count"]} for each in counted]
