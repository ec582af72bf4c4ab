"""The plenary's act on a breakout's report: endorse, endorse as amended, or return."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.breakouts import store
from app.breakouts.commands import set_state, working_copy
from app.breakouts.tables import Breakout, BreakoutItem
from app.consensus import adopt_status
from app.groups import Act, allow, allowed
from app.kit.errors import NotFound
from app.rules import breakouts as rules
from app.rules import words as w
from app.rules.breakouts import ItemState, ItemValues
from app.rules.facts import BreakoutEndorsed
from app.text import Document, Paragraph, carry_options, merge_back, retire_for, settle, settling

HELD = "breakouts.held"


@dataclass(frozen=True, slots=True)
class Endorse:
    """One paragraph to endorse, with the digests of the words the plenary was shown.

    `text` is the final text when it is endorsed as amended, else None.
    """

    copy_id: str
    copy_digest: str
    plenary_digest: str | None
    text: str | None = None


async def item_values(act: Act, copy: Document, item: BreakoutItem, twin: Paragraph) -> ItemValues:
    """Return what the rules need to know of an item, its words settled and locked."""
    words = await settle(settling(act, copy), twin)
    paragraph = await _plenary_paragraph(act, twin)
    plenary_digest = None
    frozen = gone = False
    if paragraph is not None:
        document = await act.write.get_one(Document, paragraph.document_id)
        plenary_digest = w.digest(await settle(settling(act, document), paragraph))
        frozen = paragraph.state(document).frozen
        gone = paragraph.retired_at is not None
    return ItemValues(
        id=twin.id,
        label=twin.label or "without a number",
        state=item.state,
        paragraph_id=twin.forked_from,
        copy_id=twin.id,
        copy_digest=w.digest(words),
        plenary_digest=plenary_digest,
        plenary_frozen=frozen,
        retired=twin.retired_at is not None,
        plenary_retired=gone,
    )


async def _plenary_paragraph(act: Act, twin: Paragraph) -> Paragraph | None:
    if twin.forked_from is None:
        return None
    return await act.write.get_one(Paragraph, twin.forked_from)


async def _pick(
    act: Act, breakout: Breakout, copy_ids: Sequence[str]
) -> list[tuple[BreakoutItem, Paragraph]]:
    items = await store.items_of(act.write, breakout.id)
    unknown = [one for one in copy_ids if one not in items]
    if unknown:
        raise NotFound("paragraph in this report")
    twins = {one.id: one for one in await store.paragraphs_named(act.write, copy_ids)}
    return [(items[copy_id], twins[copy_id]) for copy_id in copy_ids]


async def _hold(act: Act, twins: Sequence[Paragraph]) -> None:
    """Hold the words of copies and of what they were forked from, in a few statements."""
    ids = [one.forked_from for one in twins if one.forked_from is not None]
    plenary = await store.paragraphs_named(act.write, ids)
    await act.hub.hold(act.write, [one.sync_name for one in (*twins, *plenary)])
    # A session forgets rows that nobody holds, and would ask for each of them again.
    act.write.info[HELD] = plenary


async def endorse(
    act: Act, breakout: Breakout, wanted: Sequence[Endorse], note: str | None = None
) -> None:
    """Endorse paragraphs of a report; all of them or, if one is refused, none. (E1 to E6)

    Words merge as a CRDT, so that each keeps its author, in one transaction with the facts. What
    differs from what was shown, in the copy or in the plenary, is refused with its number. (E4)
    """
    allow(rules.may_endorse(act.actor, breakout.values()))
    copy = await working_copy(act, breakout)
    document = await act.write.get_one(Document, breakout.document_id)
    asked: Mapping[str, Endorse] = {one.copy_id: one for one in wanted}
    picked = await _pick(act, breakout, list(asked))
    await _hold(act, [twin for _, twin in picked])
    for item, twin in picked:
        await _endorse_one(act, breakout, (document, copy), item, twin, asked[twin.id])
    await carry_options(act, document, copy)  # A11
    await _conclude(act, breakout, copy, note)


async def _endorse_one(
    act: Act,
    breakout: Breakout,
    documents: tuple[Document, Document],
    item: BreakoutItem,
    twin: Paragraph,
    asked: Endorse,
) -> None:
    document, copy = documents
    values = await item_values(act, copy, item, twin)
    refusal = rules.endorse_item(
        act.actor,
        breakout.values(),
        values,
        asked.copy_digest,
        asked.plenary_digest,
        digest="",
        as_amended=asked.text is not None,
    )
    fact = allowed(refusal)
    if values.retired:
        paragraph = await _retire_in_plenary(act, document, breakout, twin)
    else:
        paragraph = await merge_back(act, document, copy, twin, asked.text, item.kind_before)
        if twin.status_at is not None and twin.status_at > copy.created_at:
            await adopt_status(act, document, paragraph, twin.status, twin.status_note)
    item.state = "endorsed as amended" if asked.text is not None else "endorsed"
    item.decided_at = twin.endorsed_at = act.now
    act.write.add_all([item, twin])
    await act.record(
        fact.model_copy(
            update={
                "paragraph_id": paragraph.id,
                "label": paragraph.label,
                "digest": paragraph.digest,
            }
        )
    )


async def _retire_in_plenary(
    act: Act, document: Document, breakout: Breakout, twin: Paragraph
) -> Paragraph:
    paragraph = await _plenary_paragraph(act, twin)
    if paragraph is None:
        raise NotFound("paragraph in this report")
    paragraph.with_breakout = None
    if paragraph.retired_at is None:
        reason = twin.retired_reason or "retired by the breakout"
        await retire_for(act, document, paragraph, f"{breakout.name}: {reason}")
    act.write.add(paragraph)
    return paragraph


async def _conclude(act: Act, breakout: Breakout, copy: Document, note: str | None) -> None:
    """Give the breakout the state that follows from its paragraphs'. (E6)"""
    items = await store.items_of(act.write, breakout.id)
    states: list[ItemState] = [item.state for item in items.values()]
    state = rules.state_after(states)
    await set_state(act, breakout, copy, state)
    if state == "endorsed":
        await act.record(
            BreakoutEndorsed(
                document_id=breakout.document_id,
                breakout_id=breakout.id,
                title=breakout.name,
                note=note,
            )
        )


async def return_work(act: Act, breakout: Breakout, copy_ids: Sequence[str], comment: str) -> None:
    """Send paragraphs (none named: all that are left) back to the breakout. (E6, E7)"""
    allow(rules.may_endorse(act.actor, breakout.values()))
    copy = await working_copy(act, breakout)
    items = await store.items_of(act.write, breakout.id)
    named = list(copy_ids) or [one for one, item in items.items() if item.state == "reported"]
    picked = await _pick(act, breakout, named)
    await _hold(act, [twin for _, twin in picked])
    values = [await item_values(act, copy, item, twin) for item, twin in picked]
    fact = allowed(rules.return_work(act.actor, breakout.values(), values, comment))
    for item, _ in picked:
        item.state, item.comment, item.decided_at = "returned", comment.strip(), act.now
        act.write.add(item)
    await act.record(fact)
    await act.write.flush()
    await _conclude(act, breakout, copy, None)
