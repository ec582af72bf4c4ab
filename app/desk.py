"""What the command line does at the secretariat's desk, without a person signed in."""

import zlib
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from pycrdt import Doc
from sqlalchemy.exc import OperationalError, ProgrammingError
from sqlmodel import SQLModel, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.demo import DemoPerson, fresh_links, load
from app.exports import Export, Numbers, View, read_draft
from app.exports import export as write_export
from app.groups import Act, WorkingGroup, found_group, group_ids, seat_first
from app.house import House, at_work
from app.imports import ImportReport, import_draft, report
from app.imports import read_draft as read_import
from app.kit import backup
from app.kit.backup import Copied
from app.kit.db import Database
from app.kit.errors import NotFound, Refused
from app.kit.settings import Settings
from app.people import issue_link
from app.record import head_seq, read_after, verify_chain
from app.rules.actors import Actor
from app.rules.words import digest
from app.sync import Broken, Keep, Malformed, SyncDocument, compact_all, history
from app.text import ROOT, Document, Paragraph, YDoc, paragraph_labels, text_of, words_of

SECRETARIAT = Actor(person_id="desk", person_name="The secretariat's desk", role="secretariat")
"""Who the record says acted when a command line did."""


async def check_migrated(settings: Settings) -> None:
    """Raise `Refused` when the database has not been brought to this version's form."""
    database = Database(settings.database_url)
    try:
        async with database.reading() as session:
            await group_ids(session)
    except (OperationalError, ProgrammingError) as error:
        raise Refused(
            "desk.not_migrated",
            "The database has not been prepared. Run `chapeau migrate` first.",
        ) from error
    finally:
        await database.close()


async def demo_people(house: House) -> list[DemoPerson]:
    """Load the demonstration into an empty database; return its people with fresh links."""
    async with at_work(house):
        async with house.database.reading() as session:
            empty = not await group_ids(session)
        return await (load(house) if empty else fresh_links(house))


async def found(house: House, name: str, *, short: str, chair: str, mandate: str, body: str) -> str:
    """Found a working group under its chair; returns the chair's sign-in link."""
    now = house.clock()
    lasting = timedelta(days=house.settings.link_days)
    try:
        async with house.database.writing() as write:
            group = await found_group(
                write, house.news, now, name=name, short=short, mandate=mandate, parent_body=body
            )
            first = await seat_first(write, house.news, group, chair, "chair", now)
            secret = await issue_link(write, first.person_id, now, lasting)
    finally:
        await house.database.close()
    return f"{house.settings.public_url.rstrip('/')}/enter#{secret.token}"


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import found, and the document it made unless it was a dry run."""

    report: ImportReport
    document_id: str | None


async def _group(session: AsyncSession, name: str) -> WorkingGroup:
    """Return a group by its id or its short name."""
    query = select(WorkingGroup).where((WorkingGroup.id == name) | (WorkingGroup.short == name))
    found = (await session.exec(query)).all()
    if len(found) != 1:
        raise Refused("desk.no_group", f"There is no one working group called {name}.")
    return found[0]


async def import_file(
    house: House, name: str, data: bytes, group: str, title: str | None, dry_run: bool
) -> Imported:
    """Bring a file into a group as a rolling document."""
    draft = read_import(name, data, title)
    found = report(draft)
    try:
        await house.deadlines.keep()
        async with house.database.writing() as write:
            target = await _group(write, group)
            if dry_run:
                return Imported(found, None)
            act = Act(write, target, SECRETARIAT, house.clock(), house.hub, house.news)
            document = await import_draft(act, draft)
        return Imported(found, document.id)
    finally:
        await house.database.close()


async def export_file(
    house: House, document_id: str, name: str, view: View, numbers: Numbers = "computed"
) -> Export:
    """Write a document's consolidated draft."""
    try:
        await house.deadlines.keep()
        async with house.database.reading() as session:
            document = await session.get(Document, document_id)
            if document is None:
                raise NotFound("document")
            group = await session.get_one(WorkingGroup, document.group_id)
            draft = await read_draft(session, group, document, view, house.clock())
            expected = await paragraph_labels(session, document.id)
        return write_export(draft, name, expected, numbers)
    finally:
        await house.database.close()


async def back_up(settings: Settings, file: Path) -> Copied:
    """Write everything to a new SQLite file, of one moment; servers may go on meanwhile."""
    return await backup.back_up(
        settings.database_url, settings.sqlite_path, file, SQLModel.metadata
    )


async def restore(settings: Settings, file: Path) -> Copied:
    """Put a backup into an empty database."""
    return await backup.restore(
        file, settings.database_url, settings.sqlite_path, SQLModel.metadata
    )


async def compact(house: House) -> dict[str, int]:
    """Fold every document's journal down to its newest entries; return how many were folded."""
    try:
        return await compact_all(house.database, ROOT, Keep())
    finally:
        await house.database.close()


@dataclass(slots=True)
class Checked:
    """What a check found: what is well, and what is not."""

    lines: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


async def check(house: House) -> Checked:
    """Verify each group's chain, and that each stored document loads and says what its row says."""
    checked = Checked()
    try:
        await house.deadlines.keep()
        async with house.database.reading() as session:
            for group_id in await group_ids(session):
                await _check_chain(session, group_id, checked)
            await _check_texts(house, session, checked)
    finally:
        await house.database.close()
    return checked


async def _check_chain(session: AsyncSession, group_id: str, checked: Checked) -> None:
    head = await head_seq(session, group_id)
    entries = await read_after(session, group_id, 0, head + 1)
    broken = verify_chain(entries)
    if broken is not None or len(entries) != head:
        place = broken if broken is not None else len(entries) + 1
        checked.faults.append(f"the record of group {group_id} is broken at entry {place}")
        return
    last = f", the last {entries[-1].hash}" if entries else ""
    checked.lines.append(f"record of group {group_id}: {head} entries, chain whole{last}")


async def _check_texts(house: House, session: AsyncSession, checked: Checked) -> None:
    paragraphs = (await session.exec(select(Paragraph))).all()
    loaded = 0
    for paragraph in paragraphs:
        fault = await _text_fault(house, session, paragraph)
        if fault is None:
            loaded += 1
        else:
            checked.faults.append(fault)
    checked.lines.append(f"{loaded} of {len(paragraphs)} stored paragraphs load")


async def _text_fault(house: House, session: AsyncSession, paragraph: Paragraph) -> str | None:
    try:
        state = await house.hub.state(session, paragraph.sync_name)
    except LookupError:
        return f"paragraph {paragraph.id} has no words stored"
    except Broken as error:
        return f"the stored words of paragraph {paragraph.id} cannot be loaded: {error}"
    past = await _past_fault(session, paragraph.sync_name)
    if past is not None:
        return f"the past of paragraph {paragraph.id} {past}"
    doc: YDoc = Doc()
    text_of(doc)
    doc.apply_update(state)
    if digest(words_of(doc)) == paragraph.digest:
        return None
    # Words typed in the last moment before a stop are told of at the next start.
    if await house.hub.unnoted(session, paragraph.sync_name):
        return None
    return f"paragraph {paragraph.id} reads otherwise than its stored words"


async def _past_fault(session: AsyncSession, name: str) -> str | None:
    """Say what is wrong with a document's past: every entry can be read, and none is missing."""
    try:
        entries = await history(session, name)
    except (Malformed, zlib.error) as error:
        return f"cannot be read: {error}"
    head = (await session.get_one(SyncDocument, name)).head
    if [one.seq for one in entries] != list(range(1, head + 1)):
        return f"is not whole: {len(entries)} of {head} entries are there"
    return None
