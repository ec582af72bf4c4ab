"""Plain text into categories and numbered paragraphs (rules I2, I3, I4, I5, I6, I8)."""

import pytest

from app.imports import OPENING
from tests.imports.drafts import categories, paragraphs, seen, text, whole

LAYOUT = """\
                          A.   DRAFT ACCORD

       [The Parties to this Accord,
Pp1
       Recalling the principles of the open harbour and the declaration of the first
       session of the group,
Pp2
       Emphasizing the need for [universal and] sustained decision-
       making by all,
       Have agreed as follows:

                          Article 1 (DEFINITIONS)
       For the purposes of this Accord the following apply:
1.     “Harbour” means any place where ships of the Parties may lie without fear of wind or
       weather, and where cargo is landed.
2bis.  “Keeper” means the person who keeps the light at the harbour's mouth under article
       4. of the earlier Accord.
       (a)    A keeper by day;
       (b)    A keeper by night, including:
              (i)    At sea;
              (ii)   On land.

                          [Article 2 bis] (LIGHTS)
{Who lights}
1.     Option 1: Each Party shall keep one light.
       Option 2: [Each Party][The Parties together] shall keep as many lights as the
       traffic of ships requires.
       Option 3: No text

                          B.   DRAFT DECISION

I.     ADOPTION OF THE ACCORD AND OF THE RULES OF THE HARBOURS OF ALL THE
       PARTIES TO THE ACCORD
3.     Decides to adopt the Accord;
GENERAL
4.     Requests the keepers to report by 2031;
"""


ADOPTION = "ADOPTION OF THE ACCORD AND OF THE RULES OF THE HARBOURS OF ALL THE PARTIES TO THE "
ADOPTION += "ACCORD"


def test_wrapped_lines_are_joined_and_numbers_stay_as_given() -> None:
    """(I2, I3) also where a wrapped line happens to start with a number."""
    draft = text(LAYOUT)
    found = dict(seen(draft))
    assert whole(draft, LAYOUT)
    assert found["1"] is not None
    assert (
        found["Pp2"] == "Emphasizing the need for [universal and] sustained decision-making by all,"
    )
    assert found["2bis"].endswith("harbour's mouth under article 4. of the earlier Accord.")
    assert [number for number, _ in seen(draft)][5:12] == [
        "1", "2bis", "(a)", "(b)", "(i)", "(ii)", None,
    ]  # fmt: skip
    assert [block.level for block in paragraphs(draft)][5:11] == [0, 0, 1, 1, 2, 2]


def test_headings_become_categories_with_their_levels() -> None:
    """(I4)"""
    assert categories(text(LAYOUT)) == [
        (1, "A", "DRAFT ACCORD"),
        (2, "Article 1", "(DEFINITIONS)"),
        (2, "[Article 2 bis]", "(LIGHTS)"),
        (1, "B", "DRAFT DECISION"),
        (2, "I", ADOPTION),
        (3, "", "GENERAL"),
    ]


def test_options_point_at_the_first_of_their_series() -> None:
    """(I5)"""
    draft = text(LAYOUT)
    options = [b for b in draft.blocks if "Option" in (b.number_given or "")]
    first = draft.blocks.index(options[0])
    assert [b.number_given for b in options] == ["1 Option 1", "Option 2", "Option 3"]
    assert [b.alternative_of for b in options] == [None, first, first]


def test_an_alternative_number_stands_beside_its_own() -> None:
    """(I5)"""
    draft = text("1. The first rule.\n\n2. The second rule.\n\n2 alt. Another second rule.\n")
    assert seen(draft)[2] == ("2 alt", "Another second rule.")
    assert draft.blocks[2].alternative_of == 1


def test_kinds_are_guessed_from_the_manner_of_a_legal_text() -> None:
    """(I6)"""
    kinds = {b.number_given or b.text: b.paragraph_kind for b in paragraphs(text(LAYOUT))}
    assert kinds["Pp1"] == "preambular"
    assert kinds["[The Parties to this Accord,"] == "chapeau"
    assert kinds["Have agreed as follows:"] == "chapeau"
    assert kinds["(a)"] == "operative"
    assert kinds["{Who lights}"] == "note"
    assert kinds["3"] == "operative"


def test_a_contribution_has_statements_and_recommendations() -> None:
    """(I6)"""
    draft = text(
        "Ports matter to us.\n\nStates should light them.\n\nWe think that:\n\nNote: late.\n"
    )
    assert [b.paragraph_kind for b in draft.blocks] == [
        "statement", "recommendation", "chapeau", "note",
    ]  # fmt: skip


def test_what_stands_before_the_first_heading_has_a_category() -> None:
    """(I4)"""
    draft = text("Sent by the islands.\n\nII. LIGHTS\n\n1. Light them.\n")
    assert [(c.title, len(c.paragraphs)) for c in draft.categories] == [
        (OPENING, 1),
        ("LIGHTS", 1),
    ]


def test_lines_of_a_table_of_contents_are_no_headings() -> None:
    """(I4)"""
    words = "A. Lights ............. 3\nB. Keepers ............ 4\n\nA. Lights\n\nLight them all.\n"
    draft = text(words)
    assert categories(draft) == [(1, "", OPENING), (1, "A", "Lights")]
    assert [b.paragraph_kind for b in draft.blocks[:2]] == ["note", "note"]
    assert whole(draft, words)


FIRST = "1.   Each Party shall keep a light in each of its harbours and shall report to"


def _page(number: int, body: str, note: str = "") -> str:
    return f"GROUP ON HARBOURS\nHG.{number}/INF\n\n{body}\n\n\n{note}\n\n   {number} of 4\n\f"


def test_page_furniture_is_kept_as_notes_and_parts_no_paragraph() -> None:
    """(I8)"""
    words = (
        _page(1, FIRST, "1\n  See below.")
        + _page(2, "     the keepers in the spring of every year.\n2.   The keepers shall meet.")
        + _page(3, "3.   The keepers shall report.")
        + _page(4, "4.   The report shall be short.")
    )  # fmt: skip
    draft = text(words)
    first = paragraphs(draft)[1]
    assert first.text.endswith("shall report to the keepers in the spring of every year.")
    notes = [b for b in draft.blocks if b.paragraph_kind == "note"]
    assert [b.text for b in notes][:3] == [
        "GROUP ON HARBOURS HG.1/INF",
        "See below.",
        "1 of 4 GROUP ON HARBOURS HG.2/INF",
    ]
    assert notes[1].number_given == "1"
    assert [b.number_given for b in draft.blocks if b.paragraph_kind != "note"] == list("1234")
    assert whole(draft, words)


@pytest.mark.parametrize(
    ("given", "number"),
    [
        ("2 bis. Light them.", "2 bis"),
        ("65quinquies. Light them.", "65quinquies"),
        ("17quater.[The light", "17quater"),
        ("3.3ter In harbours", "3.3ter"),
        ("3.3 alt: In harbours", "3.3 alt"),
        ("(iv) In harbours", "(iv)"),
        ("8. (a) In harbours", "8 (a)"),
        ("Option II: No text", "Option II"),
        ("Option (b)(ii): No text", "Option (b)(ii)"),
        ("12. 各方应点亮港口。", "12"),
        ("3. على الأطراف إنارة الموانئ", "3"),
        ("2015. was a good year", None),
        ("3.5 per cent of all ships", None),
        ("[Option 1: Light them.]", None),
        ("7.", None),
    ],
)
def test_numbers_at_the_head_of_a_paragraph(given: str, number: str | None) -> None:
    """(I3)"""
    draft = text(given)
    assert draft.blocks[0].number_given == number
    assert whole(draft, given)


def test_chinese_lines_are_joined_without_a_space() -> None:
    """(I2)"""
    draft = text("第一条 总则\n\n1. 各方应当采取行动，点亮所有港口，保护船舶\n安全，并每年报告。\n")
    assert categories(draft) == [(1, "第一条", "总则")]
    assert seen(draft) == [("1", "各方应当采取行动，点亮所有港口，保护船舶安全，并每年报告。")]


def test_arabic_headings_and_paragraphs() -> None:
    """(I4)"""
    words = "المادة 3\n\n1. تحافظ الأطراف على [جميع] المنارات.\n"
    draft = text(words)
    assert categories(draft) == [(1, "المادة 3", "")]
    assert seen(draft) == [("1", "تحافظ الأطراف على [جميع] المنارات.")]


def test_line_ends_of_every_system_are_one() -> None:
    """(I2)"""
    unix = text("A. LIGHTS\n\n1. One.\n2. Two.\n")
    for end in ("\r\n", "\r"):
        other = text("A. LIGHTS\n\n1. One.\n2. Two.\n".replace("\n", end))
        assert other.blocks == unix.blocks
