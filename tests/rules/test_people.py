"""Who belongs, who invites, who sees names: P1 to P6, each role by role."""

from dataclasses import replace

import pytest

from app.rules.actors import Role
from app.rules.facts import AttributionSet, RoleRevoked
from app.rules.people import (
    invite,
    may_invite,
    may_open_document,
    may_revoke,
    may_set_attribution,
    revoke,
    sees_names,
    set_attribution,
)
from tests.rules.cast import CAST, PODIUM, reason

EVERYONE = pytest.mark.parametrize("who", CAST)


@EVERYONE
def test_p1_the_chair_and_the_secretariat_invite(who: str) -> None:  # P1
    expected = None if who in ("chair", "secretariat") else "groups.podium_invites"
    assert reason(may_invite(CAST[who])) == expected
    assert reason(invite(CAST[who], "delegate", "Oroland")) == expected
    assert reason(may_revoke(CAST[who], "person-x", "delegate")) == expected


@pytest.mark.parametrize("role", ["delegate", "observer"])
def test_p2_who_speaks_or_listens_sits_in_a_delegation(role: Role) -> None:  # P2
    chair = CAST["chair"]
    assert reason(invite(chair, role, "Oroland")) is None
    assert reason(invite(chair, role, None)) == "groups.delegation_needed"


@pytest.mark.parametrize("role", ["chair", "vice-chair", "secretariat"])
def test_p2_the_podium_sits_in_none(role: Role) -> None:  # P2
    assert invite(CAST["secretariat"], role, None) is None
    assert replace(CAST["delegate"], role=role).seat == role


def test_p3_nobody_takes_away_their_own_role() -> None:  # P3
    for who in ("chair", "secretariat"):
        own = may_revoke(CAST[who], CAST[who].person_id, CAST[who].role)
        assert reason(own) == "groups.own_role"
        assert may_revoke(CAST[who], "person-x", "secretariat") is None


def test_p3_the_secretariat_does_not_unseat_the_chair() -> None:  # P3
    assert may_revoke(CAST["chair"], "person-x", "chair") is None
    assert reason(may_revoke(CAST["secretariat"], "person-x", "chair")) == "groups.chair_stays"
    assert may_revoke(CAST["secretariat"], "person-x", "vice-chair") is None


def test_p3_a_role_is_taken_away_with_a_reason() -> None:  # P3
    chair = CAST["chair"]
    fact = revoke(chair, "m1", "person-x", "Ana", "delegate", "  moved to another post ")
    assert fact == RoleRevoked(membership_id="m1", person="Ana", reason="moved to another post")
    blank = revoke(chair, "m1", "person-x", "Ana", "delegate", " \n")
    assert reason(blank) == "groups.reason_needed"
    refused = revoke(CAST["delegate"], "m1", "person-x", "Ana", "delegate", "why not")
    assert reason(refused) == "groups.podium_invites"


@EVERYONE
def test_p4_the_chair_shows_or_hides_attribution(who: str) -> None:  # P4
    if who in ("chair", "vice-chair"):
        assert may_set_attribution(CAST[who]) is None
        assert set_attribution(CAST[who], False) == AttributionSet(shown=False)
    else:
        assert reason(may_set_attribution(CAST[who])) == "groups.chair_attributes"
        assert reason(set_attribution(CAST[who], True)) == "groups.chair_attributes"


@EVERYONE
@pytest.mark.parametrize("seat", ["Oroland", "Valdria", None])
def test_p5_hidden_names_are_seen_by_the_podium_and_by_their_own(
    who: str, seat: str | None
) -> None:  # P5
    own = who == "delegate" and seat == "Oroland"
    assert sees_names(CAST[who], False, seat) == (who in PODIUM or own)
    assert sees_names(CAST[who], True, seat)


@EVERYONE
def test_p6_the_podium_opens_documents(who: str) -> None:  # P6
    expected = None if who in PODIUM else "groups.podium_only"
    assert reason(may_open_document(CAST[who])) == expected
