"""Forks paragraphs into a working copy and merges them back, Yjs history and all. (B3, E3)"""

from collections.abc import Sequence

from pycrdt import Doc
from sqlmodel.ext.asyncio.session import AsyncSession

from app.groups import Act
from app.kit.errors import NotFound
from app.kit.ids import new_id
from app.record import entries_page
from app.rules import words as w
from app.rules.words import Words
from app.sync import Hub
from app.text import references, store
from app.text.access import settling
from app.text.amendments import ENDS
from app.text.bracket_forks import brackets_come_back, fork_brackets
from app.text.carrying import fork_options, number_in_set
from app.text.documents import add_category
from app.text.edits import YDoc, rewrite_amended, text_of, words_of
from app.text.followers import words_moved
from app.text.numbering import number_for, remember_labels, take_level
from app.text.paragraphs import move, take_kind
from app.text.settling import decided, let_status_fall, note_amendments, settle, take
from app.text.tables import Amendment, Category, Document, Paragraph


async def fork_document(
    act: Act,
    document: Document,
    paragraphs: Sequence[Paragraph],
    breakout_id: str,
    name: str,
    *,
    closed: bool,
) -> Document:
    """Make a breakout's working copy of the paragraphs, and mark them as being with it."""
    copy = Document(
        id=new_id(),
        group_id=document.group_id,
        title=document.title,
        numbering=document.numbering,
        state=f"working copy of {name}",
        created_at=act.now,
        plenary_document_id=document.id,
        breakout_id=breakout_id,
        breakout_name=name,
        breakout_state="at work",
        closed=closed,
    )
    act.write.add(copy)
    await act.write.flush()
    given = {paragraph.category_id for paragraph in paragraphs}
    categories: dict[str, str] = {}
    for category in await store.categories_of(act.write, document.id):
        if category.id in given:
            forked = Category(
                **category.model_dump(exclude={"id", "document_id", "forked_from"}),
                id=new_id(),
                document_id=copy.id,
                forked_from=category.id,
            )
            act.write.add(forked)
            categories[category.id] = forked.id
    await act.write.flush()
    twins = {paragraph.id: new_id() for paragraph in paragraphs}
    made: list[Paragraph] = []
    for paragraph in paragraphs:
        category_id = categories[paragraph.category_id]
        made.append(await _fork(act, document, copy, paragraph, category_id, twins))
        paragraph.with_breakout = breakout_id
        act.write.add(paragraph)
    await act.write.flush()
    await fork_options(act, document, copy, twins)
    await fork_brackets(act, document, copy, twins)
    await references.fork(act, document, copy, twins)
    await remember_labels(act, copy, made)
    return copy


async def _fork(
    act: Act,
    document: Document,
    copy: Document,
    paragraph: Paragraph,
    category_id: str,
    twins: dict[str, str],
) -> Paragraph:
    await settle(settling(act, document), paragraph)
    kept = {
        "kind",
        "position",
        "whole",
        "suffix",
        "alt",
        "under",
        "level",
        "number_given",
        "words",
        "digest",
        "lineage",
        "proposers",
        "origin",
        "status",
        "status_digest",
        "status_note",
        "status_at",
        "status_by",
        "status_by_name",
        "status_by_role",
    }
    twin = Paragraph(
        **paragraph.model_dump(include=kept),
        id=twins[paragraph.id],
        document_id=copy.id,
        category_id=category_id,
        forked_from=paragraph.id,
        fork_digest=paragraph.digest,
    )
    act.write.add(twin)
    await act.write.flush()
    await act.hub.fork(act.write, paragraph.sync_name, twin.sync_name, act.actor.person_id)
    for row in await store.amendments_to(act.write, paragraph.id):
        if row.state == "pending":
            act.write.add(
                type(row)(**row.model_dump(exclude={"paragraph_id"}), paragraph_id=twin.id)
            )
    await words_moved(act, paragraph, twin, "forked")
    return twin


def merged_words(plenary: bytes, copy: bytes) -> Words:
    """Return the words a CRDT merge of two states would give, without merging them."""
    doc: YDoc = Doc()
    text_of(doc)
    doc.apply_update(plenary)
    doc.apply_update(copy)
    return words_of(doc)


async def preview(
    hub: Hub, session: AsyncSession, paragraph: Paragraph | None, twin: Paragraph
) -> Words:
    """Return the words the plenary's paragraph would have if the twin were merged into it."""
    copy = await hub.state(session, twin.sync_name)
    if paragraph is None:
        return merged_words(copy, copy)
    return merged_words(await hub.state(session, paragraph.sync_name), copy)


async def merge_back(
    act: Act,
    document: Document,
    copy: Document,
    twin: Paragraph,
    wanted: str | None,
    kind_before: str | None,
) -> Paragraph:
    """Merge a twin into the plenary's paragraph, or bring in the one the breakout added. (E3)

    The words merge as a CRDT, so that each keeps its author. `wanted` is the final amended text
    when the plenary endorses as amended; the difference is the endorser's own edit. (E5)
    `kind_before` is the kind it was forked with: what the breakout left alone stays as it is.
    """
    if twin.forked_from is None:
        paragraph = await _bring_in(act, document, copy, twin)
    else:
        found = await act.write.get(Paragraph, twin.forked_from)
        if found is None:
            raise NotFound("paragraph")
        paragraph = found
        await settle(settling(act, document), paragraph)
        update = await act.hub.state(act.write, twin.sync_name)
        await act.hub.merge(act.write, paragraph.sync_name, update, act.actor.person_id)
    if wanted is not None:
        await act.hub.change(
            act.write,
            paragraph.sync_name,
            act.actor.person_id,
            lambda doc: rewrite_amended(doc, wanted),
        )
    await references.come_back(act, document, copy, paragraph)
    await brackets_come_back(act, document, copy, twin, paragraph)
    words = words_of(await act.hub.read(act.write, paragraph.sync_name))
    await take(settling(act, document), paragraph, words)
    if kind_before is not None and await _was(act, twin, "ParagraphMoved"):
        category_id = await _category_in_plenary(act, document, copy, twin)
        after = await _place_in_plenary(act, twin, category_id)
        await move(act, document, paragraph, category_id, after)
    if twin.kind not in (kind_before, paragraph.kind):
        await take_kind(act, document, paragraph, twin.kind)
    if kind_before is not None and await _was(act, twin, "LevelChanged"):
        await take_level(act, document, paragraph, twin.level)
    await _adopt(act, document, paragraph, twin)
    await words_moved(act, twin, paragraph, "endorsed")
    return paragraph


async def _adopt(act: Act, document: Document, paragraph: Paragraph, twin: Paragraph) -> None:
    """Give the plenary's paragraph the twin's proposers and amendments; it is away no more."""
    paragraph.proposers = list(dict.fromkeys([*paragraph.proposers, *twin.proposers]))
    paragraph.with_breakout = None
    act.write.add(paragraph)
    at = settling(act, document)
    await let_status_fall(at, paragraph, act.actor)
    present = w.amendments(paragraph.runs)
    known = {one.id: one for one in await store.amendments_to(act.write, paragraph.id)}
    for row in await store.amendments_to(act.write, twin.id):
        mine = known.get(row.id)
        if mine is None and row.id in present:
            fields = row.model_dump(exclude={"paragraph_id"})
            act.write.add(type(row)(**fields, paragraph_id=paragraph.id))
        elif mine is not None and mine.state == "pending" and row.state in ENDS:
            await _end(act, document, paragraph, mine, row)
    await act.write.flush()
    await note_amendments(at, paragraph, paragraph.runs, ())


async def _end(
    act: Act, document: Document, paragraph: Paragraph, mine: Amendment, row: Amendment
) -> None:
    """Let an amendment of the plenary's text end as the breakout has ended it."""
    mine.state, mine.note, mine.outcome = row.state, row.note, row.outcome
    mine.decided_at, mine.decided_by = act.now, row.decided_by
    act.write.add(mine)
    await act.record(decided(ENDS[row.state], document, paragraph, mine, mine.note))


async def _bring_in(act: Act, document: Document, copy: Document, twin: Paragraph) -> Paragraph:
    """Put a paragraph the breakout added into the plenary's text, behind what it stood behind."""
    category_id = await _category_in_plenary(act, document, copy, twin)
    after = await _place_in_plenary(act, twin, category_id)
    number = await number_in_set(act, document, twin) or await number_for(
        act, document, category_id, after, twin.kind, twin.level
    )
    paragraph = Paragraph(
        id=new_id(),
        document_id=document.id,
        category_id=category_id,
        kind=twin.kind,
        position=await store.place_after(act.write, category_id, after),
        digest="",
        lineage=twin.lineage,
        proposers=list(twin.proposers),
        origin=twin.origin or f"added by {copy.breakout_name}",
    )
    paragraph.number, paragraph.level = number, number.level if number else twin.level
    act.write.add(paragraph)
    await act.write.flush()
    await remember_labels(act, document, [paragraph])
    await references.renamed(act, document, twin, paragraph)
    await act.hub.fork(act.write, twin.sync_name, paragraph.sync_name, act.actor.person_id)
    twin.forked_from = paragraph.id
    act.write.add(twin)
    return paragraph


async def _category_in_plenary(
    act: Act, document: Document, copy: Document, twin: Paragraph
) -> str:
    """Return the plenary's category for a twin; one the breakout added is added there, too."""
    before: str | None = None
    for category in await store.categories_of(act.write, copy.id):
        if category.id == twin.category_id:
            if category.forked_from is None:
                title, level = category.title, category.level
                added = await add_category(act, document, category.label, title, before, level)
                category.forked_from = added.id
                act.write.add(category)
            return category.forked_from
        before = category.forked_from or before
    raise NotFound("category")


async def _was(act: Act, twin: Paragraph, changed: str) -> bool:
    """Whether the breakout has moved a paragraph, or changed its level."""
    found = await entries_page(act.write, act.group.id, kind=changed, paragraph=twin.id, limit=1)
    return bool(found)


async def _place_in_plenary(act: Act, twin: Paragraph, category_id: str) -> str | None:
    """Return what a twin goes behind in the plenary: the nearest forked one that is there, too."""
    row = await store.category_paragraphs(act.write, twin.category_id)
    before = row[: next(i for i, one in enumerate(row) if one.id == twin.id)]
    there = {one.id for one in await store.category_paragraphs(act.write, category_id)}
    return next((one.forked_from for one in reversed(before) if one.forked_from in there), None)
