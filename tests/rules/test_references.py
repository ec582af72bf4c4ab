"""References in the words, found by their labels and kept by identity: N8 to N11."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rules import words as w
from app.rules.references import (
    Found,
    Link,
    Plan,
    Stretch,
    find,
    given_name,
    marked,
    plan,
    rewrites,
    rewritten,
    spelled,
    stretches,
)
from app.rules.words import Run, Words


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("as in paragraph 12 bis above", ["12 bis"]),
        ("paragraphs 3–3 quater", ["3", "3 quater"]),
        ("paragraphs 4, 5 bis and 7", ["4", "5 bis", "7"]),
        ("paras. 2-4; para 5", ["2", "4", "5"]),
        ("See para. 3.", ["3"]),
        ("operative paragraph 3", ["3"]),
        ("OP3 and OP 4 bis", ["3", "4 bis"]),
        ("preambular paragraph 2", ["PP2"]),
        ("preambular paragraphs 2 and 3", ["PP2", "PP3"]),
        ("PP2, and PP 3 ter", ["PP2", "PP3 ter"]),
        ("paragraph 2 (a)", ["2 (a)"]),
        ("paragraph 2(a)(ii) bis", ["2 (a) (ii) bis"]),
        ("paragraphs 2 (a) and (b)", ["2 (a)", "2 (b)"]),
        ("paragraph 1 alt 2", ["1 alt 2"]),
        ("paragraph 4 of this decision", ["4"]),
        ("paragraph 4 of the draft text", ["4"]),
        ("paragraph 5 of resolution 70/1", []),
        ("paragraph 5 of the Paris Agreement", []),
        ("paragraph 5 in Annex II", []),
        ("Article 4, paragraph 2", []),
        ("decision 1/CP.18 paragraph 51", []),
        ("decision 1/CP.20, paragraph 3", []),
        ("subparagraph 3", []),
        ("paragraph 2.1 of it", []),
        ("12 Parties in 3 groups", []),
        ("paragraph twelve", []),
    ],
)
def test_n8_where_a_text_names_its_paragraphs(text: str, labels: list[str]) -> None:  # N8
    found = find(text)
    assert [one.label for one in found] == labels
    for one in found:
        said = text[one.start : one.end]
        assert said.strip() == said
        assert said[0].isdigit() or said[0] in "P("


def test_n8_the_mark_covers_the_label_alone() -> None:  # N8
    text = "of preambular paragraph 2 and paragraphs 3–3 quater"
    assert [text[one.start : one.end] for one in find(text)] == ["2", "3", "3 quater"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "paragraphs PP2 (a) and (b)",
            [("PP2 (a)", "PP2 (a)", "full"), ("(b)", "PP2 (b)", "last")],
        ),
        (
            "preambular paragraphs 2 (a) and (b)",
            [("2 (a)", "PP2 (a)", "bare"), ("(b)", "PP2 (b)", "last")],
        ),
        ("preambular paragraph PP2", [("PP2", "PP2", "full")]),
        (
            "paragraphs 3 (a) (ii) and (iii)",
            [("3 (a) (ii)", "3 (a) (ii)", "full"), ("(iii)", "3 (a) (iii)", "last")],
        ),
    ],
)
def test_n8_the_last_sign_alone_takes_the_rest_from_before(
    text: str, expected: list[tuple[str, str, str]]
) -> None:  # N8
    said = [(text[one.start : one.end], one.label, one.form) for one in find(text)]
    assert said == expected
    here = find(f"{text} of this article")
    assert [one[:4] for one in here] == [one[:4] for one in find(text)]
    assert all(one.near for one in here)


def words(*runs: tuple[str, ...]) -> Words:
    return w.canonical(Run(run[0], run[1:]) for run in runs)


def known_labels(found: Found) -> str | None:
    return {"1": "one", "12 bis": "two", "PP2": "pre", "2 (b)": "sub"}.get(found.label)


def test_n9_what_is_named_is_linked() -> None:  # N9
    found = plan(words(("See paragraph 12 bis and paragraph 9.",)), {}, known_labels)
    assert found == Plan((), (Link(14, 20, "two", "full", "12 bis"),))
    linked = marked(words(("See paragraph 12 bis.",)), {"aaaaaaaa": found.add[0]})
    assert linked == words(("See paragraph ",), ("12 bis", "ref--aaaaaaaa"), (".",))
    assert plan(linked, {"aaaaaaaa": ["12 bis"]}, known_labels) == Plan()


@pytest.mark.parametrize(
    ("runs", "why"),
    [
        ([("paragraph 1",), ("2 bis", "ins--aaaaaaaa-bbbbbbbb-1")], "an amendment changes it"),
        ([("paragraph 1", "nt--aaaaaaaa")], "it is a note's"),
        ([("paragraph ",), ("1", "del--aaaaaaaa-bbbbbbbb-1"), ("2 bis",)], "half is struck out"),
        ([("paragraph 1",), ("2 bis", "del--aaaaaaaa-bbbbbbbb-1")], "its end is struck out"),
    ],
)
def test_n9_what_is_not_linked_before_it_is_settled(
    runs: list[tuple[str, ...]], why: str
) -> None:  # N9
    assert plan(words(*runs), {}, known_labels).add == (), why


def test_n9_an_insertion_names_paragraphs_too() -> None:  # N9
    mine = "ins--aaaaaaaa-bbbbbbbb-1"
    found = plan(words(("Words",), (" of paragraph 1", mine)), {}, known_labels)
    assert found.add == (Link(19, 20, "one", "full", "1"),)


@pytest.mark.parametrize("op", ["ins", "del"])
def test_n9_an_amendment_before_it_moves_nothing(op: str) -> None:  # N9
    before = words(("We ",), ("hereby ", f"{op}--aaaaaaaa-bbbbbbbb-1"), ("see paragraph 1 again",))
    assert plan(before, {}, known_labels).add == (Link(24, 25, "one", "full", "1"),)


def test_n9_a_mark_that_says_something_else_goes() -> None:  # N9
    ref = "ref--aaaaaaaa"
    known = {"aaaaaaaa": ["1", "7"]}
    torn = words(("paragraph ",), ("1", ref), (" and ",), ("1", ref))
    assert len(plan(torn, known, known_labels).drop) == 2
    other = words(("paragraph ",), ("2", ref))
    assert plan(other, known, known_labels).drop == (Stretch(10, 11, "aaaaaaaa"),)
    grown = words(("paragraph ",), ("1", ref), ("2 bis",))
    assert plan(grown, known, known_labels) == Plan(
        (Stretch(10, 11, "aaaaaaaa"),), (Link(10, 16, "two", "full", "12 bis"),)
    )
    stray = words(("paragraph ",), ("1", "ref--bbbbbbbb"))
    assert plan(stray, known, known_labels).drop == (Stretch(10, 11, "bbbbbbbb"),)


def test_n9_a_label_it_once_had_is_not_something_else() -> None:  # N9
    """A working copy's words keep the old numbers until they are merged back."""
    linked = words(("paragraph ",), ("7", "ref--aaaaaaaa"))
    assert plan(linked, {"aaaaaaaa": ["1", "7"]}, lambda _: "another") == Plan()


@pytest.mark.parametrize(
    ("label", "form", "expected"),
    [
        ("2 bis", "full", "2 bis"),
        ("PP2", "full", "PP2"),
        ("PP2", "bare", "2"),
        ("2 (b) bis", "last", "(b) bis"),
        ("2 (a) (iv)", "last", "(iv)"),
        ("3", "last", "3"),
    ],
)
def test_n11_a_reference_keeps_its_form(label: str, form: str, expected: str) -> None:  # N11
    assert spelled(label, form) == expected  # type: ignore[arg-type]


REF = "ref--aaaaaaaa"


@given(st.sampled_from(["3", "12 bis", "2 (a) ter alt 2", "PP4"]), st.integers(0, 3))
def test_n11_rewriting_leaves_the_digest(label: str, marks: int) -> None:  # N11, T3
    """Agreed words stay agreed: a reference is one sign in their digest."""
    emphasis = ("strong", "em", "br--cccccccc")[:marks]
    before = words(("see paragraph ", *emphasis), ("12 bis", REF, *emphasis), (" above",))
    changes = rewrites(before, {"aaaaaaaa": label})
    after = rewritten(before, changes)
    assert w.plain(after) == f"see paragraph {label} above"
    assert w.digest(after) == w.digest(before)
    assert [one.id for one in stretches(after)] == ["aaaaaaaa"]


def test_n11_a_label_under_several_marks_keeps_them_all() -> None:  # N11
    before = words(("12", REF), (" bis", REF, "em"), (".",))
    after = rewritten(before, rewrites(before, {"aaaaaaaa": "13 ter"}))
    assert after == words(("1", REF), ("3 ter", REF, "em"), (".",))
    assert w.digest(after) == w.digest(before)
    short = rewrites(before, {"aaaaaaaa": "3"})
    assert short == [], "nothing would be left under the second mark"


def test_n11_spacing_alone_is_not_rewritten() -> None:  # N11
    assert rewrites(words(("2(a)", REF)), {"aaaaaaaa": "2 (a)"}) == []


def test_n8_of_this_article_means_its_own() -> None:  # N8
    assert [one.near for one in find("paragraph 7 of this Article and paragraph 2 above")] == [
        True,
        False,
    ]
    assert not find("paragraph 7 of this decision")[0].near


@pytest.mark.parametrize(
    ("given", "stem", "name"),
    [
        ("110.", None, "110"),
        ("2 bis.", None, "2 bis"),
        ("Pp3", None, "PP3"),
        ("(a)", "110", "110 (a)"),
        ("(a)", None, None),
        ("1.1", None, None),
        ("Option 2:", "4", None),
        (None, "4", None),
    ],
)
def test_n8_an_imported_text_speaks_of_its_own_numbers(
    given: str | None, stem: str | None, name: str | None
) -> None:  # N8
    assert given_name(given, stem) == name
