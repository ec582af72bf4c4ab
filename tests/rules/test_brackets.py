"""Brackets balance by construction, and who does what with them. Rules K2 to K9."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.rules import bracket_rights as rights
from app.rules.bracket_rights import BracketValues, Hold
from app.rules.brackets import (
    Edge,
    Extent,
    excerpt,
    extents,
    held_text,
    left_by_choice,
    nesting,
    render,
    render_all,
    side_by_side,
    trimmed,
    with_whole_references,
    written,
)
from app.rules.facts import BracketJoined, BracketLifted, BracketPlaced, RivalChosen, RivalsJoined
from app.rules.verdict import No
from app.rules.words import Run, Words, canonical, character_at, counted, plain
from tests.rules.cast import BREAKOUT, CAST, COPY, PLENARY, PODIUM, reason, seated
from tests.rules.phrases import phrase

A, B, C = "br--aaaaaaaa", "br--bbbbbbbb", "br--cccccccc"
NOTE, HOLE, REF = "nt--nnnnnnnn", "ph--pppppppp", "ref--rrrrrrrr"


def shown(*paragraphs: Words) -> list[str]:
    return [written(row) for row in render_all(paragraphs)]


@pytest.mark.parametrize(
    ("words", "text"),
    [
        (phrase("We ", ("shall", A), " act."), "We [shall] act."),
        (phrase(("We ", A), ("shall", A, B), (" act", A), "."), "[We [shall] act]."),
        (phrase(("We ", A), ("shall", A, B), (" act", B), "."), "[We [shall] act]."),
        (phrase(("shall", A), ("should", B)), "[shall][should]"),
        (phrase(("all", A, B, C)), "[[[all]]]"),
        (phrase("by ", ("X", HOLE), " or ", ("see Annex", NOTE)), "by [X] or {see Annex}"),
        (phrase("see ", ("paragraph 2", REF)), "see paragraph 2"),
        (phrase(("a ", A), "gap", (" in it", A)), "[a gap in it]"),
        (phrase("a ", ("b ", A), ("c", A, NOTE), (" d", NOTE)), "a [b {c d}]"),
        (phrase(("a ", NOTE), ("b", A, NOTE), (" c", A), " d"), "[{a b} c] d"),
        (phrase(), ""),
    ],
)
def test_k2_each_opens_once_and_closes_once(words: Words, text: str) -> None:
    assert written(render(words)) == text


def test_k2_over_paragraphs_it_opens_in_the_first_and_closes_in_the_last() -> None:
    first, between = phrase("One ", ("two", A)), phrase("Three.")
    last = phrase(("four", A, B), " five")
    assert shown(first, between, last) == ["One [two", "Three.", "[four]] five"]
    assert shown(first, phrase(), last)[1] == ""


def test_k2_nested_nine_deep() -> None:
    keys = [f"br--depth00{place}" for place in range(9)]
    words = phrase(*((f"{place} ", *keys[: place + 1]) for place in range(9)))
    text = written(render(words))
    assert text == "[0 [1 [2 [3 [4 [5 [6 [7 [8 ]]]]]]]]]"
    assert sorted(nesting([words]).values()) == list(range(1, 10))


def test_k2_the_order_names_the_outer_of_two_over_the_same_words() -> None:
    words = phrase(("all", A, B))
    pieces = render(words, ["bbbbbbbb", "aaaaaaaa"])
    edges = [(one.side, one.key, one.depth) for one in pieces if isinstance(one, Edge)]
    assert edges == [("open", B, 1), ("open", A, 2), ("close", A, 2), ("close", B, 1)]
    assert nesting([words], ["aaaaaaaa", "bbbbbbbb"]) == {"aaaaaaaa": 1, "bbbbbbbb": 2}


MARKS = st.frozensets(st.sampled_from([A, B, C, NOTE, HOLE, "nt--mmmmmmmm", "strong"]), max_size=5)
RUNS = st.lists(st.builds(lambda t, m: Run(t, tuple(m)), st.text("ab ", max_size=3), MARKS))
TEXTS = st.lists(RUNS.map(canonical), min_size=1, max_size=4)


def _balanced(text: str) -> bool:
    stack: list[str] = []
    for sign in text:
        if sign in "[{":
            stack.append(sign)
        elif sign in "]}" and (not stack or stack.pop() + sign not in ("[]", "{}")):
            return False
    return not stack


@settings(max_examples=200)
@given(TEXTS)
def test_k2_whatever_marks_there_are_the_signs_balance(paragraphs: Sequence[Words]) -> None:
    rows = render_all(paragraphs)
    assert ["".join(p.text for p in row if isinstance(p, Run)) for row in rows] == [
        plain(one) for one in paragraphs
    ]
    notes = {key for one in paragraphs for key in extents(one, "nt")}
    text = "".join(written(row) for row in rows)
    assert text.count("[") == text.count("]")
    assert text.count("{") == text.count("}") == len(notes)
    assert _balanced(text)
    edges = [one for row in rows for one in row if isinstance(one, Edge)]
    for key in {one.key for one in edges}:
        assert [one.side for one in edges if one.key == key] == ["open", "close"]
    assert all(one.depth >= (one.op == "br") for one in edges)


@settings(max_examples=200)
@given(RUNS.map(canonical))
def test_k2_an_edge_stands_where_its_mark_begins_and_ends(words: Words) -> None:
    found = extents(words)
    at = 0
    if any(key.startswith("nt--") for key in found):
        return  # brackets are written around whole notes
    for piece in render(words):
        if isinstance(piece, Run):
            at += len(piece.text)
        else:
            assert at == found[piece.key][piece.side == "close"]


def test_k9_placeholders_and_notes_are_no_text() -> None:
    words = phrase("By ", ("X", HOLE), " all ", ("see Annex", NOTE), ("act", A), ".")
    assert plain(counted(words)) == "By  all act."
    assert held_text([words, phrase(("more", A))], A) == "act more"


def test_k3_the_space_at_the_ends_is_left_out() -> None:
    assert trimmed("a  word  b", 1, 9) == Extent(3, 7)
    assert trimmed("a   b", 1, 4) is None
    assert character_at(phrase("a🕊b"), 3) == 2
    assert character_at(phrase("a🕊b"), 2) is None
    assert character_at(phrase("ab"), 3) is None
    assert excerpt("x" * 300) == "x" * 199 + "…"


def test_k3_no_reference_is_cut() -> None:
    words = phrase("see ", ("2 bis", REF), " and ", ("3", "ref--ssssssss"))
    assert with_whole_references(words, 0, 6) == Extent(0, 9)
    assert with_whole_references(words, 5, 9) == Extent(4, 9)
    assert with_whole_references(words, 4, 12) == Extent(4, 12)


RIVALS = phrase("We ", ("shall", A), " ", ("should ", B), (" may", C), " act.")


def test_k8_rivals_have_only_space_between_them() -> None:
    assert side_by_side(RIVALS, [C, A, B]) == [A, B, C]
    assert side_by_side(RIVALS, [A, C]) is None
    assert side_by_side(RIVALS, [A, "br--missing0"]) is None
    nested = phrase(("We ", A), ("shall", A, B), (" act", A))
    assert side_by_side(nested, [A, B]) is None


@pytest.mark.parametrize(("chosen", "text"), [(A, "shall"), (B, "should"), (C, "may")])
def test_k8_a_choice_leaves_clean_spaces(chosen: str, text: str) -> None:
    before, behind = left_by_choice(RIVALS, [A, B, C], chosen)
    letters = plain(RIVALS)
    left = letters[: before.start] + letters[before.stop : behind.start] + letters[behind.stop :]
    assert left == f"We {text} act."


OROLAND = Hold("Oroland", "Oroland", " Too wide. ", None)
VALUES = BracketValues(A, "shall", (PLENARY,), ("Oroland", "Valdria"))


@pytest.mark.parametrize(
    ("who", "why"),
    [
        ("chair", None),
        ("secretariat", None),
        ("delegate", None),
        ("observer", "text.observers_read"),
        ("observer's delegate", "text.observers_read"),
    ],
)
def test_k3_who_brackets(who: str, why: str | None) -> None:
    assert reason(rights.place(CAST[who], VALUES, OROLAND)) == why
    assert reason(rights.may_join(CAST[who], VALUES)) == why


def test_k3_nobody_brackets_text_that_stands_still() -> None:
    for state in (
        replace(PLENARY, status="agreed"),
        replace(PLENARY, retired=True),
        replace(PLENARY, silent_until=datetime(2026, 1, 1, tzinfo=UTC)),
        replace(COPY, endorsed=True),
        replace(COPY, breakout_state="reported"),
    ):
        still = replace(VALUES, places=(PLENARY, state))
        convenor = seated("delegate", "convenor")
        for verdict in (
            rights.place(convenor, still, OROLAND),
            rights.join(convenor, still, OROLAND),
            rights.lift(convenor, still, "Oroland", "Oroland", None),
        ):
            assert isinstance(verdict, No)
            assert verdict.passing


def test_k3_in_a_working_copy_its_members() -> None:
    copy = replace(VALUES, places=(COPY,))
    assert reason(rights.place(CAST["delegate"], copy, OROLAND)) == "text.members_write"
    assert isinstance(rights.place(seated("delegate", "member"), copy, OROLAND), BracketPlaced)
    assert reason(rights.place(CAST["chair"], copy, OROLAND)) == "text.members_write"


def test_k4_each_speaks_for_itself() -> None:
    other = Hold("Valdria", "Valdria", "So.")
    assert reason(rights.place(CAST["delegate"], VALUES, other)) == "text.not_your_bracket"
    for who in PODIUM:
        assert isinstance(rights.place(CAST[who], VALUES, other), BracketPlaced)
    copy = replace(VALUES, places=(COPY,))
    member, convenor = seated("delegate", "member"), seated("delegate", "convenor")
    assert reason(rights.join(member, copy, other)) == "text.not_your_bracket"
    assert isinstance(rights.join(convenor, copy, other), BracketJoined)
    lifted = rights.lift(CAST["delegate"], VALUES, "Valdria", "Valdria", None)
    assert reason(lifted) == "text.not_your_bracket"


def test_k5_holders_join_and_lift() -> None:
    assert reason(rights.place(CAST["delegate"], VALUES, replace(OROLAND, reason=" "))) == (
        "text.reason_needed"
    )
    again = rights.join(CAST["delegate"], VALUES, OROLAND)
    assert isinstance(again, BracketJoined)
    assert (again.again, again.reason) == (True, "Too wide.")
    first = rights.join(CAST["delegate"], replace(VALUES, holders=()), OROLAND)
    assert isinstance(first, BracketJoined)
    assert not first.again
    one_of_two = rights.lift(CAST["delegate"], VALUES, "Oroland", "Oroland", " ")
    assert isinstance(one_of_two, BracketLifted)
    assert (one_of_two.gone, one_of_two.reason) == (False, None)
    last = rights.lift(CAST["delegate"], replace(VALUES, holders=("Oroland",)), "Oroland", None, "")
    assert isinstance(last, BracketLifted)
    assert last.gone
    assert reason(rights.may_lift(CAST["chair"], VALUES)) == "text.not_holding"


@pytest.mark.parametrize("who", sorted(CAST))
def test_k6_the_chair_takes_a_bracket_off(who: str) -> None:
    why = reason(rights.remove(CAST[who], VALUES, "So decided."))
    assert why == (None if CAST[who].presides else "text.chair_removes")


def test_k6_in_a_working_copy_the_convenor_and_never_in_agreed_text() -> None:
    copy = replace(VALUES, places=(COPY,))
    assert reason(rights.remove(seated("delegate", "convenor"), copy, "So.")) is None
    assert reason(rights.remove(CAST["chair"], copy, "So.")) == "text.convenor_shapes"
    agreed = replace(VALUES, places=(replace(PLENARY, status="agreed"),))
    assert reason(rights.remove(CAST["chair"], agreed, "So.")) == "text.frozen"
    assert reason(rights.remove(CAST["chair"], VALUES, " ")) == "text.reason_needed"


def test_k8_the_podium_joins_rivals_and_the_chair_chooses() -> None:
    pair = [replace(VALUES, rivals="g"), replace(VALUES, key=B, text="should", rivals="g")]
    joined = rights.join_rivals(CAST["secretariat"], "g", pair)
    assert isinstance(joined, RivalsJoined)
    assert joined.texts == ("shall", "should")
    assert reason(rights.join_rivals(CAST["delegate"], "g", pair)) == "text.podium_shapes"
    assert reason(rights.join_rivals(CAST["chair"], "g", None)) == "text.rivals_apart"
    assert reason(rights.join_rivals(CAST["chair"], "g", pair[:1])) == "text.rivals_apart"
    long = [replace(one, places=(PLENARY, PLENARY)) for one in pair]
    assert reason(rights.join_rivals(CAST["chair"], "g", long)) == "text.rivals_long"
    chosen = rights.choose(CAST["vice-chair"], pair[0], pair[1:], "sha256:x", " Better. ")
    assert isinstance(chosen, RivalChosen)
    assert (chosen.text, chosen.taken_away, chosen.reason) == ("shall", ("should",), "Better.")
    assert reason(rights.choose(CAST["secretariat"], pair[0], pair[1:], "x", None)) == (
        "text.chair_removes"
    )
    assert reason(rights.choose(CAST["chair"], VALUES, (), "x", None)) == "text.no_rivals"


def test_facts_name_places_and_hide_names() -> None:
    fact = rights.place(CAST["delegate"], replace(VALUES, places=(PLENARY, PLENARY)), OROLAND)
    assert isinstance(fact, BracketPlaced)
    assert fact.says(lambda _: "a delegation") == (
        "put words of paragraph 2 and 1 more in brackets for a delegation: “Too wide.”"
    )
    assert BREAKOUT not in fact.says(lambda _: "a delegation")
