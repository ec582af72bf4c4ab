"""Gathers a paragraph's past: its versions, those its words came from, and the facts. (H1 to H3)"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from sqlalchemy import String, cast
from sqlmodel import col, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.groups import Names, delegations_of, names_for, reads
from app.record import Entry
from app.rules import history
from app.rules.history import Happening, Version
from app.rules.words import Words
from app.text.access import Reader, open_to
from app.text.replay import Replay, replay
from app.text.tables import Document, Paragraph

Way = Literal["forked", "split", "merged", "endorsed"]
"""How a paragraph's words came into another: by which act they were taken."""

BESIDE = frozenset(("ParagraphMoved",))
"""Facts that name other paragraphs only to say where something stands."""


@dataclass(frozen=True, slots=True)
class Line:
    """One paragraph's share of a line of time."""

    paragraph: Paragraph
    document: Document
    replay: Replay
    versions: Sequence[Version]
    facts: Sequence[Entry]
    behind: Sequence[int]
    """For each fact the place of the version it stands behind, -1 for none."""
    way: Way | None
    """How it came into the line; None for the paragraph whose line it is."""

    def words(self, version: Version) -> Words:
        """Return the words of one of its versions."""
        place = next(
            place for place, step in enumerate(self.replay.steps) if step.seq == version.seq
        )
        return self.replay.words[place]


@dataclass(slots=True)
class _Gathering:
    session: AsyncSession
    reader: Reader
    names: Names
    seen: set[str] = field(default_factory=set)
    lines: list[Line] = field(default_factory=list)


async def past_of(session: AsyncSession, reader: Reader, paragraph: Paragraph) -> list[Line]:
    """Return the lines that make up a paragraph's past, origins first, its own last. (H3)

    Words that came from a document the reader may not read leave their versions there.
    """
    delegations = await delegations_of(session, reader.group.id)
    names = names_for(reader.group, reader.actor, delegations)
    gathering = _Gathering(session, reader, names)
    await _gather(gathering, paragraph, None, None, None)
    return gathering.lines


async def _gather(
    to: _Gathering,
    paragraph: Paragraph,
    way: Way | None,
    until: datetime | None,
    digest: str | None,
) -> None:
    """Add a paragraph's line, up to the moment its words were taken elsewhere."""
    if paragraph.id in to.seen:
        return
    document = await to.session.get_one(Document, paragraph.document_id)
    if not open_to(to.reader.actor, document):
        return
    to.seen.add(paragraph.id)
    journal = await replay(to.session, paragraph.sync_name)
    steps = journal.steps
    if until is not None:
        steps = steps[: history.standing_at(steps, until, digest)]
    facts = await _facts(to, paragraph, until)
    first = steps[0] if steps else None
    origin = await _origin(to.session, paragraph, facts)
    if origin is not None and first is not None:
        source, how = origin
        await _gather(to, source, how, first.at, first.digest)
        if source.id in to.seen:
            steps = steps[1:]  # what it began with is the last version of where it came from
    for entry in facts:
        taken = _taken(entry, paragraph.id)
        if taken is not None:
            source_id, how = taken
            found = await to.session.get(Paragraph, source_id)
            if found is not None:
                await _gather(to, found, how, entry.at, entry.data.get("copy_digest"))
    happenings = [
        Happening(
            entry.kind,
            entry.at,
            history.digests_named(entry.data, paragraph.id, own=entry.paragraph_id == paragraph.id),
        )
        for entry in facts
    ]
    versions = history.versions(steps, happenings)
    told = [place for place, one in enumerate(facts) if one.kind != "ParagraphEdited"]
    behind = history.placed(versions, [happenings[place] for place in told])
    shown = [facts[place] for place in told]
    to.lines.append(Line(paragraph, document, journal, versions, shown, behind, way))


async def _facts(to: _Gathering, paragraph: Paragraph, until: datetime | None) -> list[Entry]:
    """Return the facts about a paragraph, and those about others that name it, oldest first."""
    query = select(Entry).where(
        Entry.group_id == to.reader.group.id,
        or_(
            Entry.paragraph_id == paragraph.id,
            cast(col(Entry.data), String).contains(paragraph.id, autoescape=True),
        ),
    )
    if until is not None:
        query = query.where(Entry.at <= until)
    found = (await to.session.exec(query.order_by(col(Entry.seq)))).all()
    return [
        one
        for one in found
        if reads(one, to.reader.actor, to.names)
        and (one.paragraph_id == paragraph.id or one.kind not in BESIDE)
    ]


async def _origin(
    session: AsyncSession, paragraph: Paragraph, facts: Sequence[Entry]
) -> tuple[Paragraph, Way] | None:
    """Return the paragraph whose history this one began with, and how it came by it."""
    if paragraph.forked_from is not None and paragraph.fork_digest is not None:
        source = await session.get(Paragraph, paragraph.forked_from)
        return None if source is None else (source, "forked")
    for entry in facts:
        if entry.kind == "ParagraphSplit" and entry.data.get("into") == paragraph.id:
            source = await session.get(Paragraph, entry.paragraph_id)
            return None if source is None else (source, "split")
    brought = select(Paragraph).where(
        Paragraph.forked_from == paragraph.id, col(Paragraph.fork_digest).is_(None)
    )
    source = (await session.exec(brought)).first()
    return None if source is None else (source, "endorsed")


def _taken(entry: Entry, paragraph_id: str) -> tuple[str, Way] | None:
    """Return whose words a fact says the paragraph took in."""
    if entry.paragraph_id != paragraph_id:
        return None
    if entry.kind == "ParagraphsMerged":
        return str(entry.data["taken_in"]), "merged"
    if entry.kind == "ParagraphEndorsed":
        return str(entry.data["copy_id"]), "endorsed"
    return None
