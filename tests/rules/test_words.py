"""The one form of a paragraph's words, and what decisions do to them: T1, T2, T3, T6."""

import unicodedata
from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from app.rules import words as w
from app.rules.words import Run, Words, canonical
from tests.rules.phrases import FIRST, OROLAND, SECOND, VALDRIA, gone, ins, phrase

TEXTS = st.one_of(
    st.text("ab [] éü各国مُ👩‍👧🕊", max_size=6),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=6),
)
AMENDMENTS = [f"{pen}-{group}" for pen in (OROLAND, VALDRIA) for group in (FIRST, SECOND)]
KEYS = [
    "strong",
    "em",
    *(f"{op}--{one}-{burst}" for op in ("ins", "del") for one in AMENDMENTS for burst in "ab"),
]
RUNS = st.builds(Run, TEXTS, st.lists(st.sampled_from(KEYS), max_size=4, unique=True).map(tuple))
UNSORTED = st.lists(RUNS, max_size=8)
WORDS = UNSORTED.map(canonical)


@given(UNSORTED)
def test_t1_the_canonical_form_is_one(runs: list[Run]) -> None:  # T1
    found = canonical(runs)
    assert canonical(found) == found
    assert w.plain(found) == "".join(run.text for run in runs)
    assert all(run.text and list(run.marks) == sorted(set(run.marks)) for run in found)
    assert all(one.marks != other.marks for one, other in pairwise(found))


@given(UNSORTED, st.data())
def test_t1_however_the_runs_were_cut_and_their_marks_ordered(
    runs: list[Run], data: st.DataObject
) -> None:  # T1
    cut: list[Run] = []
    for run in runs:
        at = data.draw(st.integers(0, len(run.text)))
        marks = tuple(data.draw(st.permutations(run.marks)))
        cut += [Run(run.text[:at], marks), Run(run.text[at:], (*marks, *marks[:1]))]
    assert canonical(cut) == canonical(runs)
    assert w.digest(canonical(cut)) == w.digest(canonical(runs))


@given(WORDS)
def test_t1_words_come_back_from_where_they_are_stored(words: Words) -> None:  # T1
    assert w.from_json(w.as_json(words)) == words
    delta = [(run.text, dict.fromkeys(run.marks, True) or None) for run in words]
    assert w.from_delta(delta) == words
    lifted = [(run.text, dict.fromkeys(run.marks)) for run in words]
    assert w.from_delta(lifted) == canonical(Run(run.text) for run in words)


@pytest.mark.parametrize("key", [*KEYS, ins("a1b2c3d4", "e5f6g7h8", "12345678")])
def test_t1_marks_a_paragraph_may_carry(key: str) -> None:  # T1
    assert w.MARK.fullmatch(key)


@pytest.mark.parametrize(
    "key",
    [
        "underline",
        "STRONG",
        "strong ",
        ins("short"),
        ins("Oroland0"),
        ins(OROLAND, "toolong00"),
        ins(OROLAND, FIRST, ""),
        ins(OROLAND, FIRST, "123456789"),
        f"sub--{OROLAND}-{FIRST}-a",
        f"{ins(OROLAND)}\n",
    ],
)
def test_t1_marks_it_may_not(key: str) -> None:  # T1
    assert not w.MARK.fullmatch(key)
    assert w.amendment_mark(key) is None


def test_t1_a_mark_says_what_and_whose() -> None:  # T1
    mark = w.amendment_mark(gone(OROLAND, SECOND, "c"))
    assert mark == w.AmendmentMark("del", f"{OROLAND}-{SECOND}", OROLAND, "c")
    assert w.amendment_mark("strong") is None


AMENDED = phrase(
    "We ",
    ("shall", gone(OROLAND), "em"),
    ("should", ins(OROLAND), "em"),
    ("never", ins(OROLAND), gone(VALDRIA)),
    " act.",
)


def test_t2_base_and_amended_text() -> None:  # T2
    assert w.base(AMENDED) == phrase("We ", ("shall", "em"), " act.")
    assert w.amended(AMENDED) == phrase("We ", ("should", "em"), " act.")
    assert w.amendments(AMENDED) == {
        f"{OROLAND}-{FIRST}": ("shouldnever", "shall"),
        f"{VALDRIA}-{FIRST}": ("", "never"),
    }


def decided(words: Words, order: Sequence[str], *, accept: bool) -> Words:
    for amendment in order:
        words = w.apply_edits(words, w.decide(words, amendment, accept=accept))
    return words


@given(WORDS, st.permutations(AMENDMENTS))
def test_t6_accepting_all_gives_the_amended_text(words: Words, order: list[str]) -> None:  # T2, T6
    assert decided(words, order, accept=True) == w.amended(words)


@given(WORDS, st.permutations(AMENDMENTS))
def test_t6_rejecting_all_gives_the_base_text(words: Words, order: list[str]) -> None:  # T2, T6
    assert decided(words, order, accept=False) == w.base(words)


@given(WORDS, st.sampled_from(AMENDMENTS), st.booleans())
def test_t6_a_decided_amendment_leaves_no_mark_and_touches_no_other_words(
    words: Words, amendment: str, accept: bool
) -> None:  # T6
    edits = w.decide(words, amendment, accept=accept)
    after = w.apply_edits(words, edits)
    assert amendment not in w.amendments(after)
    assert w.decide(after, amendment, accept=accept) == []
    assert w.base(after) == w.base(words) or accept
    assert w.amended(after) == w.amended(words) or not accept
    others = set(w.amendments(words)) - {amendment}
    assert set(w.amendments(after)) <= others
    assert [edit.start for edit in edits] == sorted({edit.start for edit in edits})


def test_t6_deciding_one_of_two() -> None:  # T6
    oroland, valdria = f"{OROLAND}-{FIRST}", f"{VALDRIA}-{FIRST}"
    assert decided(AMENDED, [oroland], accept=True) == phrase(
        "We ", ("should", "em"), ("never", gone(VALDRIA)), " act."
    )
    assert decided(AMENDED, [valdria], accept=False) == phrase(
        "We ",
        ("shall", gone(OROLAND), "em"),
        ("should", ins(OROLAND), "em"),
        ("never", ins(OROLAND)),
        " act.",
    )


@given(WORDS)
def test_t3_two_spellings_of_a_letter_have_one_digest(words: Words) -> None:  # T3
    spelt = canonical(Run(unicodedata.normalize("NFD", run.text), run.marks) for run in words)
    assert w.digest(spelt) == w.digest(words)
    assert w.digest(words).startswith("sha256:")


@given(WORDS, WORDS)
def test_t3_other_words_have_another_digest(one: Words, other: Words) -> None:  # T3
    def spelt(words: Words) -> Words:
        return tuple(Run(unicodedata.normalize("NFC", run.text), run.marks) for run in words)

    assert (w.digest(one) == w.digest(other)) == (spelt(one) == spelt(other))


def test_t3_a_digest_names_pending_amendments_and_brackets() -> None:  # T3
    seen = [
        phrase("We shall act."),
        phrase("We [shall] act."),
        phrase("We ", ("shall", "strong"), " act."),
        phrase("We ", ("shall", gone(OROLAND)), " act."),
        phrase("We ", ("shall", gone(VALDRIA)), " act."),
    ]
    assert len({w.digest(words) for words in seen}) == len(seen)


@given(WORDS, st.integers(-2, 80))
def test_t1_two_parts_joined_are_the_words(words: Words, at: int) -> None:  # T1
    parts = w.split_at(words, at)
    units = w.plain(words).encode("utf-16-le")
    whole = 0 <= at <= len(units) // 2
    if parts is None:
        inside = whole and 0xDC <= units[2 * at + 1] <= 0xDF
        assert not whole or inside
        return
    assert whole
    left, right = parts
    assert canonical((*left, *right)) == words
    assert w.utf16_length(w.plain(left)) == at


@pytest.mark.parametrize(
    ("text", "length"), [("各国", 2), ("مُحَمَّدٌ", 9), ("🕊", 2), ("👩‍👧", 5), ("e\u0301", 2), ("", 0)]
)
def test_t1_offsets_are_counted_as_browsers_count(text: str, length: int) -> None:  # T1
    assert w.utf16_length(text) == length
    words = phrase("a", (text or "b", "em"), "z")
    offset = 1 + w.utf16_length(text or "b")
    assert w.split_at(words, offset) == (words[:2], words[2:])


def test_t1_a_character_is_not_cut() -> None:  # T1
    words = phrase("a🕊z")
    assert [w.split_at(words, at) is None for at in range(-1, 6)] == [
        True,
        False,
        False,
        True,
        False,
        False,
        True,
    ]


@given(WORDS)
def test_t2_what_nobody_has_amended_is_base_and_amended_text(words: Words) -> None:  # T2
    assume(not w.amendments(words))
    assert w.base(words) == w.amended(words) == words
