"""Who may do what with the text: role by role and state by state."""

from dataclasses import replace

import pytest

from app.rules.actors import BreakoutRole
from app.rules.kinds import KINDS, SETTLED, STATUSES, Kind, Status
from app.rules.text import (
    BreakoutState,
    ParagraphState,
    may_add,
    may_add_kind,
    may_decide,
    may_restructure,
    may_shape,
    may_withdraw,
    reasoned,
    writes,
)
from tests.rules.cast import BREAKOUT, CAST, COPY, PLENARY, PODIUM, reason, seated

EVERYONE = pytest.mark.parametrize("who", CAST)
STATES: tuple[BreakoutState, ...] = ("at work", "reported", "returned", "endorsed")
IN_STATES = pytest.mark.parametrize("state", STATES)
OPEN = ("at work", "returned")
SPEAKERS = PODIUM | {"delegate"}
MODES: dict[str, str] = dict.fromkeys(PODIUM, "direct") | {"delegate": "propose"}


@EVERYONE
def test_t4_in_plenary_the_podium_writes_and_delegates_propose(who: str) -> None:  # T4
    verdict = writes(CAST[who], PLENARY)
    assert (reason(verdict) or verdict) == MODES.get(who, "text.observers_read")


STANDING = (
    (replace(PLENARY, retired=True), "text.retired"),
    (replace(PLENARY, status="agreed"), "text.frozen"),
    (replace(PLENARY, status="agreed ad referendum"), "text.frozen"),
    (replace(COPY, status="agreed"), "text.frozen"),
    (replace(COPY, endorsed=True), "text.endorsed"),
    (replace(COPY, endorsed=True, status="agreed"), "text.endorsed"),
    (replace(COPY, retired=True), "text.retired"),
)


@EVERYONE
@pytest.mark.parametrize(("paragraph", "expected"), STANDING)
def test_t4_what_stands_still_stands_still_for_all(
    who: str, paragraph: ParagraphState, expected: str
) -> None:  # T4, C3, B7
    for person in (CAST[who], seated(who, "member"), seated(who, "convenor")):
        assert reason(writes(person, paragraph)) == expected
        assert reason(may_decide(person, paragraph)) == expected
        assert reason(may_restructure(person, paragraph)) == expected
        assert reason(may_withdraw(person, paragraph, person.seat)) == expected


@pytest.mark.parametrize("status", STATUSES)
def test_c3_agreement_freezes_and_nothing_else_does(status: Status) -> None:  # C3
    chair, paragraph = CAST["chair"], replace(PLENARY, status=status)
    settled = status in SETTLED
    assert paragraph.frozen is settled
    assert reason(writes(chair, paragraph)) == ("text.frozen" if settled else None)
    assert reason(may_restructure(chair, paragraph)) == ("text.frozen" if settled else None)


def test_c3_a_frozen_paragraph_says_who_reopens_it() -> None:  # C3
    for paragraph, who in ((PLENARY, "the chair"), (COPY, "the convenor")):
        verdict = writes(CAST["delegate"], replace(paragraph, status="agreed"))
        assert not isinstance(verdict, str)
        assert f"Only {who} can reopen it" in verdict.sentence
        assert verdict.passing


@EVERYONE
@IN_STATES
@pytest.mark.parametrize("role", ["convenor", "member", None])
def test_b4_only_members_write_in_a_working_copy(
    who: str, state: BreakoutState, role: BreakoutRole | None
) -> None:  # B4, B7
    person = seated(who, role) if role else CAST[who]
    verdict = writes(person, replace(COPY, breakout_state=state))
    expected: str
    if role is None:
        expected = "text.members_write"
    elif who not in SPEAKERS:
        expected = "text.observers_read"
    elif state not in OPEN:
        expected = "text.breakout_reported"
    else:
        expected = "direct" if role == "convenor" or who in PODIUM else "propose"
    assert (reason(verdict) or verdict) == expected


def test_b4_a_seat_in_another_breakout_is_none_here() -> None:  # B4
    elsewhere = seated("delegate", "convenor", "breakout-2")
    assert reason(writes(elsewhere, COPY)) == "text.members_write"
    assert writes(elsewhere, PLENARY) == "propose"


@EVERYONE
def test_t7_in_plenary_the_podium_decides_amendments(who: str) -> None:  # T7
    assert reason(may_decide(CAST[who], PLENARY)) == (
        None if who in PODIUM else "text.podium_decides"
    )


@IN_STATES
@pytest.mark.parametrize("role", ["convenor", "member", None])
def test_t7_in_a_breakout_the_convenor_decides(
    state: BreakoutState, role: BreakoutRole | None
) -> None:  # T7, T9, B7
    copy = replace(COPY, breakout_state=state)
    for who in ("delegate", "chair"):
        person = seated(who, role) if role else CAST[who]
        expected = (
            "text.convenor_shapes"
            if role != "convenor"
            else None
            if state in OPEN
            else "text.breakout_reported"
        )
        assert reason(may_decide(person, copy)) == expected
        assert reason(may_restructure(person, copy)) == expected
        assert reason(may_shape(person, BREAKOUT, state)) == expected


@EVERYONE
def test_t8_a_delegation_takes_back_its_own_and_no_others(who: str) -> None:  # T8
    person = CAST[who]
    own = None if who in SPEAKERS else "text.observers_read"
    assert reason(may_withdraw(person, PLENARY, person.seat)) == own
    assert reason(may_withdraw(person, PLENARY, "Valdria")) == "text.not_yours"
    colleague = replace(person, person_id="another")
    assert reason(may_withdraw(colleague, PLENARY, person.seat)) == own


def test_t8_an_amendment_is_withdrawn_only_where_one_writes() -> None:  # T8
    assert reason(may_withdraw(seated("delegate", "member"), COPY, "Oroland")) is None
    assert reason(may_withdraw(CAST["delegate"], COPY, "Oroland")) == "text.members_write"


@EVERYONE
def test_t9_in_plenary_the_podium_shapes_the_text(who: str) -> None:  # T9
    expected = None if who in PODIUM else "text.podium_shapes"
    assert reason(may_shape(CAST[who], None, None)) == expected
    assert reason(may_restructure(CAST[who], PLENARY)) == expected


@EVERYONE
def test_t11_who_takes_part_adds_to_the_plenary(who: str) -> None:  # T11
    expected = None if who in SPEAKERS else "text.observers_read"
    assert reason(may_add(CAST[who], None, None)) == expected


@EVERYONE
@IN_STATES
def test_t11_members_add_to_a_working_copy(who: str, state: BreakoutState) -> None:  # T11
    member, outsider = seated(who, "member"), CAST[who]
    expected = (
        "text.observers_read"
        if who not in SPEAKERS
        else None
        if state in OPEN
        else "text.breakout_reported"
    )
    assert reason(may_add(member, BREAKOUT, state)) == expected
    assert reason(may_add(outsider, BREAKOUT, state)) == "text.members_write"


@pytest.mark.parametrize("kind", KINDS)
def test_t11_headings_and_notes_are_the_podiums(kind: Kind) -> None:  # T11
    furniture = kind in ("heading", "note")
    assert may_add_kind(CAST["secretariat"], kind) is None
    assert reason(may_add_kind(CAST["delegate"], kind)) == (
        "text.podium_furnishes" if furniture else None
    )


def test_t12_taking_away_needs_a_reason() -> None:  # T12
    assert reasoned("overtaken by paragraph 4", "retiring a paragraph") is None
    assert reason(reasoned(" \t", "retiring a paragraph")) == "text.reason_needed"
