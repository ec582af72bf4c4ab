"""Gives paragraphs their numbers, keeps every label that was given, and renumbers. (N1 to N7)"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel.ext.asyncio.session import AsyncSession

from app.groups import Act, allow, allowed
from app.kit.ids import new_id
from app.rules import renumbering as rules
from app.rules import text as text_rules
from app.rules.facts import DocumentRenumbered, LevelChanged, NumberingSet, Relabelled
from app.rules.kinds import Kind
from app.rules.numbering import Number, Numbering, may_stand, parse, place, series
from app.rules.renumbering import Item
from app.text import numbering_store, references, store
from app.text.numbering_tables import ParagraphLabel, Renumbering
from app.text.tables import Document, Paragraph


@dataclass(frozen=True, slots=True)
class Around:
    """The numbers of a series before a place in the text and after it."""

    before: list[Number]
    after: list[Number]


async def around(
    act: Act,
    document: Document,
    category_id: str,
    after: str | None,
    kind: Kind,
    *,
    moving: str | None = None,
) -> Around:
    """Look up and down from a place behind `after` (None: first in the category). (N3, N4)

    `moving` is left out of account: the paragraph that comes there from elsewhere.
    """
    found = Around([], [])
    order = [one.id for one in await store.categories_of(act.write, document.id)]
    reached = False
    here = order.index(category_id)
    for one in await store.paragraphs_of(act.write, document.id, retired=True):
        at = order.index(one.category_id)
        behind = at > here or (at == here and (after is None or reached))
        reached = reached or one.id == after
        same_count = document.numbering == "through" or at == here
        counts = one.retired_at is None and one.id != moving
        if counts and same_count and one.number and _in(kind, one):
            (found.after if behind else found.before).append(one.number)
    return found


def _in(kind: Kind, paragraph: Paragraph) -> bool:
    return series(paragraph.kind) == series(kind)


async def number_for(
    act: Act,
    document: Document,
    category_id: str,
    after: str | None,
    kind: Kind,
    level: int = 0,
    *,
    moving: str | None = None,
) -> Number | None:
    """Number a newcomer behind `after`; what was numbered before keeps its number. (N3)"""
    if series(kind) is None:
        return None
    look = await around(act, document, category_id, after, kind, moving=moving)
    taken = await taken_numbers(act, document, kind, category_id)
    return place(look.before, look.after, taken, level)


async def behind_its_own(act: Act, paragraph: Paragraph, level: int) -> str:
    """Return what a newcomer of a level stands behind: the last of what stands under a paragraph.

    Between 2 and its (a), a new 2 bis would seem to be what (a) stands under. (N3)
    """
    last = paragraph.id
    row = await store.category_paragraphs(act.write, paragraph.category_id)
    at = next(index for index, one in enumerate(row) if one.id == last)
    for one in row[at + 1 :]:
        if one.retired_at is not None:
            continue
        if one.level <= level or one.option_id != paragraph.option_id:
            break
        last = one.id
    return last


async def taken_numbers(act: Act, document: Document, kind: Kind, category_id: str) -> set[Number]:
    """Return every number of a series that may not be given again, whoever bears or bore it. (N5)

    A renumbering gives all labels anew, so what was given before it is free.
    """
    generation = await numbering_store.generation_of(act.write, document.id)
    everywhere = document.numbering == "through"
    taken: set[Number] = set()
    for given in await numbering_store.labels_given(act.write, document.id, generation):
        read = parse(given.label)
        near = everywhere or given.category_id == category_id
        if near and read is not None and read[0] == series(kind):
            taken.add(read[1])
    for one in await store.paragraphs_of(act.write, document.id):
        if one.number and _in(kind, one) and (everywhere or one.category_id == category_id):
            taken.add(one.number)
    return taken


async def remember_labels(act: Act, document: Document, paragraphs: Sequence[Paragraph]) -> None:
    """Keep the labels that paragraphs bear from now on, and end those they bore. (N5)"""
    await act.write.flush()
    ids = [one.id for one in paragraphs]
    borne = {
        one.paragraph_id: one
        for one in await numbering_store.labels_borne(act.write, ids, now=True)
    }
    generation = await numbering_store.generation_of(act.write, document.id)
    for paragraph in paragraphs:
        row = borne.get(paragraph.id)
        if row is not None:
            if row.label == paragraph.label and row.generation == generation:
                continue
            row.until = act.now
            act.write.add(row)
        if paragraph.label:
            act.write.add(
                ParagraphLabel(
                    id=new_id(),
                    document_id=document.id,
                    paragraph_id=paragraph.id,
                    category_id=paragraph.category_id,
                    label=paragraph.label,
                    generation=generation,
                    since=act.now,
                )
            )
    await act.write.flush()


async def relabel(
    act: Act, document: Document, paragraph: Paragraph, number: Number | None
) -> None:
    """Give a paragraph another number; references to it follow. (N5, N11)"""
    paragraph.number = number
    act.write.add(paragraph)
    await remember_labels(act, document, [paragraph])


async def set_level(act: Act, document: Document, paragraph: Paragraph, level: int) -> None:
    """Move a paragraph in or out a level; it takes a number of that level. (N2, N3)"""
    allow(text_rules.may_restructure(act.actor, paragraph.state(document)))
    look = await _above(act, document, paragraph)
    if series(paragraph.kind) is not None:
        allow(may_stand(level, look.before[-1] if look.before else None))
    await take_level(act, document, paragraph, level)


async def take_level(act: Act, document: Document, paragraph: Paragraph, level: int) -> None:
    """Give a paragraph another level, and a number of it, for whoever may. (N2)"""
    if level == paragraph.level:
        return
    before, level_before = paragraph.label, paragraph.level
    paragraph.level = level
    act.write.add(paragraph)
    if paragraph.number is not None:
        look = await _above(act, document, paragraph)
        taken = await taken_numbers(act, document, paragraph.kind, paragraph.category_id)
        await relabel(act, document, paragraph, place(look.before, look.after, taken, level))
    await act.record(
        LevelChanged(
            document_id=document.id,
            paragraph_id=paragraph.id,
            breakout_id=document.breakout_id,
            label=paragraph.label,
            label_before=before,
            level=level,
            level_before=level_before,
        ),
        audience=document.audience,
    )
    await references.follow(act, document, [paragraph])


async def _above(act: Act, document: Document, paragraph: Paragraph) -> Around:
    """Return the numbers before a paragraph and after it, without its own."""
    row = await store.category_paragraphs(act.write, paragraph.category_id)
    at = next(index for index, one in enumerate(row) if one.id == paragraph.id)
    after = row[at - 1].id if at else None
    place = (paragraph.category_id, after, paragraph.kind)
    return await around(act, document, *place, moving=paragraph.id)


async def set_numbering(act: Act, document: Document, numbering: Numbering) -> None:
    """Say how numbers given from now on are counted. (N4)"""
    allow(rules.may_set_numbering(act.actor, document.breakout_id))
    if numbering == document.numbering:
        return
    document.numbering = numbering
    act.write.add(document)
    for copy in await _copies(act, document):
        copy.numbering = numbering
        act.write.add(copy)
    await act.record(NumberingSet(document_id=document.id, numbering=numbering))


async def map_of(session: AsyncSession, document: Document) -> list[Relabelled]:
    """Return the map old → new that renumbering would give now. (N6)"""
    items = await _items(session, document)
    return rules.relabelled(items, rules.renumber(items, document.numbering))


async def _items(session: AsyncSession, document: Document) -> list[Item]:
    return [
        Item(one.id, one.kind, one.level, one.number, one.category_id)
        for one in await store.paragraphs_of(session, document.id)
    ]


async def renumber(act: Act, document: Document, shown: str, reason: str) -> Renumbering:
    """Number the text anew, by the map the chair was shown; references follow. (N6, N11)"""
    allow(rules.may_renumber(act.actor, document.breakout_id))
    items = await _items(act.write, document)
    numbers = rules.renumber(items, document.numbering)
    changes = rules.relabelled(items, numbers)
    fact = allowed(rules.renumbering(act.actor, (document.id, None), changes, shown, reason))
    row = await _take(act, document, numbers, fact)
    await references.follow(act, document, await store.paragraphs_of(act.write, document.id))
    for copy in await _copies(act, document):
        await _follow(act, copy, numbers, fact.reason)
    return row


async def _copies(act: Act, document: Document) -> list[Document]:
    return [
        one
        for one in await store.documents_of(act.write, document.group_id)
        if one.plenary_document_id == document.id
    ]


async def _follow(act: Act, copy: Document, numbers: dict[str, Number], reason: str) -> None:
    """Let a working copy take over the plenary's new numbers; what it added stands between. (N7)"""
    items = await _items(act.write, copy)
    rows = await store.paragraphs_of(act.write, copy.id)
    given = {
        one.id: numbers[one.forked_from]
        for one in rows
        if one.forked_from in numbers and series(one.kind) is not None
    }
    taken = rules.follow(items, given)
    changes = rules.relabelled(items, taken)
    if all(one.before == one.after for one in changes):
        return
    await _take(
        act,
        copy,
        taken,
        DocumentRenumbered(
            document_id=copy.id,
            breakout_id=copy.breakout_id,
            reason=reason,
            changes=tuple(changes),
        ),
    )


async def _take(
    act: Act, document: Document, numbers: dict[str, Number], fact: DocumentRenumbered
) -> Renumbering:
    """Write the new numbers, the map and the fact."""
    row = Renumbering(
        id=new_id(),
        document_id=document.id,
        generation=await numbering_store.generation_of(act.write, document.id) + 1,
        at=act.now,
        by=act.actor.person_name,
        reason=fact.reason,
        numbering=document.numbering,
        digest=rules.map_digest(fact.changes),
        changes=[one.model_dump() for one in fact.changes],
    )
    act.write.add(row)
    paragraphs = await store.paragraphs_of(act.write, document.id)
    for one in paragraphs:
        if one.id in numbers:
            one.number = numbers[one.id]
            act.write.add(one)
    for label in await numbering_store.labels_given(act.write, document.id, row.generation - 1):
        label.until = label.until or act.now
        act.write.add(label)
    await remember_labels(act, document, paragraphs)
    await act.record(fact, audience=document.audience)
    return row
