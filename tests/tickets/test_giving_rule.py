"""The rule by itself: for any people and any tickets it is fair, gives nothing to who is out, and its reasons agree with its choice."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from accounts.presence import ABSENCES
from tests.people import NOON
from tickets.giving import Candidate, decide

LACKS = ("skill", "language", "full")
PEOPLE = st.lists(
    st.builds(
        Candidate,
        pk=st.just(0),
        label=st.just(""),
        absent=st.sampled_from(["", "", "", "let_go", *ABSENCES]),
        lacks=st.sets(st.sampled_from(LACKS), max_size=2).map(lambda found: tuple(sorted(found))),
        load=st.integers(0, 9),
        limit=st.integers(1, 9),
        given_at=st.none() | st.integers(0, 50).map(lambda minutes: NOON - timedelta(minutes=minutes)),
    ),
    max_size=8,
).map(lambda found: [replace(each, pk=pk, label=f"Agent {pk}") for pk, each in enumerate(found, 1)])


@given(people=PEOPLE, emergency=st.booleans())
def test_nobody_who_is_out_is_given_anything_and_the_reasons_agree_with_the_choice(
    people: list[Candidate], emergency: bool
) -> None:
    decision = decide(people, emergency=emergency)
    told = decision.kept(kind="given")
    by_id = {each["id"]: each for each in told["people"]}
    fit = [each for each in people if not each.absent and (emergency or not each.lacks)]
    assert sorted(by_id) == [each.pk for each in people]
    assert {pk for pk, each in by_id.items() if not each["out"]} == {each.pk for each in fit}
    assert all(each["reasons"] for each in told["people"] if each["out"]), "who is out is told why"
    if decision.chosen is None:
        assert not fit
        assert told["decided"] in {"nobody", "absent", "unfit", "full"}
        return
    chosen, others = decision.chosen, [each for each in fit if each.pk != decision.chosen.pk]
    assert (told["chosen"], told["people"][0]["id"]) == (chosen.pk, chosen.pk)
    claims = {
        "only": not others,
        "fits": all(len(chosen.lacks) <= len(each.lacks) for each in others),
        "load": all(len(chosen.lacks) < len(each.lacks) or chosen.load < each.load for each in others),
        "turn": all(
            len(chosen.lacks) < len(each.lacks)
            or chosen.load < each.load
            or chosen.given_at is None
            or (each.given_at is not None and chosen.given_at <= each.given_at)
            for each in others
        ),
    }
    assert claims[told["decided"]], told


@given(count=st.integers(1, 7), tickets=st.integers(0, 40), closing=st.data())
def test_among_equals_nobody_is_given_two_more_than_another(count: int, tickets: int, closing: st.DataObject) -> None:
    """Also while all of them bring something to its end now and then, each as often as the others."""
    people = [Candidate(pk, f"Agent {pk}", "", (), 0, 99, None) for pk in range(1, count + 1)]
    had = dict.fromkeys(range(1, count + 1), 0)
    for moment in range(tickets):
        chosen = decide(people, emergency=False).chosen
        assert chosen is not None
        had[chosen.pk] += 1
        given_at = NOON + timedelta(seconds=moment)
        people = [
            replace(each, load=each.load + 1, given_at=given_at) if each.pk == chosen.pk else each for each in people
        ]
        if all(each.load for each in people) and closing.draw(st.booleans()):
            people = [replace(each, load=each.load - 1) for each in people]
        assert max(had.values()) - min(had.values()) <= 1


def test_a_decision_keeps_forty_people_and_how_many_more_there_were() -> None:
    people = [Candidate(pk, f"Agent {pk}", "away", (), 0, 8, None) for pk in range(1, 61)]
    told = decide(people, emergency=False).kept(kind="waits")
    assert (len(told["people"]), told["more"], told["decided"]) == (40, 20, "absent")
