"""Markdown into the same blocks, its syntax kept (rule I10)."""

import pytest

from app.rules.words import Run
from tests.imports.drafts import categories, markdown, seen, whole

DRAFT = """\
---
title: Accord on harbours
status: rolling
---

*Edited on the second day.*

# A. Principles #

## Article 2 bis *(lights)*

*Recalling* the [first][second] session
and its outcome,

1. Each Party **shall** keep a light.

    **Option 1:** One light.

    **Option 2:** [No text]

    1. By day;
    2. By night.

* A bullet \\[kept\\]

> A quotation.

---

Keepers
-------

3.3bis Keepers <span style="x">may</span> sleep.
[source]: https://example.org/accord
"""


def test_a_draft_keeps_every_sign_and_shows_only_words() -> None:
    """(I10)"""
    draft = markdown(DRAFT)
    assert whole(draft, DRAFT)
    assert draft.title == "Accord on harbours"
    assert categories(draft)[1:] == [
        (1, "A", "Principles"),
        (2, "Article 2 bis", "(lights)"),
        (2, "", "Keepers"),
    ]
    assert seen(draft)[2:] == [
        (None, "Recalling the [first][second] session and its outcome,"),
        ("1", "Each Party shall keep a light."),
        ("Option 1", "One light."),
        ("Option 2", "[No text]"),
        ("1", "By day;"),
        ("2", "By night."),
        (None, "A bullet [kept]"),
        (None, "A quotation."),
        ("3.3bis", "Keepers may sleep."),
        (None, "[source]: https://example.org/accord"),
    ]


def test_marks_are_strong_and_em_only() -> None:
    """(I10)"""
    draft = markdown("Each **Party *to this* Accord** _may_ keep snake_case and 2 * 3 * 4.")
    assert draft.blocks[0].runs == (
        Run("Each "),
        Run("Party ", ("strong",)),
        Run("to this", ("em", "strong")),
        Run(" Accord", ("strong",)),
        Run(" "),
        Run("may", ("em",)),
        Run(" keep snake_case and 2 * 3 * 4."),
    )


def test_emphasis_inside_a_word_and_over_a_line() -> None:
    """(I10)"""
    draft = markdown("r*eaffirming* and *over\nthe line*")
    assert draft.blocks[0].runs == (
        Run("r"),
        Run("eaffirming", ("em",)),
        Run(" and "),
        Run("over the line", ("em",)),
    )


@pytest.mark.parametrize(
    "words",
    [
        "**never closed and *never opened",
        "***both***",
        "# ",
        "---",
        "```\ncode *stays*\n```",
        "| a | b |\n|---|---|\n| 1 | 2 |",
        "<!-- a note -->",
        "text\n===",
        "\\",
        "a\\\nb",
        "* * *",
        "- \n",
        "`a*b*c`",
    ],
)
def test_odd_syntax_loses_nothing(words: str) -> None:
    """(I1, I10)"""
    assert whole(markdown(words), words)
