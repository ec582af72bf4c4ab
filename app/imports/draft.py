"""The form every imported file takes before it becomes categories and paragraphs."""

from collections.abc import Iterator
from typing import Literal, NamedTuple, Self

from pydantic import BaseModel, ConfigDict, model_validator

from app.rules.kinds import Kind
from app.rules.words import Words, plain

Format = Literal["markdown", "text", "docx"]

OPENING = "Opening text"
"""The title of the category that takes what stands before the first heading. (I4)"""


class Piece(NamedTuple):
    """A stretch of a block as it stands in the file. (I1)

    Either the next `characters` of the block's marker and words, white space not counted, or
    `markup`: syntax of the file's format, which is kept and not shown.
    """

    line: int
    characters: int = 0
    markup: str = ""


class ImportedBlock(BaseModel):
    """One heading or one paragraph of an imported file.

    The file's characters are in `marker`, in `runs` and in the markup of `source`, each of them
    exactly once; the other fields are what was made of them.
    """

    model_config = ConfigDict(frozen=True)

    kind: Literal["heading", "paragraph"]
    level: int
    """A heading's depth, from 1; a paragraph's depth below its heading, from 0."""
    label: str | None = None
    """A heading's letter or number: `A`, `IV`, `Article 2 bis`."""
    number_given: str | None = None
    """A paragraph's number as given, without closing point: `12`, `2 bis`, `(a)`, `1 Option 2`."""
    marker: str = ""
    """The label or number character for character: `A.`, `12.`, `1. Option 2:`."""
    paragraph_kind: Kind
    alternative_of: int | None = None
    """The place among the blocks, from 0, of the first of the options this one belongs to."""
    runs: Words
    """The words, or a heading's title; marks are `strong` and `em` only."""
    first_line: int
    last_line: int
    source: tuple[Piece, ...]

    @property
    def text(self) -> str:
        """The characters of the words, marks left aside."""
        return plain(self.runs)

    @property
    def visible(self) -> str:
        """The marker and the words as a reader sees them."""
        return (
            f"{self.marker} {self.text}" if self.marker and self.text else self.marker or self.text
        )

    @model_validator(mode="after")
    def _source_covers_every_character(self) -> Self:
        """Hold rule I1 at the one place where every block is made."""
        counted = sum(piece.characters for piece in self.source)
        if counted != len("".join(self.visible.split())):
            raise ValueError(f"the source of lines {self.first_line}–{self.last_line} is not whole")
        return self


class ImportedCategory(BaseModel):
    """A heading, and the paragraphs between it and the next."""

    model_config = ConfigDict(frozen=True)

    label: str
    title: str
    level: int
    heading: int | None
    """The heading's place among the blocks; None for what stands before the first heading."""
    paragraphs: tuple[int, ...]
    """The places of its paragraphs among the blocks."""


class ImportedDraft(BaseModel):
    """A file read into headings and paragraphs, with every character of it. (I1)"""

    model_config = ConfigDict(frozen=True)

    name: str
    title: str
    format: Format
    encoding: str
    encoding_note: str | None = None
    """What to tell when the encoding was not certain; None when it was. (I7)"""
    warnings: tuple[str, ...] = ()
    blocks: tuple[ImportedBlock, ...]

    @property
    def categories(self) -> tuple[ImportedCategory, ...]:
        """The headings in order with their paragraphs; first what stands before any. (I4)"""
        return tuple(_categories(self.blocks))


def _categories(blocks: tuple[ImportedBlock, ...]) -> Iterator[ImportedCategory]:
    heading: int | None = None
    paragraphs: list[int] = []
    for index in range(len(blocks) + 1):
        block = blocks[index] if index < len(blocks) else None
        if block is not None and block.kind == "paragraph":
            paragraphs.append(index)
            continue
        if heading is not None or paragraphs:
            yield _category(blocks, heading, tuple(paragraphs))
        heading, paragraphs = index, []


def _category(
    blocks: tuple[ImportedBlock, ...], heading: int | None, paragraphs: tuple[int, ...]
) -> ImportedCategory:
    if heading is None:
        return ImportedCategory(
            label="", title=OPENING, level=1, heading=None, paragraphs=paragraphs
        )
    head = blocks[heading]
    return ImportedCategory(
        label=head.label or "",
        title=head.text,
        level=head.level,
        heading=heading,
        paragraphs=paragraphs,
    )


def source_text(draft: ImportedDraft) -> str:
    """Return the file's text again, line by line, white space apart. (I1)

    What stood between the lines of one paragraph, such as a page's number, is back in its place.
    """
    parts: list[tuple[int, str]] = []
    for block in draft.blocks:
        characters = iter(block.visible)
        for piece in block.source:
            text = piece.markup or _take(characters, piece.characters)
            parts.append((piece.line, text))
    lines: dict[int, list[str]] = {}
    for line, text in parts:
        lines.setdefault(line, []).append(text)
    return "\n".join("".join(lines[line]) for line in sorted(lines))


def _take(characters: Iterator[str], count: int) -> str:
    taken: list[str] = []
    while count:
        character = next(characters)
        taken.append(character)
        count -= not character.isspace()
    return "".join(taken)
