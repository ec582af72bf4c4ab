"""What delegations think of a proposal, and who is shown it: C8 to C11."""

from dataclasses import replace
from datetime import UTC, datetime
from itertools import product

import pytest

from app.rules.facts import PositionChanged, PositionTaken, PositionWithdrawn
from app.rules.facts.positions import PositionsShown, Stance
from app.rules.kinds import KINDS, NEGOTIABLE, STATUSES, Kind, Status
from app.rules.positions import (
    STANCES,
    Position,
    Subject,
    graver,
    may_take,
    set_shown,
    shown_to,
    take,
    withdraw,
)
from tests.rules.cast import BREAKOUT, CAST, COPY, PLENARY, reason, seated

ORO = CAST["delegate"]
SUBJECT = Subject(PLENARY, "sha256:now")
BEFORE = Position("Oroland", "support", "sha256:then")


@pytest.mark.parametrize("who", CAST)
def test_c8_delegations_that_speak_take_positions(who: str) -> None:  # C8
    expected = None if who == "delegate" else "positions.delegations_speak"
    assert reason(may_take(CAST[who], PLENARY)) == expected
    assert reason(may_take(CAST[who], COPY)) == (expected or "positions.members_speak")


def test_c8_in_a_working_copy_its_members() -> None:  # C8
    assert may_take(seated("delegate", "member"), COPY) is None
    assert may_take(seated("delegate", "convenor"), COPY) is None
    other = seated("delegate", "member", breakout="another")
    assert reason(may_take(other, COPY)) == "positions.members_speak"


@pytest.mark.parametrize("kind", KINDS)
def test_c8_on_negotiable_text(kind: Kind) -> None:  # C8
    found = reason(may_take(ORO, replace(PLENARY, kind=kind)))
    assert found == (None if kind in NEGOTIABLE else "positions.not_negotiable")


@pytest.mark.parametrize("status", STATUSES)
def test_c8_not_on_agreed_words(status: Status) -> None:  # C8
    found = reason(may_take(ORO, replace(PLENARY, status=status)))
    assert found == ("positions.agreed" if status == "agreed" else None)


def test_c8_not_on_what_has_gone() -> None:  # C8
    assert reason(may_take(ORO, replace(PLENARY, retired=True))) == "text.retired"
    assert reason(may_take(ORO, replace(COPY, endorsed=True))) == "text.endorsed"


def test_c8_said_changed_and_withdrawn_at_will() -> None:  # C8
    taken = take(ORO, SUBJECT, "reservation", " why ", " these words ", None)
    assert isinstance(taken, PositionTaken)
    assert (taken.stance, taken.reason, taken.would_lift) == ("reservation", "why", "these words")
    assert (taken.digest, taken.delegation_id) == ("sha256:now", "Oroland")
    changed = take(ORO, SUBJECT, "can live with", "", "these words", BEFORE)
    assert isinstance(changed, PositionChanged)
    assert (changed.stance_before, changed.stance) == ("support", "can live with")
    assert changed.would_lift is None  # there is nothing to lift
    gone = withdraw(ORO, SUBJECT, BEFORE, "")
    assert isinstance(gone, PositionWithdrawn)
    assert (gone.stance_before, gone.digest) == ("support", "sha256:then")
    agreed = replace(SUBJECT, paragraph=replace(PLENARY, status="agreed"))
    assert isinstance(withdraw(ORO, agreed, BEFORE, ""), PositionWithdrawn)


def test_c8_nobody_takes_back_anothers() -> None:  # C8
    assert reason(withdraw(ORO, SUBJECT, None, "")) == "positions.none"
    other = replace(BEFORE, delegation_id="Valdria")
    assert reason(withdraw(ORO, SUBJECT, other, "")) == "positions.none"
    assert reason(withdraw(CAST["chair"], SUBJECT, BEFORE, "")) == "positions.none"


@pytest.mark.parametrize("stance", STANCES)
def test_c9_who_objects_says_why(stance: Stance) -> None:  # C9
    expected = "positions.reason_needed" if stance == "object" else None
    assert reason(take(ORO, SUBJECT, stance, "  ", "words", None)) == expected
    assert reason(take(ORO, SUBJECT, stance, "because", "", None)) is None


@pytest.mark.parametrize("stance", STANCES)
def test_c9_under_silence_one_breaks_it(stance: Stance) -> None:  # C9, S5
    silent = replace(PLENARY, silent_until=datetime(2026, 12, 4, 12, tzinfo=UTC))
    found = take(ORO, replace(SUBJECT, paragraph=silent), stance, "because", "", None)
    assert reason(found) == ("positions.under_silence" if stance == "object" else None)


@pytest.mark.parametrize("who", CAST)
def test_c10_the_chair_decides_what_the_room_sees(who: str) -> None:  # C10
    expected = None if who in ("chair", "vice-chair") else "positions.chair_shows"
    assert reason(set_shown(CAST[who], "counts")) == expected


@pytest.mark.parametrize(
    ("setting", "attribution", "expected"),
    [
        ("names", True, "names"),
        ("names", False, "counts"),
        ("counts", True, "counts"),
        ("counts", False, "counts"),
        ("nothing", True, "nothing"),
        ("nothing", False, "nothing"),
    ],
)
def test_c10_who_is_shown_what(
    setting: PositionsShown, attribution: bool, expected: PositionsShown
) -> None:  # C10
    for who, where in product(CAST, (None, BREAKOUT)):
        podium = who in ("chair", "vice-chair", "secretariat")
        assert shown_to(CAST[who], setting, attribution, where) == ("names" if podium else expected)
    convenor = seated("delegate", "convenor")
    assert shown_to(convenor, setting, attribution, BREAKOUT) == "names"
    assert shown_to(convenor, setting, attribution, None) == expected
    member = seated("delegate", "member")
    assert shown_to(member, setting, attribution, BREAKOUT) == expected


@pytest.mark.parametrize(("one", "other"), list(product(STANCES, STANCES)))
def test_c11_the_graver_stays(one: Stance, other: Stance) -> None:  # C11
    first, second = replace(BEFORE, stance=one), replace(BEFORE, stance=other)
    gravest = max(one, other, key=STANCES.index)
    assert graver(first, second).stance == graver(second, first).stance == gravest
