"""What is said about a text, around its words and behind them. (X11, X12)"""

import io
import json
import re

import docx as python_docx
import pytest
from pydantic import ValidationError

from app.exports import ConsolidatedDraft, View, docx, jsondoc, markdown, plain_text, webpage
from app.exports.accounts import DraftAccounts, DraftOption, DraftOptionSet
from app.exports.annexes import annexes, option_lines
from app.exports.furniture import status_sentence
from tests.exports.samples import NAMES, accounts, draft, full_draft, paragraph

TITLES = [
    "Alternatives that were decided",
    "Brackets and who holds them",
    "Positions",
    "Silence procedure",
    "Explanations of position",
    "Earlier and present numbers",
]
SAID = [
    "It costs too much.",
    "Too early.",
    "We join, but.",
    "Renumbered on 20 November 2026, 14:05 UTC. For clarity.",
    "Option 1 for 2 · recommended by the majority",
    "Option 2 for 2 · alternative",
    "The alternatives for 2 were left standing: No majority.",
    "No text for 2",
    "Agreed together with 2 and 4, or not at all",
    "Under silence until 20 November 2026, 14:05 UTC",
]


def _shown(name: str, made: ConsolidatedDraft) -> str:
    if name == "docx":
        opened = python_docx.Document(io.BytesIO(docx.render(made)))
        lines = [one.text for one in opened.paragraphs]
        lines += [cell.text for table in opened.tables for row in table.rows for cell in row.cells]
        return "\n".join(lines)
    if name == "md":
        return re.sub(r"\\(.)", r"\1", markdown.render(made).decode())
    if name == "html":
        return webpage.render(made).decode()
    return plain_text(made, furniture=True)


@pytest.mark.parametrize("view", ["clean", "tracked"])
@pytest.mark.parametrize("name", ["docx", "html", "md", "txt"])
def test_x11_x12_every_format_says_it(name: str, view: View) -> None:
    text = _shown(name, full_draft(view))
    assert [said for said in [*TITLES, *SAID] if said not in text] == []


def test_x11_the_renumbering_is_a_table_from_old_to_new() -> None:
    annex = annexes(full_draft())[-1]
    assert (annex.columns, annex.rows) == (("Earlier", "Now"), (("2 alt", "3"),))
    assert "- 2 alt → 3" in plain_text(full_draft(), furniture=True)


def test_x11_json_has_all_of_it() -> None:
    read = json.loads(jsondoc.render(full_draft()))["accounts"]
    assert read["brackets"][0]["holders"][0]["name"] == NAMES[1]
    assert read["options"][0]["options"][2]["no_text"] is True
    assert read["silences"][0]["explanations"][0]["text"] == "We join, but."
    assert read["renumberings"][0]["changes"][0]["after"] == "3"


def test_x11_without_names_there_is_no_table_of_holders_and_positions_are_counted() -> None:
    hidden = annexes(full_draft(shown=False))
    assert [one.title for one in hidden] == [TITLES[0], *TITLES[2:]]
    positions = hidden[1]
    assert positions.columns == ("Paragraph", "Support", "Can live with", "Reservation", "Object")
    assert positions.rows == (("2", "3", "0", "0", "1"),)
    assert hidden[3].rows[0][0] == "A delegation"
    chapeau = full_draft(shown=False).paragraphs[0]
    assert "Awaiting 2 delegations" in (status_sentence(chapeau) or "")
    named = full_draft().paragraphs[0]
    assert f"Awaiting {NAMES[1]} and {NAMES[2]}" in (status_sentence(named) or "")


def test_x11_positions_the_chair_shows_nobody_are_in_no_file() -> None:
    made = full_draft().model_copy(update={"accounts": accounts(positions="nothing")})
    assert "Positions" not in [one.title for one in annexes(made)]
    assert json.loads(jsondoc.render(made))["accounts"]["positions"] == []


def test_x5_a_hidden_draft_cannot_be_made_with_a_holders_name() -> None:
    hidden = draft(paragraph(1, shown=False), shown=False)
    with pytest.raises(ValidationError, match="attribution is hidden"):
        ConsolidatedDraft.model_validate({**dict(hidden), "accounts": accounts()})
    with pytest.raises(ValidationError, match="attribution is hidden"):
        draft(paragraph(1, shown=False, awaited=NAMES[:1]), shown=False)


def test_x11_nothing_to_say_is_nothing_printed() -> None:
    made = draft(paragraph(1), paragraph(2))
    assert annexes(made) == []
    assert not [one for one in TITLES if one in plain_text(made, furniture=True)]


def test_x12_what_became_of_decided_options() -> None:
    assert annexes(full_draft())[0].rows == (
        ("6", "Option 1", "Not chosen", "By consensus."),
        ("6", "Option 2", "Chosen", "By consensus."),
    )


def test_x12_options_stand_side_by_side_in_html() -> None:
    made = draft(paragraph(1, "One."), paragraph(2, "Or."), paragraph(3, "Other."), paragraph(4))
    ids = [one.id for one in made.paragraphs]
    found = DraftOptionSet(
        place="1 to 2",
        options=(
            DraftOption(label="Option 1", paragraphs=tuple(ids[:2])),
            DraftOption(label="Option 2", paragraphs=(ids[2],)),
        ),
    )
    made = made.model_copy(update={"accounts": DraftAccounts(options=(found,))})
    assert option_lines(made).before == {
        ids[0]: ("Option 1 for 1 to 2",),
        ids[2]: ("Option 2 for 1 to 2",),
    }
    page = webpage.render(made).decode()
    row = page.split('<div class="options">')[1]
    columns = row.split('<div class="option">')[1:]
    assert [one.count("<article") for one in columns] == [2, 2]
    assert "Option 2 for 1 to 2" in columns[1]
    assert plain_text(made).startswith("A Common understanding\n\n1. One.\n\n2. Or.")
