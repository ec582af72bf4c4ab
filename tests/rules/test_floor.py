"""What is on the floor, and who has it: M11 to M16."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rules import floor as rules
from app.rules.floor import SpeakerState, SpeakerValues, Speaking
from app.rules.meetings import SittingValues
from tests.rules.cast import BREAKOUT, CAST, PODIUM, reason, seated

TEN = datetime(2026, 3, 2, 10, tzinfo=UTC)
OPEN = SittingValues("s", 1, TEN, None)
CLOSED = replace(OPEN, closed_at=TEN)
IN_BREAKOUT = replace(OPEN, breakout_id=BREAKOUT)
WAITS = SpeakerValues("one", "valdria", "statement", "waiting", 1)


@pytest.mark.parametrize("who", CAST)
def test_the_podium_sets_the_floor(who: str) -> None:  # M11, M12
    allowed = None if who in PODIUM else "meetings.podium_sits"
    assert reason(rules.may_set_floor(CAST[who], OPEN)) == allowed
    assert reason(rules.may_give(CAST[who], OPEN, WAITS)) == allowed
    assert reason(rules.may_set_list(CAST[who], OPEN, 180)) == allowed
    assert rules.may_set_floor(seated(who, "convenor"), IN_BREAKOUT) is None


def test_only_in_an_open_sitting() -> None:  # M11
    chair = CAST["chair"]
    assert reason(rules.may_set_floor(chair, CLOSED)) == "meetings.no_sitting"
    assert reason(rules.may_ask(chair, CLOSED, "v", observers_speak=True)) == "meetings.no_sitting"


def test_a_delegation_asks_for_itself() -> None:  # M13
    delegate, chair = CAST["delegate"], CAST["chair"]
    own = delegate.delegation_id
    for wanted in (None, own):
        assert rules.may_ask(delegate, OPEN, wanted, observers_speak=True) is None
    assert (
        reason(rules.may_ask(delegate, OPEN, "other", observers_speak=True)) == "meetings.own_floor"
    )
    assert rules.may_ask(chair, OPEN, "other", observers_speak=False) is None
    assert reason(rules.may_ask(chair, OPEN, None, observers_speak=True)) == "meetings.whose_floor"
    assert (
        reason(rules.may_ask(delegate, IN_BREAKOUT, own, observers_speak=True))
        == "meetings.members_speak"
    )
    member = seated("delegate", "member")
    assert rules.may_ask(member, IN_BREAKOUT, own, observers_speak=True) is None


def test_observers_speak_where_the_methods_let_them() -> None:  # M13
    observer = next(one for one in CAST.values() if one.role == "observer" and one.delegation_id)
    assert rules.may_ask(observer, OPEN, None, observers_speak=True) is None
    assert (
        reason(rules.may_ask(observer, OPEN, None, observers_speak=False))
        == "meetings.observers_listen"
    )


def test_one_request_at_a_time_and_a_closed_list() -> None:  # M13, M16
    assert rules.ask("statement", OPEN, "valdria", []) is None
    assert reason(rules.ask("statement", OPEN, "valdria", [WAITS])) == "meetings.asked_already"
    assert rules.ask("point of order", OPEN, "valdria", [WAITS]) is None
    assert rules.ask("statement", OPEN, "oroland", [WAITS]) is None
    spoke = replace(WAITS, state="spoke")
    assert rules.ask("statement", OPEN, "valdria", [spoke]) is None
    closed = replace(OPEN, list_closed=True)
    assert reason(rules.ask("statement", closed, "valdria", [])) == "meetings.list_closed"
    assert rules.ask("right of reply", closed, "valdria", []) is None


def test_the_flag_is_lowered_and_the_floor_yielded_by_its_own() -> None:  # M13, M15
    delegate = CAST["delegate"]
    mine = replace(WAITS, delegation_id=delegate.delegation_id)
    assert rules.may_lower(delegate, OPEN, mine) is None
    assert reason(rules.may_lower(delegate, OPEN, WAITS)) == "meetings.podium_sits"
    assert rules.may_lower(CAST["secretariat"], OPEN, WAITS) is None
    speaking = replace(mine, state="speaking")
    assert reason(rules.may_lower(delegate, OPEN, speaking)) == "meetings.not_waiting"
    assert rules.may_end(delegate, OPEN, speaking) is None
    assert reason(rules.may_end(delegate, OPEN, mine)) == "meetings.not_speaking"
    assert reason(rules.may_give(CAST["chair"], OPEN, speaking)) == "meetings.not_waiting"


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [(None, None), (1, None), (3600, None), (0, "meetings.limit"), (3601, "meetings.limit")],
)
def test_a_limit_is_between_a_second_and_an_hour(
    seconds: int | None, expected: str | None
) -> None:  # M15
    assert reason(rules.may_set_list(CAST["chair"], OPEN, seconds)) == expected


KINDS: st.SearchStrategy[Speaking] = st.sampled_from(
    ("statement", "point of order", "right of reply")
)
STATES: st.SearchStrategy[SpeakerState] = st.sampled_from(
    ("waiting", "speaking", "spoke", "lowered")
)
SPEAKERS = st.lists(st.tuples(KINDS, STATES, st.integers(-5, 20)), max_size=12).map(
    lambda rows: [
        SpeakerValues(f"s{n}", f"d{n % 4}", kind, state, place)
        for n, (kind, state, place) in enumerate(rows)
    ]
)


@given(SPEAKERS)
def test_points_of_order_come_first(speakers: list[SpeakerValues]) -> None:  # M14
    turn = rules.in_order(speakers)
    assert {one.id for one in turn} == {one.id for one in speakers if one.state == "waiting"}
    ranks = [(one.kind != "point of order", one.place) for one in turn]
    assert ranks == sorted(ranks)
    ids = [one.id for one in turn]
    assert rules.reorder(CAST["chair"], OPEN, speakers, ids[::-1]) is None
    assert (
        reason(rules.reorder(CAST["chair"], OPEN, speakers, [*ids, "x"])) == "meetings.list_moved"
    )


def test_a_point_of_order_breaks_in() -> None:  # M14
    speaking = replace(WAITS, state="speaking")
    point = replace(WAITS, id="two", kind="point of order")
    assert rules.interrupts(speaking, point)
    assert not rules.interrupts(None, point)
    assert not rules.interrupts(speaking, WAITS)
    assert not rules.interrupts(replace(point, state="speaking"), point)


def test_time_is_added_up() -> None:  # M15
    later = TEN + timedelta(seconds=75)
    speaking = replace(WAITS, state="speaking", began_at=TEN, seconds_before=20)
    assert rules.seconds_spoken(speaking, later) == 95
    ended = replace(speaking, ended_at=TEN + timedelta(seconds=10), seconds_before=0)
    assert rules.seconds_spoken(ended, later) == 10
    assert rules.seconds_spoken(WAITS, later) == 0
    assert rules.time_by_delegation([speaking, ended, WAITS], later) == {"valdria": 105}
