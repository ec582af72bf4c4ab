"""No character of any text is lost or doubled (rule I1)."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.imports import ImportedDraft, read_draft
from app.kit.errors import BadInput
from tests.imports.drafts import text, whole

LAYOUT = [
    "\n",
    "\n\n",
    "\r\n",
    "\f",
    "\f\n",
    " ",
    "      ",
    "\t",
    "\x85",
    "\u2028",
    "\xa0",
    "\u3000",
]
NUMBERS = [
    "1.",
    "2 bis.",
    "3 alt:",
    "(a)",
    "(iv) ",
    "a) ",
    "Option 1:",
    "Option II: ",
    "Pp1",
    "Pp2\n",
]
HEADS = [
    "A. LIGHTS\n",
    "IV. KEEPERS\n",
    "Article 3 (X)\n",
    "Introduction\n",
    "THE KEEPERS OF\n",
    "第三条",
]
BRACKETS = ["[", "]", "][", "{", "}", "{x}\n", "[x]: y"]
SYNTAX = [
    "**",
    "*",
    "_",
    "#",
    "## ",
    "---\n",
    "===",
    "> ",
    "- ",
    "* ",
    "```\n",
    "`",
    "\\",
    "<b>",
    "</b>",
]
OTHERS = ["<br>", "|", "- 3 -\n", "3 of 9\n", "1\n", "†", ".......", "title: x\n", "\x01", "\ufeff"]
WORDS = [
    "Recalling the first,",
    "Each Party shall ",
    "decision-\nmaking",
    "点亮港口\n",
    "منارة ",
    "é",
    "😀",
]
PIECES = st.sampled_from(LAYOUT + NUMBERS + HEADS + BRACKETS + SYNTAX + OTHERS + WORDS)
TEXTS = st.one_of(st.lists(PIECES, max_size=40).map("".join), st.text(max_size=200))


def _read(name: str, words: str) -> ImportedDraft | None:
    data = words.encode("utf-8", "surrogatepass")
    try:
        return read_draft(name, data)
    except BadInput:
        return None  # no words, or null bytes


@given(TEXTS)
@settings(max_examples=300)
def test_random_text_loses_no_character(words: str) -> None:
    """(I1)"""
    draft = _read("draft.txt", words)
    assert draft is None or whole(draft, words.removeprefix("\ufeff"))


@given(TEXTS)
@settings(max_examples=300)
def test_random_markdown_loses_no_character(words: str) -> None:
    """(I1, I10)"""
    draft = _read("draft.md", words)
    assert draft is None or whole(draft, words.removeprefix("\ufeff"))


@given(TEXTS)
@settings(max_examples=100)
def test_blocks_are_in_order_and_options_look_back(words: str) -> None:
    """(I5) An alternative stands beside a paragraph before it."""
    draft = _read("draft.txt", words)
    for index, block in enumerate(draft.blocks if draft else ()):
        assert block.visible.strip()
        assert block.first_line <= block.last_line
        assert block.alternative_of is None or block.alternative_of < index


def test_a_block_that_would_lose_a_character_cannot_be_made() -> None:
    """(I1)"""
    block = text("Light them all.").blocks[0]
    with pytest.raises(ValueError, match="is not whole"):
        type(block).model_validate({**dict(block), "marker": "1."})
