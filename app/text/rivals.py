"""Commands on rival words: brackets beside each other, of which the chair chooses one. (K8)"""

from collections.abc import Sequence

from app.groups import Act, allowed
from app.kit.errors import BadInput, NotFound, Refused
from app.kit.ids import new_id
from app.rules import bracket_rights as rights
from app.rules import brackets as rules
from app.rules.bracket_rights import BracketValues
from app.rules.words import Edit
from app.text import bracket_store, structure
from app.text.access import settling
from app.text.bracket_tables import Bracket
from app.text.brackets import change, closed, standing
from app.text.paragraphs import words_shown
from app.text.settling import let_status_fall, note_amendments
from app.text.tables import Document, Paragraph


async def join_rivals(act: Act, document: Document, bracket_ids: Sequence[str]) -> list[Bracket]:
    """Join brackets that stand side by side as rival words; those joined before come along."""
    if not 2 <= len(set(bracket_ids)) <= 20:
        raise BadInput("text.rivals_apart", "Name two or more brackets to join as rival words.")
    found = {one: await standing(act, document, one) for one in bracket_ids}
    for row, _ in tuple(found.values()):
        for other in await bracket_store.rivals_of(act.write, document.id, row.rivals or ""):
            if other.id not in found:
                found[other.id] = await standing(act, document, other.id)
    group = new_id()
    values = await _side_by_side(act, [values for _, values in found.values()])
    fact = allowed(rights.join_rivals(act.actor, group, values))
    for row, _ in found.values():
        row.rivals = group
        act.write.add(row)
    await act.write.flush()
    await act.record(fact, audience=document.audience)
    return [row for row, _ in found.values()]


async def _side_by_side(act: Act, found: Sequence[BracketValues]) -> list[BracketValues] | None:
    """Return brackets in the order they stand in side by side, or None if they do not."""
    if any(one.places != found[0].places or len(one.places) > 1 for one in found):
        return None
    paragraph = await act.write.get_one(Paragraph, found[0].first.id)
    by_key = {one.key: one for one in found}
    row = rules.side_by_side(paragraph.runs, by_key)
    return None if row is None else [by_key[key] for key in row]


async def choose(
    act: Act, document: Document, group: str, bracket_id: str, shown: str, reason: str | None
) -> Paragraph:
    """Choose one of rival words, about the words shown: the others are taken away. (K8, C2)"""
    rows = {one.id: one for one in await bracket_store.rivals_of(act.write, document.id, group)}
    if bracket_id not in rows:
        raise NotFound("bracket among these rival words")
    found = {one: await standing(act, document, one) for one in rows}
    chosen = found[bracket_id][1]
    paragraph = await act.write.get_one(Paragraph, chosen.first.id)
    words = await words_shown(act, document, paragraph, shown)
    row = await _side_by_side(act, [values for _, values in found.values()])
    if row is None:
        raise Refused(
            "text.rivals_apart",
            "These words no longer stand beside each other, so they are no rivals any more.",
        )
    others = [one for one in row if one.key != chosen.key]
    fact = allowed(rights.choose(act.actor, chosen, others, shown, reason))
    for one in rows.values():
        closed(act, one, "chosen" if one.id == bracket_id else "not chosen", fact.reason)
    before, behind = rules.left_by_choice(words, [one.key for one in row], chosen.key)
    edits = [Edit(before.start, before.stop - before.start, ())]
    edits.append(Edit(before.stop, behind.start - before.stop, (chosen.key,)))
    edits.append(Edit(behind.start, behind.stop - behind.start, ()))
    await change(act, document, paragraph, [one for one in edits if one.length])
    fact = fact.model_copy(update={"digest": paragraph.digest})
    await act.record(fact, audience=document.audience)
    at = settling(act, document)
    await note_amendments(at, paragraph, paragraph.runs, ())
    await let_status_fall(at, paragraph, act.actor)
    await structure.ends_without(act.write, rows.values())
    return paragraph
