"""The guard at the sync door keeps brackets, notes and references where they are. (K1)"""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.rules.guard import weigh
from app.rules.guard_structure import keeps_structure
from app.rules.text import Mode
from app.rules.words import Run, Words, canonical, plain, structure_mark
from tests.rules.cast import reason
from tests.rules.phrases import CHAIR, OROLAND, gone, ins, phrase

B, C, REF = "br--aaaaaaaa", "br--cccccccc", "ref--dddddddd"
TEXT = phrase("We ", ("shall", B), (" act", B, C), (" now", C), " and later.")
OWN = ins(OROLAND)


def verdict(after: Words, before: Words = TEXT, mode: Mode = "direct") -> str | None:
    return reason(weigh(mode, CHAIR if mode == "direct" else OROLAND, before, after))


@pytest.mark.parametrize(
    "after",
    [
        phrase("We ", ("shallow", B), (" act", B, C), (" now", C), " and later."),
        phrase("We do ", ("shall", B), (" act", B, C), (" now", C), " and later."),
        phrase("We ", ("shall", B), (" re", B), (" act", B, C), (" now", C), " and later."),
        phrase("We ", (" act", B, C), (" now", C), " and later."),
        phrase("We should", (" act", B, C), (" now", C), " and later."),
        phrase("We ", ("must", B), (" act", B, C), (" now", C), " and later."),
        phrase("We ", ("shall", B), ("l", B), (" act", B, C), (" now", C), " and later."),
        phrase("We will. And later."),
        phrase(),
    ],
)
def test_k1_what_a_direct_editor_may_do(after: Words) -> None:
    assert verdict(after) is None


@pytest.mark.parametrize(
    ("after", "why"),
    [
        (phrase("We shall act", (" now", C), " and later."), "structure_typed"),
        (phrase("We ", ("shall act", B), (" now", C), " and later."), "structure_typed"),
        (phrase("We ", ("shall", B), (" act now", B, C), " and later."), "structure_typed"),
        (
            phrase(("We ", C), ("shall", B), (" act", B, C), (" now", C), " and later."),
            "structure_typed",
        ),
        (
            phrase(
                "We ", ("shall", B), (" act", B, C), (" now", C), (" at last", C), " and later."
            ),
            "structure_moved",
        ),
        (
            phrase("We ", ("sh", B), "o", ("all", B), (" act", B, C), (" now", C), " and later."),
            "structure_moved",
        ),
        (
            phrase("We ", ("shall", B), (" act", B, C), (" now", C), (" and", "br--new00000")),
            "structure_typed",
        ),
        (phrase("We shall", (" do", B, C), (" now", C), " and later."), "structure_moved"),
        (
            phrase("We ", ("shall", B), (" act", B, C), (" now and", C), " after."),
            "structure_moved",
        ),
    ],
)
def test_k1_what_no_typing_does(after: Words, why: str) -> None:
    assert verdict(after) == f"text.{why}"


def test_k1_a_proposal_inside_a_bracket_stands_in_it() -> None:
    inside = phrase(
        "We ", ("sh", B), ("o", B, OWN), ("all", B), (" act", B, C), (" now", C), " and later."
    )
    assert verdict(inside, mode="propose") is None
    beside = phrase(
        "We ", ("never ", OWN), ("shall", B), (" act", B, C), (" now", C), " and later."
    )
    assert verdict(beside, mode="propose") is None
    stretched = phrase(
        "We ", ("never ", OWN, B), ("shall", B), (" act", B, C), (" now", C), " and later."
    )
    assert verdict(stretched, mode="propose") == "text.structure_moved"
    assert verdict(TEXT, before=stretched, mode="propose") is None
    torn = phrase("We ", ("never ", OWN), ("shall", B), (" act", B, C), (" now", C), " and later.")
    assert verdict(torn, before=stretched, mode="propose") == "text.structure_typed"


def test_k1_doubled_letters_are_typed_where_they_are_typed() -> None:
    """Which of two equal letters is new cannot be told: either may be."""
    before = phrase("We ", ("shal", B), " act")
    assert verdict(phrase("We ", ("shall", B), " act"), before=before) is None
    assert verdict(phrase("We ", ("shal", B), "l act"), before=before) is None
    assert verdict(phrase("We ", ("shalx", B), " act"), before=before) == "text.structure_moved"


SEE = phrase("See ", ("paragraph 12 bis", REF), " above.")


@pytest.mark.parametrize(
    ("after", "mode", "why"),
    [
        (phrase("See ", ("paragraph 13", REF), " above."), "direct", "reference_changed"),
        (phrase("See ", ("paragraph 12 bi", REF), " above."), "direct", "reference_changed"),
        (phrase("See ", ("para graph 12 bis", REF), " above."), "direct", "reference_changed"),
        (phrase("See above."), "direct", None),
        (phrase("See ", ("paragraph 12 bis", REF, "em"), " above."), "direct", None),
        (phrase("See ", ("paragraph 12 bis", REF, gone(OROLAND)), " above."), "propose", None),
        (
            phrase("See ", ("paragraph", REF, gone(OROLAND)), (" 12 bis", REF), " above."),
            "propose",
            "reference_changed",
        ),
        (phrase("See paragraph 12 bis above."), "direct", "structure_typed"),
    ],
)
def test_k1_a_reference_is_one_sign(after: Words, mode: Mode, why: str | None) -> None:
    assert verdict(after, before=SEE, mode=mode) == (f"text.{why}" if why else None)


def test_k1_what_was_struck_in_part_before_stays_so() -> None:
    """A reference taken off words by the server may leave a deletion of a part of another."""
    before = phrase("See ", ("paragraph", REF, gone(OROLAND)), (" 12 bis", REF), " above.")
    after = phrase("Do see ", ("paragraph", REF, gone(OROLAND)), (" 12 bis", REF), " above.")
    assert keeps_structure(before, after) is None


def test_k1_what_others_insert_and_strike_stays_free() -> None:
    """The marks of amendments come and go on bracketed words as on others."""
    struck = phrase("We ", ("shall", B, gone(OROLAND)), (" act", B, C), (" now", C), " and later.")
    assert verdict(struck, mode="propose") is None
    assert verdict(TEXT, before=struck, mode="propose") is None


KEYS = (B, C, "nt--eeeeeeee")
LETTERS = st.tuples(st.sampled_from("ab 各"), st.frozensets(st.sampled_from(KEYS), max_size=2))


def _words(letters: list[tuple[str, frozenset[str]]]) -> Words:
    return canonical(Run(text, tuple(marks)) for text, marks in letters)


def _runs_of(words: Words, key: str) -> int:
    flat = [key in run.marks for run in words for _ in run.text]
    return sum(one and not before for before, one in zip([False, *flat], flat, strict=False))


@settings(max_examples=500)
@given(st.lists(LETTERS, max_size=14), st.lists(LETTERS, max_size=14))
def test_k1_whatever_passes_makes_no_edge(
    was: list[tuple[str, frozenset[str]]], now: list[tuple[str, frozenset[str]]]
) -> None:
    before, after = _words(was), _words(now)
    if keeps_structure(before, after) is not None:
        return
    for key in KEYS:
        assert _runs_of(after, key) <= _runs_of(before, key)
    if plain(before) == plain(after):
        assert before == after


@settings(max_examples=300)
@given(st.lists(LETTERS, max_size=14), st.integers(0, 14), st.text("ab 各", min_size=1, max_size=3))
def test_k1_typing_at_one_place_has_the_marks_of_both_neighbours(
    was: list[tuple[str, frozenset[str]]], at: int, text: str
) -> None:
    at = min(at, len(was))
    left = was[at - 1][1] if at else frozenset[str]()
    right = was[at][1] if at < len(was) else frozenset[str]()
    typed = [(letter, left & right) for letter in text]
    assert keeps_structure(_words(was), _words([*was[:at], *typed, *was[at:]])) is None
    assert all(structure_mark(key) for key in left | right)


@pytest.mark.parametrize("mode", ["propose", "direct"])
@pytest.mark.parametrize(
    ("key", "why"),
    [
        ("br--zzzzzzzz", "text.structure_typed"),
        ("ref--zzzzzzzz", "text.structure_typed"),
        ("ins--zzzzzzzz-aaaaaaaa-1", "text.foreign_amendment"),
        ("del--zzzzzzzz-aaaaaaaa-1", "text.foreign_amendment"),
        ("ins--mmmmmmmm-cccccccc-1", "text.amendment_closed"),
    ],
)
def test_a_mark_no_word_shows_counts_as_made(mode: Mode, key: str, why: str) -> None:  # T5
    """It would come to be on what somebody else types behind it."""
    words = phrase("We shall act.")
    closed = frozenset({"mmmmmmmm-cccccccc"})
    found = weigh(mode, "mmmmmmmm", words, words, closed, begun={key})
    assert found is not None
    assert found.reason == why


@pytest.mark.parametrize("key", ["strong", "ins--mmmmmmmm-bbbbbbbb-1", "br--aaaaaaaa"])
def test_ones_own_marks_and_those_that_stand_may_be_begun(key: str) -> None:  # T5
    """The page begins a bracket anew behind words it has typed at its edge."""
    words = phrase("We ", ("shall", "br--aaaaaaaa"), " act.")
    assert weigh("propose", "mmmmmmmm", words, words, begun={key}) is None
