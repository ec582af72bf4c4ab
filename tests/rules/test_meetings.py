"""Sittings, the chair's desk and the burn-down. Rules M1 to M5."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rules import meetings as rules
from app.rules.kinds import NEGOTIABLE, SETTLED, STATUSES, Status
from app.rules.meetings import Course, SittingValues
from tests.rules.cast import BREAKOUT, CAST, PODIUM, reason, seated

TEN = datetime(2026, 11, 24, 10, tzinfo=UTC)
HOUR = timedelta(hours=1)
PLANNED = SittingValues("c", 3, None, None)
OPEN = SittingValues("b", 2, TEN, None)
CLOSED = SittingValues("a", 1, TEN - HOUR, TEN)


@pytest.mark.parametrize("who", CAST)
def test_the_podium_opens_and_closes_sittings(who: str) -> None:  # M1
    podium = who in PODIUM
    expected = 2 if podium else "meetings.podium_sits"
    number = rules.next_number(CAST[who], [CLOSED])
    assert (number if isinstance(number, int) else number.reason) == expected
    assert reason(rules.may_close(CAST[who], OPEN)) == (None if podium else expected)
    of_a_breakout = rules.may_sit(CAST[who], BREAKOUT)
    assert reason(of_a_breakout) == (None if podium else "meetings.convenor_sits")
    assert rules.may_sit(seated(who, "convenor"), BREAKOUT) is None
    if not podium:
        assert reason(rules.may_sit(seated(who, "convenor"))) == "meetings.podium_sits"


def test_one_sitting_at_a_time_numbered_on() -> None:  # M2
    chair = CAST["chair"]
    assert rules.next_number(chair, []) == 1
    assert rules.next_number(chair, [CLOSED, OPEN]) == 3
    assert rules.may_open(chair, [CLOSED, PLANNED]) is None
    assert reason(rules.may_open(chair, [CLOSED, OPEN])) == "meetings.sitting_open"
    assert reason(rules.may_close(chair, CLOSED)) == "meetings.sitting_closed"
    assert reason(rules.may_close(chair, PLANNED)) == "meetings.sitting_planned"


def test_what_is_planned_is_opened_in_order() -> None:  # M2
    chair = CAST["chair"]
    later = SittingValues("d", 4, None, None)
    assert rules.may_open_planned(chair, [CLOSED, PLANNED, later], PLANNED) is None
    for sittings, sitting, expected in (
        ([CLOSED, PLANNED, later], later, "meetings.sitting_before"),
        ([OPEN, PLANNED], PLANNED, "meetings.sitting_open"),
        ([CLOSED], CLOSED, "meetings.sitting_closed"),
    ):
        assert reason(rules.may_open_planned(chair, sittings, sitting)) == expected
    assert reason(rules.may_open_planned(CAST["delegate"], [PLANNED], PLANNED)) is not None


@pytest.mark.parametrize("who", CAST)
def test_the_podium_announces_meetings(who: str) -> None:  # M5
    first, last = date(2026, 2, 24), date(2026, 2, 28)
    allowed = None if who in PODIUM else "meetings.podium_announces"
    assert reason(rules.announce(CAST[who], "Third meeting", first, last)) == allowed
    if allowed is None:
        assert rules.announce(CAST[who], "One day", first, first) is None
        assert reason(rules.announce(CAST[who], "Back", last, first)) == "meetings.ends_first"
        assert reason(rules.announce(CAST[who], " ", first, last)) == "meetings.title_needed"


@pytest.mark.parametrize("who", CAST)
def test_the_desk_is_the_podiums_and_the_convenors(who: str) -> None:  # M3
    podium = who in PODIUM
    assert reason(rules.may_steer(CAST[who], None)) == (
        None if podium else "meetings.podium_steers"
    )
    assert reason(rules.may_steer(CAST[who], BREAKOUT)) == (
        None if podium else "meetings.convenor_steers"
    )
    assert rules.may_steer(seated(who, "convenor"), BREAKOUT) is None


def test_what_was_open_at_a_moment() -> None:  # M4
    course = Course(
        kind="operative",
        status="agreed",
        added_at=TEN,
        retired_at=TEN + 4 * HOUR,
        statuses=[(TEN + HOUR, "not discussed"), (TEN + 3 * HOUR, "under discussion")],
        kinds=[(TEN + 2 * HOUR, "note")],
    )
    moments = [TEN + n * HOUR / 2 for n in (-1, 1, 3, 5, 7, 9)]
    # Not there yet; a note; still a note; under discussion; agreed; retired.
    assert [rules.is_open(course, at) for at in moments] == [
        False,
        False,
        False,
        True,
        False,
        False,
    ]
    assert rules.count_open([course, course], TEN + 5 * HOUR / 2) == 2
    # What happens at a moment has happened at it.
    assert [rules.is_open(course, TEN + n * HOUR) for n in range(5)] == [
        False,
        False,
        True,
        False,
        False,
    ]
    assert rules.is_open(Course("operative", "not discussed", TEN, TEN + HOUR), TEN)
    spans = [(TEN, None), (TEN, TEN + HOUR), (TEN + HOUR, None)]
    assert [rules.count_standing(spans, TEN + n * HOUR) for n in (-1, 0, 1)] == [0, 2, 2]


@given(st.lists(st.sampled_from(STATUSES), min_size=1, max_size=8))
def test_going_back_over_the_facts_gives_what_was(history: list[Status]) -> None:  # M4
    changes = [(TEN + n * HOUR, before) for n, before in enumerate(history[:-1])]
    course = Course(kind="operative", status=history[-1], statuses=changes)
    assert "operative" in NEGOTIABLE
    for n, status in enumerate(history):
        at = TEN + (n - 0.5) * HOUR
        assert rules.is_open(course, at) == (status not in SETTLED)
