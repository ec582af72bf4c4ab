"""Redlines: X1 (both texts come back, words stay whole) and X2 (brackets stay whole)."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from app.rules.redline import WORDS_AT_MOST, Piece, redline
from app.rules.tokens import clauses, tokens

WORDS = st.sampled_from(
    [
        "shall",
        "should",
        " ",
        " ",
        " ",
        "[",
        "]",
        "{",
        "}",
        "各",
        "国",
        "مُحَمَّدٌ",
        "👩‍👧",
        "1,617",
        ".",
        "\n",
        "é",
    ]
)
TEXTS = st.one_of(st.text(max_size=60), st.lists(WORDS, max_size=40).map("".join))


@given(TEXTS)
def test_x1_tokens_are_the_whole_text(text: str) -> None:
    assert "".join(tokens(text)) == text
    assert all(tokens(text))
    assert "".join(clauses(text)) == text


@given(TEXTS, TEXTS)
def test_x1_both_texts_come_back(before: str, after: str) -> None:
    pieces = redline(before, after)
    assert "".join(p.text for p in pieces if p.op != "insert") == before
    assert "".join(p.text for p in pieces if p.op != "delete") == after
    assert all(p.text for p in pieces)
    for one, other in pairwise(pieces):
        assert (one.op, other.op) in {
            ("equal", "delete"),
            ("equal", "insert"),
            ("delete", "insert"),
            ("delete", "equal"),
            ("insert", "equal"),
        }


@given(TEXTS)
def test_x1_equal_texts_have_no_change(text: str) -> None:
    assert redline(text, text) == ((Piece("equal", text),) if text else ())


@given(TEXTS, TEXTS)
def test_x1_no_change_begins_or_ends_inside_a_word(before: str, after: str) -> None:
    edges_before, edges_after = _edges(before), _edges(after)
    at_before = at_after = 0
    for op, text in redline(before, after):
        at_before += len(text) if op != "insert" else 0
        at_after += len(text) if op != "delete" else 0
        assert at_before in edges_before
        assert at_after in edges_after


def _edges(text: str) -> set[int]:
    at, edges = 0, {0}
    for token in tokens(text):
        at += len(token)
        edges.add(at)
    return edges


def test_x1_words_of_every_script() -> None:
    assert tokens("مُحَمَّدٌ رَسُول") == ["مُحَمَّدٌ", " ", "رَسُول"]
    assert tokens("各国应当") == ["各", "国", "应", "当"]
    assert tokens("می‌خواهم") == ["می‌خواهم"]
    assert tokens("l’accord, 1,617 and 2.5.") == [
        "l’accord", ",", " ", "1,617", " ", "and", " ", "2.5", "."
    ]  # fmt: skip
    assert tokens("cafe\u0301 👩🏽‍⚕️ 🇺🇳🇪🇬") == ["cafe\u0301", " ", "👩🏽‍⚕️", " ", "🇺🇳", "🇪🇬"]
    assert tokens("[[a]{b}]") == ["[", "[", "a", "]", "{", "b", "}", "]"]
    assert tokens("a\r\nb") == ["a", "\r\n", "b"]


def test_x1_reads_as_a_person_would_mark_it() -> None:
    assert redline("Parties shall act.", "Parties should act.") == (
        Piece("equal", "Parties "),
        Piece("delete", "shall"),
        Piece("insert", "should"),
        Piece("equal", " act."),
    )
    assert redline("We agree to act.", "We agree to act now, and to report.") == (
        Piece("equal", "We agree to act"),
        Piece("insert", " now, and to report"),
        Piece("equal", "."),
    )
    assert redline("各国应当采取行动", "各国应采取行动") == (
        Piece("equal", "各国应"),
        Piece("delete", "当"),
        Piece("equal", "采取行动"),
    )


def test_x2_brackets_stay_whole() -> None:
    assert redline("[shall][should] act", "[shall][should][other] act") == (
        Piece("equal", "[shall][should]"),
        Piece("insert", "[other]"),
        Piece("equal", " act"),
    )
    assert redline("the [A] text", "the [A] [B] text") == (
        Piece("equal", "the [A] "),
        Piece("insert", "[B] "),
        Piece("equal", "text"),
    )
    assert redline("{[a] [b]} c", "{[a]} c") == (
        Piece("equal", "{[a]"),
        Piece("delete", " [b]"),
        Piece("equal", "} c"),
    )


@given(st.lists(st.sampled_from(["a", "b", "c d", ""]), min_size=2, max_size=8), st.data())
def test_x2_a_whole_option_added_is_a_whole_option_shown(
    options: list[str], data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(options)))
    before = "".join(f"[{o}]" for o in options)
    after = "".join(f"[{o}]" for o in (*options[:at], "new", *options[at:]))
    assert [p for p in redline(before, after) if p.op != "equal"] == [Piece("insert", "[new]")]


def test_x1_long_texts_are_compared_by_clause() -> None:
    before = "".join(f"Sentence {n} of the old text. " for n in range(WORDS_AT_MOST))
    after = "".join(f"Clause {n} of the new text. " for n in range(WORDS_AT_MOST))
    pieces = redline(before + "Same end.", after + "Same end.")
    assert "".join(p.text for p in pieces if p.op != "insert") == before + "Same end."
    assert pieces[-1] == Piece("equal", "Same end.")
