"""The report of an import: counts, and every bracket without a partner (rule I9)."""

import json

from app.imports import ImportReport, report
from tests.imports.drafts import markdown, text

WORDS = """\
A. LIGHTS

1. [Each Party shall [keep][light] a harbour.

2. The keepers]] shall report {in spring}.

3. {Nothing more.

2. A second two [here].
"""


def test_every_bracket_without_a_partner_is_named() -> None:
    """(I9)"""
    found = report(text(WORDS, "accord.txt"))
    assert (found.square.opening, found.square.closing) == (4, 5)
    assert (found.braces.opening, found.braces.closing) == (2, 1)
    assert found.spanning == 1
    assert found.unbalanced == 2
    places = [(u.line, u.paragraph, u.number_given) for u in found.kept]
    assert places == [(5, 3, "2"), (7, 4, "3")]
    faults = [(u.character, u.why) for u in found.kept]
    assert faults == [("]", "unopened"), ("{", "unclosed")]
    assert "The keepers]] shall report" in found.kept[0].context
    assert (
        found.kept[0]
        .sentence()
        .startswith("accord.txt, line 5, paragraph 3 (2): “]” is never opened: ")
    )


def test_the_line_of_a_bracket_in_a_wrapped_paragraph() -> None:
    """(I9)"""
    found = report(text("The Parties to this Accord shall each\nkeep] a light\n"))
    assert [place.line for place in found.kept] == [2]


def test_nesting_over_paragraphs_is_legal() -> None:
    """(I9)"""
    found = report(markdown("[One [two\n\nthree]\n\nfour] {five\n\n[six} seven]"))
    assert found.unbalanced == 0
    assert found.spanning == 3


def test_counts_categories_and_repeated_numbers() -> None:
    found = report(text(WORDS))
    assert (found.paragraphs, found.headings, found.numbered) == (4, 1, 4)
    assert found.repeated_numbers == ("2",)
    assert [(c.label, c.title, c.paragraphs) for c in found.categories] == [("A", "LIGHTS", 4)]


def test_the_report_goes_through_json_and_onto_a_terminal() -> None:
    found = report(text(WORDS))
    assert ImportReport.model_validate(json.loads(found.model_dump_json())) == found
    lines = found.lines()
    assert "square brackets: 4 opening, 5 closing" in lines
    assert "structure: brackets 4, placeholders 0, notes 1" in lines
    assert "2 brackets do not balance" in lines
    assert "2 signs stay characters:" in lines
    assert lines[-1] == "  A LIGHTS (4)"
