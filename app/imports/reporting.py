"""What an import found, for the person who decides whether to go on with it."""

from collections import Counter
from collections.abc import Iterator, Sequence

from pydantic import BaseModel, ConfigDict

from app.imports.brackets import MOST_NAMED, Bracket, Pair, Why, line_of, tally
from app.imports.draft import Format, ImportedBlock, ImportedDraft
from app.imports.structure import Found, take_structure
from app.rules.kinds import Kind

_SHOWN = 200
_AROUND = 40


class BracketCount(BaseModel):
    """How many brackets of one form open and close."""

    model_config = ConfigDict(frozen=True)

    opening: int
    closing: int


_REASONS: dict[Why, str] = {
    "unclosed": "is never closed",
    "unopened": "is never opened",
    "empty": "has nothing between it and its partner",
    "heading": "or its partner stands in a heading, whose words nobody negotiates",
    "number": "or its partner stands in a number",
    "syntax": "is the file format’s own",
    "apart": "is parted from its words by a number or a heading",
    "crossed": "crosses a bracket and could not be written again as it stands",
}


class KeptSign(BaseModel):
    """A typed bracket or brace that stays a character, and why. (I9, I13)"""

    model_config = ConfigDict(frozen=True)

    file: str
    line: int
    paragraph: int
    """Which paragraph or heading of the document, from 1."""
    number_given: str
    """Its number or label as given; empty when it has none."""
    character: str
    why: Why
    reason: str
    """Why, in words: the sentence goes on after the sign."""
    context: str

    def sentence(self) -> str:
        """Return the place and the reason in one line."""
        named = f" ({self.number_given})" if self.number_given else ""
        return (
            f"{self.file}, line {self.line}, paragraph {self.paragraph}{named}: "
            f"“{self.character}” {self.reason}: {self.context}"
        )


class FarPair(BaseModel):
    """A pair of brackets with a heading between them: legal, and often two slips. (I9)"""

    model_config = ConfigDict(frozen=True)

    first_line: int
    last_line: int
    paragraphs: int
    """Over how many paragraphs it runs."""
    opening: str
    """The words behind the sign that opens."""
    closing: str
    """The words before the sign that closes."""

    def sentence(self) -> str:
        """Return both ends in one line."""
        return (
            f"lines {self.first_line} to {self.last_line}, {self.paragraphs} paragraphs: "
            f"“{self.opening}” … “{self.closing}”"
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
    far: tuple[FarPair, ...]
    """Those among them with a heading between their ends, to be looked at."""
    brackets: int
    """How many pairs become brackets that are held and lifted. (I13)"""
    placeholders: int
    """How many become placeholders. (I14)"""
    notes: int
    """How many pairs of braces become notes."""
    unbalanced: int
    """How many signs have no partner."""
    kept: tuple[KeptSign, ...]
    """The signs that stay characters, each with its reason; the first thousand."""
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
            (
                f"structure: brackets {self.brackets}, placeholders {self.placeholders}, "
                f"notes {self.notes}"
            ),
            f"{self.unbalanced} brackets do not balance",
            f"{len(self.kept)} signs stay characters" + (":" if self.kept else ""),
        ]
        out += [f"  {place.sentence()}" for place in self.kept]
        if self.far:
            out.append("look at these pairs, which run over a heading:")
            out += [f"  {pair.sentence()}" for pair in self.far]
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
    structure = take_structure(draft.blocks, draft.format)
    ops = Counter(one.op for one in structure.found)
    repeated = _repeated(draft)
    warnings = [*([draft.encoding_note] if draft.encoding_note else []), *draft.warnings]
    if repeated:
        warnings.append(f"numbers given twice in one category: {', '.join(repeated[:20])}")
    if len(structure.kept) > MOST_NAMED:
        more = len(structure.kept) - MOST_NAMED
        warnings.append(f"{more} more signs stay characters and are not listed")
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
        spanning=sum(one.opening.block != one.closing.block for one in brackets.pairs),
        far=tuple(_far(draft, structure.found)),
        brackets=ops["br"],
        placeholders=ops["ph"],
        notes=ops["nt"],
        unbalanced=len(brackets.unmatched),
        kept=tuple(_kept(draft, one) for one in structure.kept[:MOST_NAMED]),
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


def _kept(draft: ImportedDraft, bracket: Bracket) -> KeptSign:
    block = draft.blocks[bracket.block]
    return KeptSign(
        file=draft.name,
        line=bracket.line,
        paragraph=bracket.block + 1,
        number_given=_named(block),
        character=bracket.character,
        why=bracket.why,
        reason=_REASONS[bracket.why],
        context=bracket.context,
    )


def _far(draft: ImportedDraft, found: Sequence[Found]) -> Iterator[FarPair]:
    """Name the pairs that run over a heading, the longest first."""
    headings = [at for at, block in enumerate(draft.blocks) if block.kind == "heading"]
    far = [
        one.pair
        for one in found
        if any(one.pair.opening.block < at < one.pair.closing.block for at in headings)
    ]
    for pair in sorted(far, key=_length, reverse=True):
        first, last = draft.blocks[pair.opening.block], draft.blocks[pair.closing.block]
        over = draft.blocks[pair.opening.block : pair.closing.block + 1]
        yield FarPair(
            first_line=line_of(first, pair.opening.at),
            last_line=line_of(last, pair.closing.at),
            paragraphs=sum(block.kind == "paragraph" for block in over),
            opening=first.visible[pair.opening.at :][:_AROUND],
            closing=last.visible[: pair.closing.at + 1][-_AROUND:],
        )


def _length(pair: Pair) -> int:
    return pair.closing.block - pair.opening.block


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
