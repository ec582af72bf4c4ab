"""What an import found, for the person who decides whether to go on with it."""

from collections import Counter
from typing import Literal

from pydantic import BaseModel, ConfigDict

from app.imports.brackets import Bracket, tally
from app.imports.draft import Format, ImportedBlock, ImportedDraft
from app.rules.kinds import Kind

_SHOWN = 200


class BracketCount(BaseModel):
    """How many brackets of one form open and close."""

    model_config = ConfigDict(frozen=True)

    opening: int
    closing: int


class Unbalanced(BaseModel):
    """A place where brackets do not balance. (I9)"""

    model_config = ConfigDict(frozen=True)

    file: str
    line: int
    paragraph: int
    """Which paragraph or heading of the document, from 1."""
    number_given: str
    """Its number or label as given; empty when it has none."""
    character: str
    wrong: Literal["unclosed", "unopened"]
    context: str

    def sentence(self) -> str:
        """Return the place and the fault in one line."""
        named = f" ({self.number_given})" if self.number_given else ""
        fault = "never closed" if self.wrong == "unclosed" else "never opened"
        return (
            f"{self.file}, line {self.line}, paragraph {self.paragraph}{named}: "
            f"“{self.character}” is {fault}: {self.context}"
        )


class ReportedCategory(BaseModel):
    """A category the import would make."""

    model_config = ConfigDict(frozen=True)

    label: str
    title: str
    level: int
    paragraphs: int


class ImportReport(BaseModel):
    """The counts and warnings of an import."""

    model_config = ConfigDict(frozen=True)

    file: str
    title: str
    format: Format
    encoding: str
    encoding_note: str | None
    """Says so when the encoding is a guess. (I7)"""
    paragraphs: int
    headings: int
    numbered: int
    """How many paragraphs came with a number."""
    alternatives: int
    """How many paragraphs stand as an option beside another."""
    kinds: dict[Kind, int]
    square: BracketCount
    braces: BracketCount
    spanning: int
    """How many pairs of brackets run over more than one paragraph; this is legal."""
    unbalanced: tuple[Unbalanced, ...]
    repeated_numbers: tuple[str, ...]
    """Numbers given to two paragraphs of one category that are not options."""
    warnings: tuple[str, ...]
    categories: tuple[ReportedCategory, ...]

    def lines(self) -> list[str]:
        """Return the report as lines of text for a terminal."""
        kinds = ", ".join(f"{count} {kind}" for kind, count in self.kinds.items() if count)
        out = [
            f"{self.file}: “{self.title}”",
            f"format {self.format}, encoding {self.encoding}",
            f"{self.paragraphs} paragraphs ({kinds}), {self.headings} headings",
            f"{self.numbered} numbered, {self.alternatives} alternatives",
            f"square brackets: {self.square.opening} opening, {self.square.closing} closing",
            f"braces: {self.braces.opening} opening, {self.braces.closing} closing",
            f"{self.spanning} pairs run over more than one paragraph",
            f"{len(self.unbalanced)} brackets do not balance" + (":" if self.unbalanced else ""),
        ]
        out += [f"  {place.sentence()}" for place in self.unbalanced]
        out += [f"warning: {warning}" for warning in self.warnings]
        out.append("categories:")
        for category in self.categories:
            name = f"{category.label} {category.title}".strip()
            out.append(f"{'  ' * category.level}{name} ({category.paragraphs})")
        return out


def report(draft: ImportedDraft) -> ImportReport:
    """Count what is in a draft and name every place where its brackets do not balance."""
    paragraphs = [block for block in draft.blocks if block.kind == "paragraph"]
    brackets = tally(draft.blocks)
    repeated = _repeated(draft)
    warnings = [*([draft.encoding_note] if draft.encoding_note else []), *draft.warnings]
    if repeated:
        warnings.append(f"numbers given twice in one category: {', '.join(repeated[:20])}")
    if brackets.unnamed:
        warnings.append(f"{brackets.unnamed} more brackets do not balance and are not listed")
    kinds = Counter(block.paragraph_kind for block in paragraphs)
    return ImportReport(
        file=draft.name,
        title=draft.title,
        format=draft.format,
        encoding=draft.encoding,
        encoding_note=draft.encoding_note,
        paragraphs=len(paragraphs),
        headings=len(draft.blocks) - len(paragraphs),
        numbered=sum(block.number_given is not None for block in paragraphs),
        alternatives=sum(block.alternative_of is not None for block in paragraphs),
        kinds=dict(kinds.most_common()),
        square=BracketCount(opening=brackets.counts["["], closing=brackets.counts["]"]),
        braces=BracketCount(opening=brackets.counts["{"], closing=brackets.counts["}"]),
        spanning=brackets.spanning,
        unbalanced=tuple(_place(draft, found) for found in brackets.unmatched),
        repeated_numbers=repeated,
        warnings=tuple(warnings),
        categories=tuple(
            ReportedCategory(
                label=category.label,
                title=category.title,
                level=category.level,
                paragraphs=len(category.paragraphs),
            )
            for category in draft.categories
        ),
    )


def _place(draft: ImportedDraft, bracket: Bracket) -> Unbalanced:
    block = draft.blocks[bracket.block]
    return Unbalanced(
        file=draft.name,
        line=bracket.line,
        paragraph=bracket.block + 1,
        number_given=_named(block),
        character=bracket.character,
        wrong=bracket.wrong,
        context=bracket.context,
    )


def _named(block: ImportedBlock) -> str:
    return block.number_given or block.label or ""


def _repeated(draft: ImportedDraft) -> tuple[str, ...]:
    """Return the top-level numbers that come twice in a category, its options left aside."""
    repeated: list[str] = []
    for category in draft.categories:
        blocks = [draft.blocks[index] for index in category.paragraphs]
        if any(block.alternative_of is not None for block in blocks):
            continue
        counts = Counter(
            block.number_given
            for block in blocks
            if block.level == 0 and block.number_given and block.paragraph_kind != "note"
        )
        repeated += [number for number, count in counts.items() if count > 1]
    return tuple(dict.fromkeys(repeated))[:_SHOWN]
