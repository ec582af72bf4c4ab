"""Breakouts and the plenary's endorsement: B1 to B7, E1 to E7."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import product

import pytest

from app.rules.actors import BreakoutRole
from app.rules.breakouts import (
    BreakoutValues,
    ItemState,
    ItemValues,
    endorse_item,
    may_convene,
    may_endorse,
    may_endorse_item,
    may_open,
    may_read,
    may_report,
    open_breakout,
    report,
    return_work,
    seat_members,
    state_after,
)
from app.rules.facts import BreakoutReported, BreakoutSeat, ParagraphEndorsed, WorkReturned
from app.rules.text import BreakoutState
from tests.rules.cast import BREAKOUT, CAST, ITEM, PODIUM, REPORTED, reason, seated

EVERYONE = pytest.mark.parametrize("who", CAST)
STATES: tuple[BreakoutState, ...] = ("at work", "reported", "returned", "endorsed")
ITEM_STATES: tuple[ItemState, ...] = (
    "at work",
    "reported",
    "endorsed",
    "endorsed as amended",
    "returned",
)


def seats(*roles: BreakoutRole) -> list[BreakoutSeat]:
    return [BreakoutSeat(membership_id=f"m{index}", role=role) for index, role in enumerate(roles)]


SEATS = seats("convenor", "member")


def opened(
    who: str = "chair",
    task: str = "Find common ground on finance.",
    given: Sequence[str] = ("p1", "p2"),
    busy: Sequence[str] = (),
    frozen: Sequence[str] = (),
    among: Sequence[BreakoutSeat] = SEATS,
) -> str | None:
    return reason(open_breakout(CAST[who], task, given, busy, frozen, among))


@EVERYONE
def test_b1_the_podium_opens_a_breakout(who: str) -> None:  # B1
    expected = None if who in PODIUM else "breakouts.podium_opens"
    assert reason(may_open(CAST[who])) == expected
    assert opened(who) == expected


def test_b1_with_a_task_and_something_to_do_it_with() -> None:  # B1
    assert opened() is None
    assert opened(task=" \n") == "breakouts.task_needed"
    assert opened(given=()) == "breakouts.mandate_empty"


@EVERYONE
def test_b2_the_podium_seats_the_members(who: str) -> None:  # B2
    expected = None if who in PODIUM else "breakouts.podium_seats"
    assert reason(seat_members(CAST[who], SEATS)) == expected


@pytest.mark.parametrize(
    ("among", "expected"),
    [
        (seats("convenor"), None),
        (seats("member", "convenor", "member"), None),
        ([], "breakouts.one_convenor"),
        (seats("member", "member"), "breakouts.one_convenor"),
        (seats("convenor", "convenor"), "breakouts.one_convenor"),
        ([*SEATS, SEATS[1]], "breakouts.seated_twice"),
        ([*SEATS, SEATS[0].model_copy(update={"role": "member"})], "breakouts.seated_twice"),
    ],
)
def test_b2_one_convenes_and_nobody_sits_twice(
    among: list[BreakoutSeat], expected: str | None
) -> None:  # B2
    assert reason(seat_members(CAST["chair"], among)) == expected
    assert opened(among=among) == expected


def test_b2_an_observer_does_not_convene() -> None:  # B2
    assert may_convene(observer=False) is None
    assert reason(may_convene(observer=True)) == "breakouts.observer_convenes"


def test_b3_nothing_is_in_two_hands() -> None:  # B3
    assert opened(busy=["2", "2 bis"]) == "breakouts.with_another"
    assert opened(frozen=["4"]) == "breakouts.agreed_text"
    for busy, frozen in ((["2", "2 bis"], []), ([], ["2", "2 bis"])):
        verdict = open_breakout(CAST["chair"], "task", ["p1"], busy, frozen, SEATS)
        assert verdict is not None
        assert "2, 2 bis" in verdict.sentence


@EVERYONE
@pytest.mark.parametrize("role", ["convenor", "member", None])
@pytest.mark.parametrize("state", STATES)
def test_b5_a_closed_breakout_is_read_by_its_members_and_the_podium(
    who: str, role: BreakoutRole | None, state: BreakoutState
) -> None:  # B5
    person = seated(who, role) if role else CAST[who]
    inside = role is not None or who in PODIUM
    before_plenary = state in ("reported", "endorsed")
    assert may_read(person, BREAKOUT, closed=True, state=state) == (inside or before_plenary)
    assert may_read(person, BREAKOUT, closed=True) == inside
    assert may_read(person, BREAKOUT, closed=False, state=state)


@EVERYONE
@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("role", ["convenor", "member", None])
def test_b6_the_convenor_reports_once_until_it_is_returned(
    who: str, state: BreakoutState, role: BreakoutRole | None
) -> None:  # B6, B7
    person = seated(who, role) if role else CAST[who]
    breakout = replace(REPORTED, state=state)
    if role != "convenor":
        expected: str | None = "breakouts.convenor_reports"
    else:
        expected = None if state in ("at work", "returned") else "breakouts.already_reported"
    assert reason(may_report(person, breakout)) == expected
    assert reason(report(person, breakout, "Our work.", 3)) == expected


def test_b6_the_report_is_a_fact() -> None:  # B6
    convenor = seated("delegate", "convenor")
    assert report(convenor, replace(REPORTED, state="at work"), " Done. ", 3) == BreakoutReported(
        document_id="d1", breakout_id=BREAKOUT, title=REPORTED.title, intro="Done.", items=3
    )


@EVERYONE
@pytest.mark.parametrize("state", STATES)
def test_e1_the_chair_endorses_what_has_been_reported(who: str, state: BreakoutState) -> None:
    """E1; and E7: the same holds for returning it."""
    breakout = replace(REPORTED, state=state)
    if who not in ("chair", "vice-chair"):
        expected: str | None = "breakouts.chair_endorses"
    else:
        expected = None if state == "reported" else "breakouts.not_reported"
    assert reason(may_endorse(CAST[who], breakout)) == expected
    assert reason(may_endorse_item(CAST[who], breakout, ITEM)) == expected
    assert reason(return_work(CAST[who], breakout, [ITEM], "again")) == expected
    assert reason(endorsed(ITEM, who=who, breakout=breakout)) == expected


def endorsed(
    item: ItemValues,
    who: str = "chair",
    breakout: BreakoutValues = REPORTED,
    copy: str = "sha256:copy",
    plenary: str | None = "sha256:plenary",
    *,
    as_amended: bool = False,
) -> object:
    return endorse_item(
        CAST[who],
        breakout,
        item,
        copy,
        plenary,
        digest="sha256:merged",
        as_amended=as_amended,
    )


@pytest.mark.parametrize("state", ITEM_STATES)
def test_e2_a_paragraph_is_endorsed_once(state: ItemState) -> None:  # E2
    expected = None if state == "reported" else "breakouts.item_settled"
    assert reason(may_endorse_item(CAST["chair"], REPORTED, replace(ITEM, state=state))) == expected
    assert reason(endorsed(replace(ITEM, state=state))) == expected


def test_e2_what_the_plenary_settled_meanwhile_is_not_overwritten() -> None:  # E2
    assert isinstance(endorsed(ITEM), ParagraphEndorsed)
    agreed = replace(ITEM, plenary_frozen=True)
    assert reason(endorsed(agreed)) == "breakouts.plenary_agreed"
    retired = replace(ITEM, plenary_retired=True)
    assert reason(endorsed(retired)) == "breakouts.plenary_retired"
    assert reason(endorsed(replace(retired, retired=True))) is None


@pytest.mark.parametrize("as_amended", [False, True])
def test_e3_the_fact_names_both_words(as_amended: bool) -> None:  # E3, E5
    assert endorsed(ITEM, as_amended=as_amended) == ParagraphEndorsed(
        document_id="d1",
        paragraph_id="p1",
        breakout_id=BREAKOUT,
        label="2",
        title=REPORTED.title,
        copy_id="c1",
        copy_digest="sha256:copy",
        digest="sha256:merged",
        as_amended=as_amended,
    )


def test_e3_the_breakouts_words_are_those_shown() -> None:  # E3
    assert reason(endorsed(ITEM, copy="sha256:earlier")) == "breakouts.copy_differs"


def test_e4_nothing_is_merged_unseen() -> None:  # E4
    assert reason(endorsed(ITEM, plenary="sha256:earlier")) == "breakouts.plenary_moved"
    assert reason(endorsed(ITEM, plenary=None)) == "breakouts.plenary_moved"
    added = replace(ITEM, paragraph_id=None, plenary_digest=None)
    assert reason(endorsed(added, plenary=None)) is None
    assert reason(endorsed(added)) == "breakouts.plenary_moved"


def test_e5_what_is_to_be_retired_is_not_amended() -> None:  # E5
    retired = replace(ITEM, retired=True)
    assert reason(endorsed(retired)) is None
    assert reason(endorsed(retired, as_amended=True)) == "breakouts.retired_amended"
    assert reason(endorsed(ITEM, as_amended=True)) is None


@pytest.mark.parametrize("states", list(product(ITEM_STATES, repeat=3)))
def test_e6_a_breakouts_state_follows_from_its_paragraphs(
    states: tuple[ItemState, ...],
) -> None:  # E6
    left = {state for state in states if not state.startswith("endorsed")}
    expected = "endorsed" if not left else "reported" if "reported" in left else "returned"
    assert state_after(states) == expected
    assert state_after(states[::-1]) == expected


def test_e7_work_is_returned_with_a_comment() -> None:  # E7
    other = replace(ITEM, id="c2", label="3")
    assert return_work(CAST["chair"], REPORTED, [ITEM, other], " See 2. ") == WorkReturned(
        document_id="d1",
        breakout_id=BREAKOUT,
        title=REPORTED.title,
        items=("c1", "c2"),
        comment="See 2.",
    )
    blank = return_work(CAST["chair"], REPORTED, [ITEM], " ")
    assert reason(blank) == "breakouts.comment_needed"


@pytest.mark.parametrize("state", ITEM_STATES)
def test_e7_only_what_is_before_the_plenary_is_returned(state: ItemState) -> None:  # E7
    items = [ITEM, replace(ITEM, id="c2", state=state)]
    expected = None if state == "reported" else "breakouts.item_settled"
    assert reason(return_work(CAST["chair"], REPORTED, items, "again")) == expected
    assert reason(return_work(CAST["chair"], REPORTED, [], "again")) == "breakouts.item_settled"
