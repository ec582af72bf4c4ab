"""Takes sets of alternatives into a working copy, and what became of them back. (A11)"""

from collections.abc import Mapping

from app.groups import Act
from app.kit.ids import new_id
from app.rules.facts import (
    AlternativeFact,
    AlternativesLeft,
    OptionAdded,
    OptionChosen,
    OptionsMerged,
)
from app.rules.numbering import Number
from app.rules.options import DECIDED
from app.text.alternatives import number_beside
from app.text.option_tables import Option, OptionSet
from app.text.options import SetRows, end_if_alone, option_sets_of, read_set, set_around
from app.text.tables import Document, Paragraph


async def fork_options(
    act: Act, document: Document, copy: Document, twins: Mapping[str, str]
) -> None:
    """Give a working copy the sets its paragraphs stand in; `twins` are its paragraphs' ids."""
    for found in await option_sets_of(act.write, document.id):
        given = [one for one in found.in_force if one.id in twins]
        if not given:
            continue
        row = OptionSet(
            **found.row.model_dump(include={"state", "opened_at", "decided_at", "reason"}),
            id=new_id(),
            document_id=copy.id,
            forked_from=found.row.id,
        )
        act.write.add(row)
        await act.write.flush()
        options: dict[str, str] = {}
        for option in found.standing:
            options[option.id] = new_id()
            kept = option.model_dump(exclude={"id", "set_id", "merged_into", "forked_from"})
            forked = Option(**kept, id=options[option.id], set_id=row.id, forked_from=option.id)
            act.write.add(forked)
        await act.write.flush()
        for paragraph in given:
            twin = await act.write.get_one(Paragraph, twins[paragraph.id])
            twin.option_id = options[paragraph.option_id or ""]
            act.write.add(twin)
    await act.write.flush()


async def number_in_set(act: Act, document: Document, twin: Paragraph) -> Number | None:
    """Number what a breakout put in beside others as the plenary's own: `2 alt`."""
    found = await set_around(act.write, twin)
    if found is None or not found.options:
        return None
    first = next((held for one in found.options if (held := found.paragraphs[one.id])), ())
    stem_id = next((one.forked_from for one in first if one.forked_from), None)
    if stem_id is None or twin in first:
        return None
    return await number_beside(act, document, await act.write.get_one(Paragraph, stem_id), twin)


async def carry_options(act: Act, document: Document, copy: Document) -> None:
    """Bring into the plenary what became of a copy's sets, as far as it has been endorsed.

    Options come with their paragraphs, "No text" with the first of them; a decision comes once
    every paragraph it was about has been endorsed, so that no half of it is taken.
    """
    for found in await option_sets_of(act.write, copy.id):
        if any(one.endorsed_at for one in found.everyone):
            await _carry(act, document, copy, found)


async def _carry(act: Act, document: Document, copy: Document, found: SetRows) -> None:
    above = await _set_above(act, document, found)
    for option in found.options:
        await _option_above(act, document, above, found, option)
    given = [one for one in found.everyone if one.forked_from or one.retired_at is None]
    whole = all(one.endorsed_at for one in given)
    news = found.row.decided_at is not None and found.row.decided_at > copy.created_at
    if not whole:
        return
    if news and found.row.state in DECIDED and above.state not in DECIDED:
        await _decide_above(act, document, copy, found, above)
    await end_if_alone(act, document, above.id)


async def _set_above(act: Act, document: Document, found: SetRows) -> OptionSet:
    """Return the plenary's set, made if the breakout's is new."""
    if found.row.forked_from is not None:
        return await act.write.get_one(OptionSet, found.row.forked_from)
    above = OptionSet(id=new_id(), document_id=document.id, opened_at=act.now)
    act.write.add(above)
    found.row.forked_from = above.id
    act.write.add(found.row)
    await act.write.flush()
    return above


async def _option_above(
    act: Act, document: Document, above: OptionSet, found: SetRows, option: Option
) -> None:
    """Let the plenary's set have an option of which something has been endorsed."""
    held = [one for one in found.paragraphs[option.id] if one.endorsed_at and one.forked_from]
    if option.fate == "withdrawn" or not (held or option.no_text):
        return
    fresh = option.forked_from is None
    if option.forked_from is None:
        kept = option.model_dump(include={"no_text", "position", "proposers", "added"})
        mine = Option(**kept, id=new_id(), set_id=above.id, added_at=act.now)
        option.forked_from = mine.id
        act.write.add_all([mine, option])
        await act.write.flush()
    for twin in held:
        paragraph = await act.write.get_one(Paragraph, twin.forked_from)
        paragraph.option_id = option.forked_from
        act.write.add(paragraph)
    await act.write.flush()
    if fresh and option.position != 1:
        stands = await read_set(act.write, document.id, above.id)
        delegation = option.proposers[0] if option.proposers else None
        await act.record(
            OptionAdded(
                document_id=document.id,
                paragraph_id=stands.stem.id if stands.stem else None,
                breakout_id=None,
                set_id=above.id,
                place=stands.place,
                option_id=option.forked_from,
                option=option.label,
                delegation_id=delegation,
            )
        )


async def _decide_above(
    act: Act, document: Document, copy: Document, found: SetRows, above: OptionSet
) -> None:
    """Take the breakout's decision as the plenary's own, with the fact that says so."""
    row = found.row
    place = (await read_set(act.write, document.id, above.id)).place
    by_id = {one.id: one for one in found.options}
    for option in found.options:
        if option.forked_from is None:
            continue
        mine = await act.write.get_one(Option, option.forked_from)
        mine.fate, mine.recommended = option.fate, option.recommended
        target = by_id.get(option.merged_into or "")
        mine.merged_into = target.forked_from if target else None
        act.write.add(mine)
    above.state, above.reason = row.state, row.reason
    above.decided_at, above.decided_by = act.now, act.actor.person_id
    above.retired = [
        one.forked_from for one in found.everyone if one.id in row.retired and one.forked_from
    ]
    act.write.add(above)
    await act.write.flush()
    stands = await read_set(act.write, document.id, above.id)
    await act.record(_fact(document, copy, stands, place))


def _fact(document: Document, copy: Document, stands: SetRows, place: str) -> AlternativeFact:
    """Say of the plenary's set what the breakout decided about its own."""
    note = ": ".join(filter(None, (copy.breakout_name, stands.row.reason)))
    about = {
        "document_id": document.id,
        "paragraph_id": stands.stem.id if stands.stem else None,
        "set_id": stands.row.id,
        "place": place,
        "digests": tuple(f"{one.label} {one.digest}".strip() for one in stands.in_force),
    }
    if stands.row.state == "left standing":
        most = next((one.label for one in stands.options if one.recommended), None)
        options = tuple(one.label for one in stands.standing)
        return AlternativesLeft.model_validate(
            {**about, "options": options, "recommended": most, "reason": note}
        )
    merged = next((one for one in reversed(stands.options) if one.merged_into), None)
    if stands.row.state == "merged" and merged is not None:
        into = stands.option(merged.merged_into or "")
        pair = {"taken_in": merged.id, "taken_in_option": merged.label}
        return OptionsMerged.model_validate(
            {**about, **pair, "option_id": into.id, "option": into.label, "note": note}
        )
    chosen = next(one for one in stands.options if one.fate == "chosen")
    others = tuple(one.label for one in stands.options if one.fate == "not chosen")
    return OptionChosen.model_validate(
        {**about, "option_id": chosen.id, "option": chosen.label, "others": others, "note": note}
    )
