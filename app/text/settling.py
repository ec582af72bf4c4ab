"""Brings a paragraph's rows and the record up to its words, once they have come to rest.

Typing changes the Yjs document at once; what it means (which amendments there are now, which
status no longer holds) is worked out here, in one transaction with the facts that say so.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.groups import WorkingGroup, actor_in, delegations_of
from app.kit.db import Write
from app.record import News, append
from app.rules import brackets, consensus
from app.rules import words as w
from app.rules.actors import Actor
from app.rules.facts import (
    AmendmentDecided,
    AmendmentFell,
    AmendmentProposed,
    BracketFell,
    Fact,
    ParagraphEdited,
)
from app.rules.words import Words
from app.sync import Hub
from app.text import reference_rows, store, structure
from app.text.edits import words_of
from app.text.pens import pen
from app.text.tables import Amendment, Document, Paragraph

PODIUM_SEATS = ("chair", "vice-chair", "secretariat")


@dataclass(frozen=True, slots=True)
class Settling:
    """The transaction a paragraph is settled in."""

    write: Write
    hub: Hub
    news: News
    group: WorkingGroup
    document: Document
    now: datetime

    async def record(self, actor: Actor | None, fact: Fact) -> None:
        """Put a fact on the group's record."""
        await append(
            self.write,
            self.news,
            self.group.id,
            actor,
            fact,
            self.now,
            audience=self.document.audience,
        )


async def settle(at: Settling, paragraph: Paragraph) -> Words:
    """Read the paragraph's words as they are committed and tell what they have become.

    Takes the document's lock: what this returns are the words until the transaction ends.
    """
    writers = await _writers(at, await at.hub.note(at.write, paragraph.sync_name))
    words = words_of(await at.hub.read(at.write, paragraph.sync_name))
    if w.digest(words) != paragraph.digest:
        last = writers[-1] if writers else None
        await take(at, paragraph, words)
        await at.record(
            last,
            ParagraphEdited(
                document_id=paragraph.document_id,
                paragraph_id=paragraph.id,
                breakout_id=at.document.breakout_id,
                label=paragraph.label,
                digest=paragraph.digest,
                base_digest=w.digest(w.base(words)),
            ),
        )
        await note_amendments(at, paragraph, words, writers)
        await let_status_fall(at, paragraph, last)
    return words


async def take(at: Settling, paragraph: Paragraph, words: Words) -> None:
    """Make the words the paragraph's reading copy, and note what stands in them. (K7)"""
    before = paragraph.runs
    paragraph.words = w.as_json(words)
    paragraph.digest = w.digest(words)
    at.write.add(paragraph)
    await at.write.flush()
    await _note_structure(at, paragraph, before, words, structure.NO_WORDS)
    await reference_rows.bring_up(at.write, paragraph, before, words)


async def without_structure(at: Settling, paragraph: Paragraph, reason: str) -> None:
    """Take a paragraph that leaves the text out of the account of brackets. (K10)"""
    await _note_structure(at, paragraph, paragraph.runs, (), reason)


async def _note_structure(
    at: Settling, paragraph: Paragraph, before: Words, words: Words, reason: str
) -> None:
    fallen = await structure.bring_up(at.write, paragraph, before, words, at.now, reason)
    for row in fallen:
        await at.record(
            None,
            BracketFell(
                document_id=paragraph.document_id,
                paragraph_id=paragraph.id,
                breakout_id=at.document.breakout_id,
                label=paragraph.label,
                bracket=row.key,
                text=brackets.excerpt(brackets.held_text([before], row.key)),
                reason=reason,
            ),
        )
    await structure.ends_without(at.write, fallen)


async def let_status_fall(at: Settling, paragraph: Paragraph, actor: Actor | None) -> None:
    """Take back a status that names other words than the paragraph's. (C5)"""
    fact = consensus.falls(paragraph.state(at.document), paragraph.digest)
    if fact is None:
        return
    paragraph.status = "under discussion"
    paragraph.status_digest = paragraph.status_note = None
    paragraph.status_by = paragraph.status_by_name = paragraph.status_by_role = None
    paragraph.status_at = at.now
    at.write.add(paragraph)
    await at.record(actor, fact)


async def _writers(at: Settling, person_ids: Sequence[str]) -> list[Actor]:
    """Return the people who have typed since the last settling, in order."""
    found = [await actor_in(at.write, at.group.id, person_id) for person_id in person_ids]
    return [actor for actor in found if actor is not None]


async def note_amendments(
    at: Settling,
    paragraph: Paragraph,
    words: Words,
    writers: Sequence[Actor],
) -> None:
    """Open rows for amendments that appeared, and close those that have no words left. (T8)"""
    known = {one.id: one for one in await store.amendments_to(at.write, paragraph.id)}
    present = w.amendments(words)
    for amendment_id, (inserted, deleted) in present.items():
        row = known.get(amendment_id)
        if row is None:
            row = await _open(at, paragraph, amendment_id, writers)
        row.state = "pending"
        row.inserted, row.deleted = inserted, deleted
        at.write.add(row)
    for row in known.values():
        if row.state == "pending" and row.id not in present:
            await fell(at, paragraph, row)


async def _open(
    at: Settling,
    paragraph: Paragraph,
    amendment_id: str,
    writers: Sequence[Actor],
) -> Amendment:
    seat = await seat_of(at, paragraph, amendment_id.partition("-")[0])
    author = next((who for who in writers if who.seat == seat), None)
    row = Amendment(
        paragraph_id=paragraph.id,
        id=amendment_id,
        seat=seat,
        person_id=author.person_id if author else None,
        opened_at=at.now,
    )
    await at.record(
        author,
        AmendmentProposed(
            document_id=paragraph.document_id,
            paragraph_id=paragraph.id,
            breakout_id=at.document.breakout_id,
            label=paragraph.label,
            amendment=amendment_id,
            delegation_id=None if seat in PODIUM_SEATS else seat,
        ),
    )
    return row


async def seat_of(at: Settling, paragraph: Paragraph, name: str) -> str:
    """Return whose pen this is; the door lets in no pen that is nobody's. (T5)"""
    delegations = await delegations_of(at.write, at.group.id)
    for seat in (*PODIUM_SEATS, *(one.id for one in delegations)):
        if pen(at.group.pen_secret, paragraph.lineage, seat) == name:
            return seat
    return "secretariat"


async def fell(at: Settling, paragraph: Paragraph, row: Amendment) -> None:
    """End an amendment that has no words left; its row keeps what it held."""
    row.state = "fallen"
    row.decided_at = at.now
    row.note = "no words of it are left"
    at.write.add(row)
    await at.record(None, decided(AmendmentFell, at.document, paragraph, row, row.note))


def decided(
    kind: type[AmendmentDecided],
    document: Document,
    paragraph: Paragraph,
    row: Amendment,
    note: str | None,
) -> Fact:
    """Make the fact of how an amendment ended."""
    return kind(
        document_id=paragraph.document_id,
        paragraph_id=paragraph.id,
        breakout_id=document.breakout_id,
        label=paragraph.label,
        amendment=row.id,
        delegation_id=None if row.seat in PODIUM_SEATS else row.seat,
        inserted=row.inserted,
        deleted=row.deleted,
        note=note,
        digest=paragraph.digest,
        **row.outcome,
    )
