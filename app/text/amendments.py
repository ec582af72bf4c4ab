"""Commands on amendments: accept, reject, withdraw. Carried out here and only here. (T6)"""

from collections.abc import Collection, Mapping, Sequence

from app.groups import Act, allow
from app.kit.errors import NotFound, Refused
from app.rules import text as rules
from app.rules import words as w
from app.rules.facts import (
    AmendmentAccepted,
    AmendmentAcceptedInPart,
    AmendmentDecided,
    AmendmentRejected,
    AmendmentSubsumed,
    AmendmentWithdrawn,
)
from app.rules.words import Edit, Words
from app.text import store
from app.text.access import settling
from app.text.edits import apply
from app.text.settling import decided, fell, let_status_fall, settle, take
from app.text.tables import Amendment, Document, Paragraph

ENDS: Mapping[str, type[AmendmentDecided]] = {
    "accepted": AmendmentAccepted,
    "accepted in part": AmendmentAcceptedInPart,
    "rejected": AmendmentRejected,
    "subsumed": AmendmentSubsumed,
    "withdrawn": AmendmentWithdrawn,
}
"""The fact that tells of each end an amendment is brought to."""


async def decide(
    act: Act,
    document: Document,
    paragraph: Paragraph,
    amendment_id: str,
    *,
    accept: bool,
    shown: str,
    note: str | None = None,
) -> None:
    """Accept or reject an amendment, about the words shown. (T6, T7, C2)"""
    words, row = await _to_decide(act, document, paragraph, amendment_id, shown)
    state = "accepted" if accept else "rejected"
    edits = w.decide(words, row.id, accept=accept)
    await _end(act, document, paragraph, words, row, edits, state=state, note=note)


async def accept_in_part(
    act: Act,
    document: Document,
    paragraph: Paragraph,
    amendment_id: str,
    *,
    taken: Collection[int],
    shown: str,
    note: str | None = None,
) -> None:
    """Take some pieces of an amendment and not the others, about the words shown. (T13, C2)"""
    words, row = await _to_decide(act, document, paragraph, amendment_id, shown)
    pieces = w.stretches(words, row.id)
    allow(rules.in_part(len(pieces), taken))
    row.outcome = {
        f"{what}_{name}": "".join(
            piece.text
            for number, piece in enumerate(pieces)
            if piece.op == op and (number in taken) is (what == "taken")
        )
        for what in ("taken", "left")
        for name, op in (("inserted", "ins"), ("deleted", "del"))
    }
    edits = w.decide_in_part(words, row.id, taken)
    await _end(act, document, paragraph, words, row, edits, state="accepted in part", note=note)


async def subsume(
    act: Act,
    document: Document,
    paragraph: Paragraph,
    amendment_id: str,
    *,
    by: tuple[Paragraph, str | None],
    shown: str,
    note: str | None = None,
) -> None:
    """Find what an amendment asks for in another amendment or paragraph. (T14, C2)

    `by` is that paragraph, with the amendment to it that holds the words, if it is one. The marks
    come off the text as when an amendment is rejected.
    """
    words, row = await _to_decide(act, document, paragraph, amendment_id, shown)
    holder, other = by
    if other is not None:
        found = await act.write.get(Amendment, (holder.id, other))
        if found is None or found.state not in ("pending", "accepted", "accepted in part"):
            raise NotFound("amendment")
    allow(rules.subsumed(paragraph.id, row.id, holder.state(document), other))
    row.outcome = {"by_paragraph": holder.id, "by_amendment": other, "by_label": holder.label}
    edits = w.decide(words, row.id, accept=False)
    await _end(act, document, paragraph, words, row, edits, state="subsumed", note=note)


async def _to_decide(
    act: Act, document: Document, paragraph: Paragraph, amendment_id: str, shown: str
) -> tuple[Words, Amendment]:
    """Return the words, settled and as they were shown, and an amendment that is pending. (C2)"""
    allow(rules.may_decide(act.actor, paragraph.state(document)))
    words = await settle(settling(act, document), paragraph)
    row = await _pending(act, paragraph, amendment_id)
    refusal = rules.same_words(shown, words)
    if refusal is not None:
        raise Refused(
            refusal.reason,
            refusal.sentence,
            details={"shown": shown, "digest": w.digest(words), "words": w.as_json(words)},
        )
    return words, row


async def withdraw(act: Act, document: Document, paragraph: Paragraph, amendment_id: str) -> None:
    """Take back one's own delegation's amendment. (T8)"""
    words = await settle(settling(act, document), paragraph)
    row = await _pending(act, paragraph, amendment_id)
    allow(rules.may_withdraw(act.actor, paragraph.state(document), row.seat))
    edits = w.decide(words, row.id, accept=False)
    await _end(act, document, paragraph, words, row, edits, state="withdrawn")


async def _pending(act: Act, paragraph: Paragraph, amendment_id: str) -> Amendment:
    row = await act.write.get(Amendment, (paragraph.id, amendment_id))
    if row is None:
        raise NotFound("amendment")
    if row.state != "pending":
        raise Refused("text.amendment_closed", f"This amendment has already been {row.state}.")
    return row


async def _end(
    act: Act,
    document: Document,
    paragraph: Paragraph,
    words: Words,
    row: Amendment,
    edits: Sequence[Edit],
    *,
    state: str,
    note: str | None = None,
) -> None:
    """Carry the decision out in the words, and see which other amendments it leaves wordless."""
    await act.hub.change(
        act.write, paragraph.sync_name, act.actor.person_id, lambda doc: apply(doc, edits)
    )
    await take(settling(act, document), paragraph, w.apply_edits(words, edits))
    row.state = state
    row.decided_at, row.decided_by, row.note = act.now, act.actor.person_id, note
    act.write.add(row)
    await act.record(
        decided(ENDS[state], document, paragraph, row, note), audience=document.audience
    )
    left = w.amendments(paragraph.runs)
    for other in await store.amendments_to(act.write, paragraph.id):
        if other.state == "pending" and other.id not in left:
            await fell(settling(act, document), paragraph, other)
    await let_status_fall(settling(act, document), paragraph, act.actor)


async def carry_over(
    act: Act, source: Paragraph, target: Paragraph, names: Mapping[str, str], *, whole: bool = False
) -> None:
    """Give the target the amendment rows whose marks its words now carry, pens renamed.

    Rows that have no words left in the source (none has when the `whole` of it was taken in) end
    there, without a fact: their words moved on. Parts that come together again are one amendment.
    """
    present = w.amendments(target.runs)
    left = {} if whole else w.amendments(source.runs)
    known = {one.id: one for one in await store.amendments_to(act.write, target.id)}
    for row in await store.amendments_to(act.write, source.id):
        if row.state != "pending":
            continue
        renamed = names.get(row.pen, row.pen) + row.id[len(row.pen) :]
        if renamed in present:
            copied = row.model_dump(exclude={"paragraph_id", "id"})
            there = known.get(renamed) or Amendment(paragraph_id=target.id, id=renamed, **copied)
            there.inserted, there.deleted = present[renamed]
            there.state, there.decided_at, there.decided_by, there.note = (
                "pending",
                None,
                None,
                None,
            )
            act.write.add(there)
        if row.id in left:
            row.inserted, row.deleted = left[row.id]
        else:
            row.state, row.decided_at = "moved", act.now
        act.write.add(row)
    await act.write.flush()
