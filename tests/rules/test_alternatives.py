"""Rules A1 to A11: options beside each other, and what is decided between them."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rules import alternatives as rules
from app.rules.facts import AlternativesLeft, OptionChosen, OptionsMerged
from app.rules.options import (
    DECIDED,
    MOST_OPTIONS,
    OptionState,
    SetStanding,
    SetState,
    option_label,
    place_named,
)
from app.rules.verdict import No
from tests.rules.cast import BREAKOUT, CAST, COPY, PLENARY, PODIUM, reason, seated

ONE = OptionState("o1", "Option 1", paragraphs=(replace(PLENARY, id="p1"),))
TWO = OptionState(
    "o2",
    "Option 2",
    proposers=("Oroland",),
    paragraphs=(replace(PLENARY, id="p2", label="2 alt"), replace(PLENARY, id="p3", label="3 alt")),
)
NONE = OptionState("o3", "No text", no_text=True, proposers=("Oroland",))
SET = SetState("s1", "d1", "2", options=(ONE, TWO, NONE))
SHOWN = {"p1": "sha256:1", "p2": "sha256:2", "p3": "sha256:3"}
OWN = replace(
    SET,
    options=(replace(ONE, paragraphs=(replace(COPY, id="p1"),)), NONE),
    breakout_id=BREAKOUT,
    breakout_state="at work",
)
CHAIR = CAST["chair"]


def test_a2_options_are_named_as_they_come() -> None:  # A2
    assert option_label(2, no_text=False) == "Option 2"
    assert option_label(0, no_text=True) == "No text"
    assert place_named(["2", "", "3"]) == "2 to 3"
    assert (place_named(["2"]), place_named([""])) == ("2", "")


@pytest.mark.parametrize(
    ("beside", "why"),
    [
        ("b", None),
        ("bc", None),
        ("", "alternatives.one_place"),
        ("bd", "alternatives.one_place"),
        ("cb", "alternatives.one_place"),
        ("bx", "alternatives.one_place"),
        ("ab", "alternatives.in_a_set"),
    ],
)
def test_a1_one_place(beside: str, why: str | None) -> None:  # A1
    assert reason(rules.one_place("abcd", list(beside), {"a"})) == why


@given(st.lists(st.sampled_from("abcdef"), unique=True))
def test_a1_what_is_over_one_place_follows_each_other(beside: list[str]) -> None:  # A1
    in_a_row = "".join(beside) in "abcdef" and bool(beside)
    assert (rules.one_place(list("abcdef"), beside, ()) is None) is in_a_row


@pytest.mark.parametrize("who", CAST)
def test_a2_who_may_put_in_an_option(who: str) -> None:  # A2
    may = who in PODIUM or who == "delegate"
    verdict = rules.may_add_option(CAST[who], SET, [PLENARY], no_text=False)
    assert reason(verdict) == (None if may else "text.observers_read")


@pytest.mark.parametrize(
    ("of", "why"),
    [
        (SET, "alternatives.no_text_there"),
        (replace(SET, options=(ONE, TWO)), None),
        (replace(SET, away=True), "alternatives.away"),
        *((replace(SET, state=state), "alternatives.decided") for state in DECIDED),
        (replace(SET, options=(ONE,) * MOST_OPTIONS), "alternatives.too_many"),
    ],
)
def test_a3_what_is_settled_takes_no_more(of: SetState, why: str | None) -> None:  # A2, A3
    assert reason(rules.may_add_option(CHAIR, of, [PLENARY], no_text=True)) == why


def test_a3_nothing_is_put_beside_agreed_text() -> None:  # A3
    agreed = replace(PLENARY, status="agreed")
    assert reason(rules.may_add_option(CHAIR, None, [PLENARY, agreed], no_text=True)) == (
        "alternatives.agreed"
    )
    gone = replace(PLENARY, retired=True)
    assert reason(rules.may_add_option(CHAIR, None, [gone], no_text=True)) == "text.retired"


def test_a4_ones_own_option_while_it_is_untouched() -> None:  # A4
    oroland = CAST["delegate"]
    assert rules.may_withdraw_option(oroland, SET, "o2") is None
    fact = rules.withdraw_option(oroland, SET, "o2")
    assert not isinstance(fact, No)
    assert (fact.option, fact.delegation_id, fact.place) == ("Option 2", "Oroland", "2")
    for of, option, why in (
        (SET, "o1", "alternatives.not_yours"),
        (SET, "o9", "alternatives.not_standing"),
        (replace(SET, state="left standing"), "o2", "alternatives.not_standing"),
        (replace(SET, options=(ONE, replace(TWO, touched=True))), "o2", "alternatives.touched"),
        (replace(SET, away=True), "o2", "alternatives.away"),
    ):
        assert reason(rules.withdraw_option(oroland, of, option)) == why
    assert reason(rules.may_withdraw_option(CHAIR, SET, "o2")) == "alternatives.not_yours"
    frozen = replace(TWO, paragraphs=(replace(PLENARY, status="agreed"),))
    assert reason(rules.may_withdraw_option(oroland, replace(SET, options=(frozen,)), "o2")) == (
        "text.frozen"
    )


@pytest.mark.parametrize("who", CAST)
def test_a5_the_chair_decides(who: str) -> None:  # A5
    may = who in ("chair", "vice-chair")
    why = None if may else "alternatives.chair_decides"
    assert reason(rules.may_decide(CAST[who], SET)) == why
    assert reason(rules.may_reopen(CAST[who], replace(SET, state="chosen"))) == why


def test_a5_in_a_working_copy_its_convenor() -> None:  # A5
    convenor = seated("delegate", "convenor")
    assert rules.may_decide(convenor, OWN) is None
    assert reason(rules.may_decide(seated("delegate", "member"), OWN)) == "text.convenor_shapes"
    assert reason(rules.may_decide(CHAIR, OWN)) == "text.convenor_shapes"
    reported = replace(OWN, breakout_state="reported")
    assert reason(rules.may_decide(convenor, reported)) == "text.breakout_reported"
    assert reason(rules.may_decide(convenor, replace(OWN, endorsed=True))) == "text.endorsed"


@pytest.mark.parametrize(
    ("of", "why"),
    [
        (replace(SET, away=True), "alternatives.away"),
        (replace(SET, state="merged"), "alternatives.decided_before"),
        (replace(SET, options=(ONE,)), "alternatives.one_left"),
        (
            replace(
                SET, options=(replace(ONE, paragraphs=(replace(PLENARY, status="agreed"),)), TWO)
            ),
            "text.frozen",
        ),
    ],
)
def test_a5_what_is_not_to_be_decided(of: SetState, why: str) -> None:  # A5
    assert reason(rules.may_decide(CHAIR, of)) == why


@pytest.mark.parametrize("shown", [{}, {"p1": "sha256:1"}, {**SHOWN, "p9": "sha256:9"}])
def test_a5_every_option_has_been_looked_at(shown: dict[str, str]) -> None:  # A5
    why = "alternatives.not_shown"
    assert reason(rules.choose(CHAIR, SET, "o1", shown, None)) == why
    assert reason(rules.merge(CHAIR, SET, ("o1", "o2"), ["x"], shown, None)) == why
    assert reason(rules.leave_standing(CHAIR, SET, None, shown, "so be it")) == why


def test_a6_choosing() -> None:  # A6
    fact = rules.choose(CHAIR, SET, "o2", SHOWN, " shorter ")
    assert isinstance(fact, OptionChosen)
    assert (fact.option, fact.others) == ("Option 2", ("Option 1", "No text"))
    assert fact.paragraph_id == "p2"
    assert fact.digests == ("2 sha256:1", "2 alt sha256:2", "3 alt sha256:3")
    assert fact.says(str) == "chose Option 2 over Option 1 and No text at paragraph 2: “shorter”"
    none = rules.choose(CHAIR, SET, "o3", SHOWN, " ")
    assert isinstance(none, OptionChosen)
    assert (none.option, none.note, none.paragraph_id) == ("No text", None, "p1")
    assert reason(rules.choose(CHAIR, SET, "o9", SHOWN, None)) == "alternatives.not_standing"


def test_a7_merging() -> None:  # A7
    fact = rules.merge(CHAIR, SET, ("o2", "o1"), ["x", "y"], SHOWN, "both meant it")
    assert isinstance(fact, OptionsMerged)
    assert (fact.option, fact.taken_in_option) == ("Option 2", "Option 1")
    assert fact.paragraph_id == "p2"
    assert fact.says(str) == "merged Option 1 into Option 2 at paragraph 2: “both meant it”"
    for pair, texts, why in (
        (("o1", "o9"), ["x"], "alternatives.not_standing"),
        (("o1", "o1"), ["x"], "alternatives.two_texts"),
        (("o1", "o3"), ["x"], "alternatives.two_texts"),
        (("o3", "o1"), [], "alternatives.two_texts"),
        (("o2", "o1"), ["x"], "alternatives.words_needed"),
        (("o1", "o2"), [" "], "alternatives.words_needed"),
    ):
        assert reason(rules.merge(CHAIR, SET, pair, texts, SHOWN, None)) == why


def test_a8_leaving_all_standing() -> None:  # A8
    fact = rules.leave_standing(CHAIR, SET, "o2", SHOWN, " no consensus ")
    assert isinstance(fact, AlternativesLeft)
    assert (fact.recommended, fact.reason) == ("Option 2", "no consensus")
    assert fact.options == ("Option 1", "Option 2", "No text")
    alone = rules.leave_standing(CHAIR, SET, None, SHOWN, "no consensus")
    assert isinstance(alone, AlternativesLeft)
    assert alone.says(str) == (
        "left Option 1, Option 2 and No text standing at paragraph 2: “no consensus”"
    )
    assert reason(rules.leave_standing(CHAIR, SET, None, SHOWN, " ")) == "text.reason_needed"
    wrong = rules.leave_standing(CHAIR, SET, "o9", SHOWN, "x")
    assert reason(wrong) == "alternatives.not_standing"


@pytest.mark.parametrize("state", sorted(DECIDED))
def test_a9_opening_again(state: SetStanding) -> None:  # A9
    decided = replace(SET, state=state)
    fact = rules.reopen(CHAIR, decided, " too early ")
    assert not isinstance(fact, No)
    assert (fact.state_before, fact.reason) == (state, "too early")
    assert reason(rules.reopen(CHAIR, decided, "")) == "text.reason_needed"
    assert reason(rules.may_reopen(CHAIR, SET)) == "alternatives.undecided"
    above = replace(decided, settled_above=True)
    assert reason(rules.may_reopen(CHAIR, above)) == "alternatives.settled_above"
    agreed = replace(ONE, paragraphs=(replace(PLENARY, status="agreed"),))
    assert reason(rules.may_reopen(CHAIR, replace(decided, options=(agreed,)))) == "text.frozen"


def test_a10_a_set_of_one_is_over() -> None:  # A10
    assert rules.ended(SET) is None
    assert rules.ended(replace(SET, options=(ONE,), state="chosen")) is None
    one = rules.ended(replace(SET, options=(ONE,)))
    assert one is not None
    assert one.says(str) == "saw the alternatives at paragraph 2 end: only Option 1 is left"
    none = rules.ended(replace(SET, options=(), place="", state="left standing"))
    assert none is not None
    assert none.says(str) == "saw the alternatives at an unnumbered paragraph end: none is left"


@pytest.mark.parametrize(
    ("mine", "theirs", "together"),
    [(None, None, True), ("o1", "o1", True), ("o1", "o2", False), (None, "o1", False)],
)
def test_a10_options_stay_apart(mine: str | None, theirs: str | None, together: bool) -> None:
    """(A10)"""
    why = None if together else "alternatives.together"
    assert reason(rules.stays_together(mine, theirs)) == why


@given(
    st.sampled_from(sorted(CAST)),
    st.sampled_from(["standing", "chosen", "merged", "left standing", "over"]),
    st.booleans(),
    st.sampled_from(["o1", "o2", "o3"]),
)
def test_a5_nobody_else_ever_decides(who: str, state: SetStanding, away: bool, option: str) -> None:
    """(A5) Whatever the set is like, a decision is the chair's, and about an undecided set."""
    of = replace(SET, state=state, away=away)
    made = rules.choose(CAST[who], of, option, SHOWN, None)
    if isinstance(made, OptionChosen):
        assert CAST[who].presides
        assert not away
        assert state not in DECIDED
        assert {made.option, *made.others} == {"Option 1", "Option 2", "No text"}
