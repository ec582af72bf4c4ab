"""Sittings, the chair's desk and the burn-down. Rules M1 to M4."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rules import meetings as rules
from app.rules.kinds import NEGOTIABLE, SETTLED, STATUSES, Status
from app.rules.meetings import Course, SittingValues
from tests.rules.cast import BREAKOUT, CAST, PODIUM, reason, seated

TEN = datetime(2026, 11, 24, 10, tzinfo=UTC)
HOUR = timedelta(hours=1)
OPEN = SittingValues(2, TEN, None)
CLOSED = SittingValues(1, TEN - HOUR, TEN)


@pytest.mark.parametrize("who", CAST)
def test_the_podium_opens_and_closes_sittings(who: str) -> None:  # M1
    podium = who in PODIUM
    expected = 2 if podium else "meetings.podium_sits"
    number = rules.next_number(CAST[who], [CLOSED])
    assert (number if isinstance(number, int) else number.reason) == expected
    assert reason(rules.may_close(CAST[who], OPEN)) == (None if podium else expected)


def test_one_sitting_at_a_time_numbered_on() -> None:  # M2
    chair = CAST["chair"]
    assert rules.next_number(chair, []) == 1
    assert reason(rules.next_number(chair, [CLOSED, OPEN])) == "meetings.sitting_open"
    assert reason(rules.may_close(chair, CLOSED)) == "meetings.sitting_closed"


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
