"""A sitting's agenda, from drawing up to what time did not allow: M6 to M10."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rules import agenda as rules
from app.rules.agenda import ItemValues, Outcome
from app.rules.facts import AgendaAdopted, AgendaAmended, AgendaDrawnUp
from app.rules.meetings import SittingValues
from app.rules.verdict import No
from tests.rules.cast import BREAKOUT, CAST, PODIUM, reason, seated

TEN = datetime(2026, 3, 2, 10, tzinfo=UTC)
PLANNED = SittingValues("s", 1, None, None)
OPEN = replace(PLANNED, opened_at=TEN)
CLOSED = replace(OPEN, closed_at=TEN)
ADOPTED = replace(OPEN, agenda_revision=2, adopted_at=TEN)
ITEMS = (ItemValues("a", "Opening"), ItemValues("b", "Category A"), ItemValues("c", "Category B"))


@pytest.mark.parametrize("who", CAST)
def test_the_podium_draws_it_up(who: str) -> None:  # M6
    podium = who in PODIUM
    for sitting in (PLANNED, OPEN):
        verdict = reason(rules.may_draw_up(CAST[who], sitting))
        assert verdict == (None if podium else "meetings.podium_sits")
    convenor = seated(who, "convenor")
    assert rules.may_draw_up(convenor, replace(OPEN, breakout_id=BREAKOUT)) is None


@pytest.mark.parametrize("who", sorted(PODIUM))
def test_once_adopted_whoever_presides_amends_it(who: str) -> None:  # M8
    presides = CAST[who].presides
    assert reason(rules.may_draw_up(CAST[who], ADOPTED)) == (
        None if presides else "meetings.chair_presides"
    )
    assert reason(rules.may_adopt(CAST[who], OPEN)) == (
        None if presides else "meetings.chair_presides"
    )
    assert rules.may_adopt(seated(who, "convenor"), replace(OPEN, breakout_id=BREAKOUT)) is None


def test_the_agenda_is_set_as_it_was_shown() -> None:  # M6
    chair = CAST["chair"]
    drawn = rules.draw_up(chair, OPEN, 0, (), ITEMS)
    assert isinstance(drawn, AgendaDrawnUp)
    assert [one.title for one in drawn.items] == ["Opening", "Category A", "Category B"]
    assert reason(rules.draw_up(chair, OPEN, 1, (), ITEMS)) == "meetings.agenda_moved"
    nameless = (ItemValues("a", " "),)
    assert reason(rules.draw_up(chair, OPEN, 0, (), nameless)) == "meetings.title_needed"
    assert reason(rules.draw_up(chair, CLOSED, 0, (), ITEMS)) == "meetings.sitting_closed"


def test_an_amended_agenda_keeps_what_was_taken_up() -> None:  # M8
    chair = CAST["chair"]
    before = (ITEMS[0], replace(ITEMS[1], outcome="under discussion"), ITEMS[2])
    amended = rules.draw_up(chair, ADOPTED, 2, before, (before[1], before[0]))
    assert isinstance(amended, AgendaAmended)
    assert [one.id for one in amended.before] == ["a", "b", "c"]
    assert [one.id for one in amended.items] == ["b", "a"]
    refused = rules.draw_up(chair, ADOPTED, 2, before, (before[0],))
    assert isinstance(refused, No)
    assert (refused.reason, "Category A" in refused.sentence) == ("meetings.item_stays", True)
    carried = (replace(ITEMS[0], carried_from="z"),)
    assert reason(rules.draw_up(chair, OPEN, 0, carried, ())) == "meetings.item_stays"


def test_it_is_adopted_once_in_the_open_sitting() -> None:  # M7
    chair = CAST["chair"]
    assert isinstance(rules.adopt(chair, OPEN, 0, ITEMS), AgendaAdopted)
    assert reason(rules.adopt(chair, OPEN, 0, ())) == "meetings.agenda_empty"
    assert reason(rules.adopt(chair, OPEN, 3, ITEMS)) == "meetings.agenda_moved"
    assert reason(rules.adopt(chair, ADOPTED, 2, ITEMS)) == "meetings.agenda_adopted"
    for not_open in (PLANNED, CLOSED):
        assert reason(rules.adopt(chair, not_open, 0, ITEMS)) == "meetings.no_sitting"
    assert reason(rules.adopt(CAST["secretariat"], OPEN, 0, ITEMS)) == "meetings.chair_presides"


def test_items_are_concluded_in_the_sitting() -> None:  # M9
    secretary = CAST["secretariat"]
    assert rules.may_conclude(secretary, OPEN, ITEMS[0]) is None
    done = replace(ITEMS[0], outcome="concluded")
    assert reason(rules.may_conclude(secretary, OPEN, done)) == "meetings.item_concluded"
    assert reason(rules.may_conclude(secretary, CLOSED, ITEMS[0])) == "meetings.no_sitting"
    assert reason(rules.may_conclude(CAST["delegate"], OPEN, ITEMS[0])) == "meetings.podium_sits"


OUTCOMES: tuple[Outcome, ...] = ("before the sitting", "under discussion", "concluded")


@given(st.lists(st.sampled_from(OUTCOMES), max_size=8), st.integers(0, 8))
def test_what_time_did_not_allow_is_carried_over_once(
    outcomes: list[Outcome], there: int
) -> None:  # M9, M10
    items = [ItemValues(f"i{n}", f"Item {n}", one) for n, one in enumerate(outcomes)]
    ends = rules.at_the_end(items)
    expected = {
        "before the sitting": "not discussed",
        "under discussion": "to be continued",
        "concluded": "concluded",
    }
    assert [ends[one.id] for one in items] == [expected[one.outcome] for one in items]
    risen = [replace(one, outcome=ends[one.id]) for one in items]
    already = [ItemValues(f"n{n}", "", carried_from=f"i{n}") for n in range(there)]
    carried = rules.carried_over(risen, already)
    left = [one.id for one in risen if one.outcome != "concluded"]
    assert [one.id for one in carried] == [one for one in left if int(one[1:]) >= there]
