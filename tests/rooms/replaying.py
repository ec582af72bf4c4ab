"""What the rows must be by the facts alone, and what must hold whatever anybody does."""

from collections.abc import Sequence

from pycrdt import Doc, Text
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.record import Entry, verify_chain
from app.rules import words as w
from app.rules.brackets import render_all, written
from app.rules.consensus import falls_with_kind
from app.rules.kinds import SETTLED
from app.rules.words import Words, from_delta
from app.sync import JournalEntry
from app.text import Amendment, Bracket, Document, Paragraph, paragraphs_of

OPEN_AGAIN = ("AgreementReopened", "AgreementDeclined", "PackageBroken", "StatusFell")
ENDED = {
    "AmendmentAccepted": "accepted",
    "AmendmentAcceptedInPart": "accepted in part",
    "AmendmentRejected": "rejected",
    "AmendmentWithdrawn": "withdrawn",
    "AmendmentSubsumed": "subsumed",
}
GONE = ("BracketRemoved", "BracketFell")


async def faults(session: AsyncSession, group: str) -> list[str]:
    """Return everything that does not hold in a group, from one snapshot of its database."""
    entries = await _entries(session, group)
    documents = (await session.exec(select(Document).where(Document.group_id == group))).all()
    found = [] if verify_chain(entries) is None else ["the record's chain is broken"]
    found += await _statuses(session, documents, entries)
    found += await _amendments(session, entries)
    found += await _brackets(session, documents, entries)
    return found


async def _entries(session: AsyncSession, group: str) -> Sequence[Entry]:
    query = select(Entry).where(Entry.group_id == group).order_by(col(Entry.seq))
    return (await session.exec(query)).all()


def statuses(entries: Sequence[Entry]) -> dict[str, str]:
    """Return each paragraph's status as the facts leave it."""
    found: dict[str, str] = {}
    for entry in entries:
        one, data = entry.paragraph_id or "", entry.data
        if entry.kind in ("StatusDeclared", "AgreementConfirmed"):
            found[one] = data["status"]
        elif entry.kind in OPEN_AGAIN or entry.kind == "SilenceBroken":
            found[one] = "under discussion"
        elif entry.kind == "KindChanged":
            if falls_with_kind(data["kind_before"], data["kind_after"]):
                found[one] = "not discussed"
        elif entry.kind == "SilenceConcluded":
            found |= dict.fromkeys((item["paragraph_id"] for item in data["agreed"]), "agreed")
    return found


async def _statuses(
    session: AsyncSession, documents: Sequence[Document], entries: Sequence[Entry]
) -> list[str]:
    """The rows' statuses are the facts', and agreed words are the words that were agreed."""
    told = statuses(entries)
    found: list[str] = []
    for document in documents:
        for one in await paragraphs_of(session, document.id, retired=True):
            if document.breakout_id is None and one.status != told.get(one.id, "not discussed"):
                found.append(f"{one.label} is {one.status}, and by the facts {told.get(one.id)}")
            if one.status in SETTLED:
                digests = {one.status_digest, one.digest, w.digest(one.runs)}
                digests.add(w.digest(await typed(session, one.sync_name)))
                if len(digests) > 1:
                    found.append(f"{one.label} is {one.status} with other words than were agreed")
    return found


async def typed(session: AsyncSession, name: str) -> Words:
    """Return the words of a paragraph as its journal has them."""
    query = (
        select(JournalEntry.payload)
        .where(col(JournalEntry.document) == name)
        .order_by(col(JournalEntry.seq))
    )
    doc: Doc[Text] = Doc()
    text = doc.get("p", type=Text)
    for payload in (await session.exec(query)).all():
        doc.apply_update(payload)
    return from_delta(text.diff())


async def _amendments(session: AsyncSession, entries: Sequence[Entry]) -> list[str]:
    """What was decided stays decided, and what is pending stands in the words."""
    ended = {
        (entry.paragraph_id, entry.data["amendment"]): ENDED[entry.kind]
        for entry in entries
        if entry.kind in ENDED
    }
    found: list[str] = []
    for row, paragraph in (
        await session.exec(
            select(Amendment, Paragraph).join(
                Paragraph, col(Paragraph.id) == col(Amendment.paragraph_id)
            )
        )
    ).all():
        told = ended.pop((row.paragraph_id, row.id), None)
        if told is not None and row.state != told:
            found.append(f"{row.id} is {row.state}, and by the facts {told}")
        standing = row.id in w.amendments(paragraph.runs)
        if paragraph.retired_at is None and standing != (row.state == "pending"):
            found.append(f"{row.id} is {row.state}, and in the words: {standing}")
    return found + [f"the facts end {one}, of which there is no row" for one in ended]


async def _brackets(
    session: AsyncSession, documents: Sequence[Document], entries: Sequence[Entry]
) -> list[str]:
    """Brackets balance, and those stand that the facts have put in and not taken away."""
    found: list[str] = []
    for document in documents:
        texts = [one.runs for one in await paragraphs_of(session, document.id)]
        signs = "".join(written(row) for row in render_all(texts))
        if not balanced(signs):
            found.append(f"brackets do not balance: {signs}")
        marks = {one for text in texts for one in w.structure(text, "br")}
        query = select(Bracket).where(Bracket.document_id == document.id, Bracket.op == "br")
        rows = (await session.exec(query)).all()
        standing = {row.id for row in rows if row.state == "standing"}
        if standing != marks:
            found.append(f"brackets {standing} by the rows, {marks} in the words")
        if document.breakout_id is None and standing != _standing(entries, document.id):
            found.append(f"brackets {standing}, by the facts {_standing(entries, document.id)}")
    return found


def balanced(signs: str) -> bool:
    """Whether every bracket that opens closes, and none closes unopened."""
    depth = 0
    for sign in signs:
        depth += (sign == "[") - (sign == "]")
        if depth < 0:
            return False
    return depth == 0


def _standing(entries: Sequence[Entry], document: str) -> set[str]:
    found: set[str] = set()
    for entry in entries:
        if entry.document_id != document:
            continue
        data = entry.data
        if entry.kind == "BracketPlaced":
            found.add(data["bracket"])
        elif entry.kind in GONE or (entry.kind == "BracketLifted" and data["gone"]):
            found.discard(data["bracket"])
        elif entry.kind == "RivalChosen":
            found -= {data["bracket"], *data["others"]}
    return {one.removeprefix("br--") for one in found}
