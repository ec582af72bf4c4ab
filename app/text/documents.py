"""Commands on documents, their framework, and the paragraphs that come into them."""

from collections.abc import Mapping, Sequence
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
from app.rules.numbering import Number, level_given, may_stand, place_alternative, series
from app.rules.renumbering import Count
from app.rules.words import Words
from app.text import store
from app.text.access import category_in, paragraph_in
from app.text.edits import append_words
from app.text.numbering import around, behind_its_own, number_for, remember_labels
from app.text.options import option_behind, tie_imported
from app.text.references import link_new
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
    level: int = 0
    """How far in it stands: 1 for (a), 2 for (i)."""
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
    counts: dict[str, Count] = {}
    rows: list[Paragraph] = []
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
        rows += await _fill(act, document, category, new.paragraphs, counts)
    await insert(act, document, rows, imported=True)
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
    counts: dict[str, Count],
) -> list[Paragraph]:
    """Make a category's paragraphs, numbered on from those before."""
    stem: Paragraph | None = None
    rows: list[Paragraph] = []
    tied: list[Paragraph] = []
    sets: dict[str, tuple[Paragraph, ...]] = {}
    _begin(counts)
    for index, new in enumerate(paragraphs, start=1):
        prefix = series(new.kind)
        number: Number | None = None
        beside = stem if new.alternative and stem is not None and stem.number else None
        if beside is not None:
            taken = [one.number for one in (beside, *tied) if one.number is not None]
            number = place_alternative(taken[0], taken)
        elif prefix is not None:
            count = counts.setdefault(prefix, Count())
            number = count.next(new.level or level_given(new.number_given, count.path))
        elif new.kind != "note":
            _begin(counts)
        paragraph = new_row(document, category, new, index * store.GAP, number)
        rows.append(paragraph)
        if beside is None:
            stem, tied = paragraph, []
        else:
            tied.append(paragraph)
            sets[beside.id] = (beside, *tied)
    await tie_imported(act, document, list(sets.values()))
    return rows


def _begin(counts: Mapping[str, Count]) -> None:
    """Let nothing that comes now stand under what came before: a heading lies between."""
    for count in counts.values():
        count.path = None


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
    paragraph.level = number.level if number else new.level
    return paragraph


async def insert(
    act: Act, document: Document, paragraphs: Sequence[Paragraph], *, imported: bool = False
) -> None:
    """Write new paragraphs' rows, and a Yjs document for the words of each.

    References in their words are linked, and their labels kept. (N5, N9)
    """
    act.write.add_all(paragraphs)
    await act.write.flush()
    await link_new(act, document, paragraphs, imported=imported)
    await remember_labels(act, document, paragraphs)
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
    act: Act, document: Document, category_id: str, after: str | None, new: NewParagraph
) -> Paragraph:
    """Put a paragraph behind `after` (None: first in its category). (T10, T11)

    A delegation's paragraph is a proposal in its name. Within an option it becomes part of it.
    """
    allow(rules.may_add(act.actor, document.breakout_id, document.breakout_state))
    allow(rules.may_add_kind(act.actor, new.kind))
    category = await category_in(act, document, category_id)
    option_id = None
    if after is not None:
        neighbour = await paragraph_in(act, document, after)
        if neighbour.category_id != category.id:
            raise BadInput("text.other_category", "That paragraph stands in another category.")
        option_id = await option_behind(act.write, neighbour)
        after = await behind_its_own(act, neighbour, new.level)
    if new.level and series(new.kind) is not None:
        look = await around(act, document, category.id, after, new.kind)
        allow(may_stand(new.level, look.before[-1] if look.before else None))
    number = await number_for(act, document, category.id, after, new.kind, new.level)
    position = await store.place_after(act.write, category.id, after)
    paragraph = new_row(document, category, new, position, number)
    paragraph.option_id = option_id
    if not paragraph.proposers and act.actor.speaks and act.actor.delegation_id:
        paragraph.proposers = [act.actor.delegation_id]
    await insert(act, document, [paragraph])
    await act.record(
        ParagraphAdded(
            document_id=document.id,
            paragraph_id=paragraph.id,
            breakout_id=document.breakout_id,
            label=paragraph.label,
            paragraph_kind=paragraph.kind,
            digest=paragraph.digest,
        ),
        audience=document.audience,
    )
    return paragraph
