"""Commands on documents, their framework, and the paragraphs that come into them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial

from app.groups import Act, allow
from app.kit.errors import BadInput
from app.kit.ids import new_id
from app.rules import people as people_rules
from app.rules import text as rules
from app.rules import words as w
from app.rules.facts import CategoryAdded, CategoryRenamed, DocumentOpened, ParagraphAdded
from app.rules.kinds import Kind
from app.rules.numbering import Number, place, place_alternative, series
from app.rules.words import Words
from app.text import store
from app.text.access import category_in, paragraph_in
from app.text.edits import append_words
from app.text.structure import take_in_structure
from app.text.tables import Category, Document, Paragraph


@dataclass(frozen=True, slots=True)
class NewParagraph:
    """A paragraph about to come into a text."""

    kind: Kind
    words: Words
    number_given: str | None = None
    proposers: Sequence[str] = ()
    origin: str | None = None
    alternative: bool = False
    """Whether it is an alternative to the last paragraph before it that is none itself."""


@dataclass(frozen=True, slots=True)
class NewCategory:
    """A category about to come into a document, with its paragraphs."""

    label: str
    title: str
    level: int = 1
    paragraphs: Sequence[NewParagraph] = field(default_factory=tuple)


async def open_document(
    act: Act,
    title: str,
    categories: Sequence[NewCategory],
    *,
    source: str | None = None,
) -> Document:
    """Open a rolling document with its framework and, from an import, its paragraphs. (P6)"""
    allow(people_rules.may_open_document(act.actor))
    document = Document(
        id=new_id(),
        group_id=act.group.id,
        title=title.strip(),
        created_at=act.now,
        source=source,
    )
    act.write.add(document)
    await act.write.flush()
    counts: dict[str, int] = {}
    for position, new in enumerate(categories, start=1):
        category = Category(
            id=new_id(),
            document_id=document.id,
            label=new.label.strip(),
            title=new.title.strip(),
            level=new.level,
            position=position * store.GAP,
        )
        act.write.add(category)
        await act.write.flush()
        await _fill(act, document, category, new.paragraphs, counts)
    await take_in_structure(act, document, await store.paragraphs_of(act.write, document.id))
    total = sum(len(new.paragraphs) for new in categories)
    await act.record(
        DocumentOpened(
            document_id=document.id, title=document.title, source=source, paragraphs=total
        )
    )
    return document


async def _fill(
    act: Act,
    document: Document,
    category: Category,
    paragraphs: Sequence[NewParagraph],
    counts: dict[str, int],
) -> None:
    """Put a category's paragraphs in, numbered on from those before."""
    stem: Paragraph | None = None
    rows: list[Paragraph] = []
    for index, new in enumerate(paragraphs, start=1):
        prefix = series(new.kind)
        number: Number | None = None
        alternative_to = None
        if new.alternative and stem is not None and stem.number is not None:
            alternative_to = stem.id
            taken = [
                stem.number,
                *(
                    Number(stem.number.whole, stem.number.suffix, alt)
                    for alt in range(1, counts.get(stem.id, 0) + 1)
                ),
            ]
            number = place_alternative(stem.number, taken)
            counts[stem.id] = counts.get(stem.id, 0) + 1
        elif prefix is not None:
            counts[prefix] = counts.get(prefix, 0) + 1
            number = Number(counts[prefix])
        paragraph = new_row(document, category, new, index * store.GAP, number)
        paragraph.alternative_to = alternative_to
        rows.append(paragraph)
        if alternative_to is None:
            stem = paragraph
    await insert(act, rows)


def new_row(
    document: Document,
    category: Category,
    new: NewParagraph,
    position: int,
    number: Number | None,
) -> Paragraph:
    """Make a new paragraph's row."""
    paragraph_id = new_id()
    words = w.canonical(new.words)
    paragraph = Paragraph(
        id=paragraph_id,
        document_id=document.id,
        category_id=category.id,
        kind=new.kind,
        position=position,
        number_given=new.number_given,
        words=w.as_json(words),
        digest=w.digest(words),
        lineage=paragraph_id,
        proposers=list(new.proposers),
        origin=new.origin,
    )
    paragraph.number = number
    return paragraph


async def insert(act: Act, paragraphs: Sequence[Paragraph]) -> None:
    """Write new paragraphs' rows, and a Yjs document for the words of each."""
    act.write.add_all(paragraphs)
    await act.write.flush()
    edits = {one.sync_name: partial(append_words, words=one.runs) for one in paragraphs}
    await act.hub.open_many(act.write, edits, act.actor.person_id)


async def add_category(
    act: Act, document: Document, label: str, title: str, after: str | None, level: int = 1
) -> Category:
    """Add a heading to the document's framework. (T9)"""
    allow(rules.may_shape(act.actor, document.breakout_id, document.breakout_state))
    row = list(await store.categories_of(act.write, document.id))
    index = next((i for i, one in enumerate(row) if one.id == after), len(row) - 1) + 1
    category = Category(
        id=new_id(),
        document_id=document.id,
        label=label.strip(),
        title=title.strip(),
        level=level,
        position=0,
    )
    row.insert(index, category)
    for position, one in enumerate(row, start=1):
        one.position = position * store.GAP
    act.write.add_all(row)
    await act.write.flush()
    await act.record(
        CategoryAdded(
            document_id=document.id,
            breakout_id=document.breakout_id,
            category_id=category.id,
            label=category.label,
            title=category.title,
        ),
        audience=document.audience,
    )
    return category


async def rename_category(
    act: Act, document: Document, category: Category, label: str | None, title: str | None
) -> None:
    """Give a category another label or title; the earlier ones stay on the record. (T9)"""
    allow(rules.may_shape(act.actor, document.breakout_id, document.breakout_state))
    before = (category.label, category.title)
    category.label = category.label if label is None else label.strip()
    category.title = category.title if title is None else title.strip()
    if (category.label, category.title) == before:
        return
    act.write.add(category)
    await act.record(
        CategoryRenamed(
            document_id=document.id,
            breakout_id=document.breakout_id,
            category_id=category.id,
            label=category.label,
            title=category.title,
            label_before=before[0],
            title_before=before[1],
        ),
        audience=document.audience,
    )


async def add_paragraph(
    act: Act,
    document: Document,
    category_id: str,
    after: str | None,
    new: NewParagraph,
    alternative_to: str | None = None,
) -> Paragraph:
    """Put a paragraph behind `after` (None: first in its category). (T10, T11)

    A delegation's paragraph is a proposal in its name. An alternative stands beside the paragraph
    it is an option to, and takes its number.
    """
    allow(rules.may_add(act.actor, document.breakout_id, document.breakout_state))
    allow(rules.may_add_kind(act.actor, new.kind))
    category = await category_in(act, document, category_id)
    stem = await _stem(act, document, alternative_to)
    if stem is not None:
        category = await category_in(act, document, stem.category_id)
        after = await _last_alternative(act, stem)
    elif after is not None:
        neighbour = await paragraph_in(act, document, after)
        if neighbour.category_id != category.id:
            raise BadInput("text.other_category", "That paragraph stands in another category.")
    if stem is not None and stem.number is not None:
        if series(new.kind) != series(stem.kind):
            raise BadInput(
                "text.other_series",
                f"An alternative to {stem.label} is numbered beside it: choose a kind that is "
                f"{'preambular' if series(stem.kind) else 'not preambular'} and numbered.",
            )
        everyone = await store.paragraphs_of(act.write, document.id, retired=True)
        taken = [
            one.number for one in everyone if one.number and series(one.kind) == series(stem.kind)
        ]
        number: Number | None = place_alternative(stem.number, taken)
    else:
        number = await number_for(act, document, category.id, after, new.kind)
    position = await store.place_after(act.write, category.id, after)
    paragraph = new_row(document, category, new, position, number)
    paragraph.alternative_to = stem.id if stem else None
    if not paragraph.proposers and act.actor.speaks and act.actor.delegation_id:
        paragraph.proposers = [act.actor.delegation_id]
    await insert(act, [paragraph])
    await act.record(
        ParagraphAdded(
            document_id=document.id,
            paragraph_id=paragraph.id,
            breakout_id=document.breakout_id,
            label=paragraph.label,
            paragraph_kind=paragraph.kind,
            alternative_to=paragraph.alternative_to,
            digest=paragraph.digest,
        ),
        audience=document.audience,
    )
    return paragraph


async def _stem(act: Act, document: Document, alternative_to: str | None) -> Paragraph | None:
    """Return the paragraph an alternative stands beside; an alternative's own is its stem's."""
    if alternative_to is None:
        return None
    paragraph = await paragraph_in(act, document, alternative_to)
    if paragraph.alternative_to is not None:
        return await paragraph_in(act, document, paragraph.alternative_to)
    return paragraph


async def _last_alternative(act: Act, stem: Paragraph) -> str:
    row = await store.category_paragraphs(act.write, stem.category_id)
    return next((one.id for one in reversed(row) if one.alternative_to == stem.id), stem.id)


async def number_for(
    act: Act, document: Document, category_id: str, after: str | None, kind: Kind
) -> Number | None:
    """Number a newcomer behind `after`; what was numbered before keeps its number. (T10)"""
    if series(kind) is None:
        return None
    ahead: list[str] = []
    for category in await store.categories_of(act.write, document.id):
        row = [one.id for one in await store.category_paragraphs(act.write, category.id)]
        if category.id == category_id:
            ahead += row[: row.index(after) + 1] if after in row else []
            break
        ahead += row
    before, behind, gone = await store.numbers_around(act.write, document.id, kind, ahead)
    return place(before, behind, gone)
