"""What stands against agreement, and agreement that waits: C12 to C16."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rules import agreement
from app.rules.agreement import Part
from app.rules.consensus import CLEAR, Contested, declare, obstacles, standing
from app.rules.facts import (
    AgreementConfirmed,
    AgreementDeclined,
    PackageCompleted,
    StatusDeclared,
)
from app.rules.kinds import KINDS, NEGOTIABLE, SETTLED, STATUSES, Kind, Status
from app.rules.text import ParagraphState
from app.rules.verdict import No
from app.rules.words import Run, Words, canonical, digest
from tests.rules.cast import CAST, COPY, PLENARY, actor, reason, seated
from tests.rules.phrases import OROLAND, ins, phrase

WORDS = phrase("We shall act.")
SHOWN = digest(WORDS)
BRACKET, PLACEHOLDER, NOTE = "br--aaaaaaaa", "ph--bbbbbbbb", "nt--cccccccc"
CONTESTED: dict[str, tuple[Words, Contested]] = {
    "consensus.objection_standing": (WORDS, Contested(objections=1)),
    "consensus.brackets_standing": (phrase("We ", ("shall", BRACKET), " act."), CLEAR),
    "consensus.placeholders_standing": (phrase("By ", ("date", PLACEHOLDER)), CLEAR),
    "consensus.amendments_pending": (phrase("We ", ("should", ins(OROLAND))), CLEAR),
    "consensus.options_open": (WORDS, Contested(options_open=True)),
    "consensus.no_words": (phrase("  "), CLEAR),
}


def declared(
    status: Status,
    words: Words = WORDS,
    contested: Contested = CLEAR,
    paragraph: ParagraphState = PLENARY,
) -> StatusDeclared | No:
    who = CAST["chair"]
    return declare(who, paragraph, status, digest(words), words, None, contested=contested)


@pytest.mark.parametrize("why", CONTESTED)
@pytest.mark.parametrize("status", STATUSES)
def test_c12_nothing_is_agreed_over_what_is_contested(why: str, status: Status) -> None:  # C12
    words, contested = CONTESTED[why]
    expected = why if status in SETTLED else None
    assert reason(declared(status, words, contested)) == expected


def test_c12_the_sentences_count_and_say_what_to_do() -> None:  # C12
    many = phrase(("a", BRACKET), ("b", "br--dddddddd"), ("c", PLACEHOLDER), ("d", ins(OROLAND)))
    found = {one.reason: one.sentence for one in standing(many, Contested(objections=2))}
    assert list(found) == [
        "consensus.objection_standing",
        "consensus.brackets_standing",
        "consensus.placeholders_standing",
        "consensus.amendments_pending",
    ]
    assert found["consensus.objection_standing"].startswith("2 delegations object ")
    assert found["consensus.brackets_standing"] == (
        "2 brackets still stand in this paragraph. Have them lifted, or remove them with a reason."
    )
    assert found["consensus.placeholders_standing"] == (
        "1 placeholder still waits in this paragraph. Put words in its place."
    )
    assert found["consensus.amendments_pending"] == (
        "1 amendment is still pending in this paragraph. "
        "Accept or reject it before the words are agreed."
    )
    one = standing(WORDS, Contested(objections=1))[0].sentence
    assert one.startswith("1 delegation objects ")


def test_c12_a_note_of_the_secretariats_is_no_obstacle() -> None:  # C12
    assert standing(phrase("We act.", ("{check}", NOTE))) == ()


@pytest.mark.parametrize(
    ("paragraph", "expected"),
    [
        (PLENARY, None),
        (COPY, None),
        (replace(PLENARY, retired=True), "text.retired"),
        (replace(PLENARY, endorsed=True), "text.endorsed"),
        (replace(PLENARY, kind="heading"), "consensus.not_negotiable"),
        (replace(PLENARY, status="withdrawn"), "consensus.withdrawn"),
        *((replace(PLENARY, status=one), "consensus.settled") for one in sorted(SETTLED)),
    ],
)
def test_c13_what_can_be_agreed_as_it_stands(
    paragraph: ParagraphState, expected: str | None
) -> None:  # C13
    found = obstacles(paragraph, WORDS)
    assert (found[0].reason if found else None) == expected


def test_c13_what_is_with_a_breakout_waits_for_its_report() -> None:
    (found,) = obstacles(PLENARY, WORDS, with_breakout=True)
    assert found.reason == "consensus.with_breakout"


@given(
    st.sampled_from(KINDS),
    st.sampled_from(STATUSES),
    st.lists(st.sampled_from(["plain", BRACKET, PLACEHOLDER, NOTE, ins(OROLAND)]), max_size=4),
    st.integers(0, 2),
    st.booleans(),
)
def test_c13_a_candidate_is_what_the_chair_may_agree(
    kind: Kind, status: Status, marks: list[str], objections: int, options: bool
) -> None:
    """C13: whatever is listed is not refused, and what is not settled and refused is not listed."""
    words = canonical(Run("w", () if one == "plain" else (one,)) for one in marks)
    paragraph = replace(PLENARY, kind=kind, status=status)
    contested = Contested(objections, options)
    candidate = not obstacles(paragraph, words, contested)
    agreed = isinstance(declared("agreed", words, contested, paragraph), StatusDeclared)
    if status not in {*SETTLED, "withdrawn"}:
        assert candidate == agreed
    else:
        assert not candidate
    assert not candidate or kind in NEGOTIABLE


PENDING = replace(PLENARY, status="agreed pending delegations", status_digest=SHOWN)
ORO, VAL = actor("delegate", "Oroland"), actor("delegate", "Valdria")


def test_c14_it_waits_for_delegations_that_take_part() -> None:  # C14
    assert reason(agreement.name_pending([], {"Oroland"})) == "consensus.name_delegations"
    assert reason(agreement.name_pending(["Birdwatch"], {"Oroland"})) == (
        "consensus.delegation_does_not_speak"
    )
    assert agreement.name_pending(["Oroland"], {"Oroland", "Valdria"}) is None
    assert agreement.name_pending(["Oroland", "Valdria"], {"Oroland", "Valdria"}) is None


def test_c14_the_last_confirmation_agrees() -> None:  # C14
    first = agreement.confirm(ORO, PENDING, ["Oroland", "Valdria"], SHOWN, WORDS)
    assert isinstance(first, AgreementConfirmed)
    assert (first.status, first.delegation_id) == ("agreed pending delegations", "Oroland")
    last = agreement.confirm(VAL, PENDING, ["Valdria"], SHOWN, WORDS)
    assert isinstance(last, AgreementConfirmed)
    assert (last.status, last.digest) == ("agreed", SHOWN)


def test_c14_not_over_an_objection_that_came_meanwhile() -> None:  # C14, C12
    noted = agreement.confirm(
        ORO, PENDING, ["Oroland"], SHOWN, WORDS, contested=Contested(objections=1)
    )
    assert isinstance(noted, AgreementConfirmed)
    assert noted.status == "agreed pending delegations"


def test_c14_only_who_was_named_and_about_the_words_shown() -> None:  # C14, C2
    awaited = ["Oroland"]
    assert reason(agreement.confirm(VAL, PENDING, awaited, SHOWN, WORDS)) == "consensus.not_awaited"
    for who in ("chair", "observer", "observer's delegate"):
        found = agreement.confirm(CAST[who], PENDING, awaited, SHOWN, WORDS)
        assert reason(found) == "consensus.not_awaited"
    assert reason(agreement.confirm(ORO, PENDING, awaited, "sha256:x", WORDS)) == (
        "consensus.words_differ"
    )
    assert reason(agreement.confirm(ORO, PLENARY, awaited, SHOWN, WORDS)) == (
        "consensus.not_pending"
    )


def test_c14_who_declines_says_why() -> None:  # C14
    assert reason(agreement.decline(ORO, PENDING, ["Oroland"], " ")) == "consensus.reason_needed"
    assert reason(agreement.decline(VAL, PENDING, ["Oroland"], "no")) == "consensus.not_awaited"
    fact = agreement.decline(ORO, PENDING, ["Oroland"], " capital says no ")
    assert isinstance(fact, AgreementDeclined)
    assert (fact.reason, fact.digest) == ("capital says no", SHOWN)


def test_c14_agreed_is_not_declared_while_a_word_is_awaited() -> None:  # C14, C4
    found = declared("agreed", contested=Contested(awaited=1), paragraph=PENDING)
    assert reason(found) == "consensus.confirmations_awaited"
    assert isinstance(declared("agreed", paragraph=PENDING), StatusDeclared)


def part(key: str, status: Status = "agreed as a package", words: Words = WORDS) -> Part:
    state = replace(PLENARY, id=key, label=key, status=status, status_digest=SHOWN)
    return Part(state, SHOWN, words)


PARTS = (part("1"), part("2", "agreed"))
SEEN = {"1": SHOWN, "2": SHOWN}


def test_c15_a_package_is_of_two_and_no_paragraph_is_in_two() -> None:  # C15
    one, two = replace(PLENARY, id="1"), replace(PLENARY, id="2")
    assert reason(agreement.may_make_package([one, one], ())) == "consensus.package_of_two"
    assert reason(agreement.may_make_package([one, two], {"2"})) == "consensus.in_a_package"
    assert agreement.may_make_package([one, two], {"3"}) is None


def test_c15_complete_when_every_part_stands() -> None:  # C15
    fact = agreement.complete(CAST["chair"], "pk", PARTS, SEEN)
    assert isinstance(fact, PackageCompleted)
    assert fact.labels == ("1", "2")
    agreed = agreement.agreed_with_package(PARTS[0], fact.labels)
    assert (agreed.status, agreed.package, agreed.digest) == ("agreed", ("2",), SHOWN)


@pytest.mark.parametrize(
    ("parts", "seen", "expected"),
    [
        (PARTS, {"1": SHOWN}, "consensus.words_differ"),
        ((PARTS[0], part("2", "under discussion")), SEEN, "consensus.part_fell"),
        ((PARTS[0], replace(PARTS[1], digest="sha256:x")), SEEN, "consensus.part_fell"),
        (
            (PARTS[0], replace(PARTS[1], contested=Contested(objections=1))),
            SEEN,
            "consensus.objection_standing",
        ),
    ],
)
def test_c15_otherwise_none_of_it_is_agreed(
    parts: tuple[Part, ...], seen: dict[str, str], expected: str
) -> None:  # C15
    assert reason(agreement.complete(CAST["chair"], "pk", parts, seen)) == expected
    refused = agreement.complete(CAST["delegate"], "pk", PARTS, SEEN)
    assert reason(refused) == "consensus.podium_declares"


def test_c15_when_one_falls_the_others_fall_with_it() -> None:  # C15
    fallen, held, own = (part(key).paragraph for key in "123")
    own = replace(own, status="agreed")
    facts = agreement.breaks("pk", fallen, (fallen, held, own), "new facts")
    assert [(one.paragraph_id, one.because_of, one.reason) for one in facts] == [
        ("2", "1", "new facts")
    ]


@pytest.mark.parametrize("status", STATUSES)
def test_c16_what_waited_is_ad_referendum_in_plenary(status: Status) -> None:  # C16
    waited = status in ("agreed pending delegations", "agreed as a package")
    assert agreement.endorsed_as(status) == ("agreed ad referendum" if waited else status)


def test_c14_in_a_breakout_members_confirm() -> None:  # C14
    pending = replace(COPY, status="agreed pending delegations", status_digest=SHOWN)
    member = seated("delegate", "member")
    assert isinstance(
        agreement.confirm(member, pending, ["Oroland"], SHOWN, WORDS), AgreementConfirmed
    )
