"""The states of many documents, read together: in a transaction, and as one piece for pages."""

import asyncio
import gzip
import hashlib
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.kit.db import Database
from app.sync import crdt, wire
from app.sync.draft import NOTES, Draft, NoDocument
from app.sync.history import MOST_NAMES, read_many
from app.sync.tables import SyncDocument
from app.sync.validate import Schema

FRESH_SECONDS = 1.0
"""How old a bundle may be: whoever attaches then is sent what came since, and nothing else."""

MOST_BUNDLES = 16
LEVEL = 5
AT_ONCE = 50
"""Documents built before others have a turn."""

Names = Callable[[AsyncSession], Awaitable[Sequence[str]]]
"""Reads which documents belong together."""


class Open(Protocol):
    """What is asked of the documents in memory."""

    schema: Schema

    def remembered(self, name: str, version: int) -> bytes | None:
        """Return an open document's whole state, if memory holds exactly that version of it."""
        ...


async def versions_of(session: AsyncSession, names: Sequence[str]) -> dict[str, int]:
    """Return the versions of documents; those that do not exist are left out."""
    found: dict[str, int] = {}
    for start in range(0, len(names), MOST_NAMES):
        part = names[start : start + MOST_NAMES]
        rows = select(SyncDocument.name, SyncDocument.version).where(
            col(SyncDocument.name).in_(part)
        )
        found.update((await session.exec(rows)).all())
    return found


async def states_of(rooms: Open, session: AsyncSession, names: Iterable[str]) -> dict[str, bytes]:
    """Return documents whole, as the session's snapshot has them. Raises NoDocument."""
    wanted = list(dict.fromkeys(names))
    drafts: Mapping[str, Draft] = session.info.get(NOTES, {})
    versions = await versions_of(session, [name for name in wanted if name not in drafts])
    found: dict[str, bytes] = {}
    unread: list[str] = []
    for name in wanted:
        if name in drafts:
            found[name] = crdt.update(drafts[name].document)
            continue
        if name not in versions:
            raise NoDocument(name)
        state = rooms.remembered(name, versions[name])
        if state is None:
            unread.append(name)
        else:
            found[name] = state
    stored = await read_many(await session.connection(), unread) if unread else {}
    for place, name in enumerate(unread):
        found[name] = crdt.update(crdt.build(rooms.schema.root, stored[name].payloads))
        if place % AT_ONCE == AT_ONCE - 1:
            await asyncio.sleep(0)
    return {name: found[name] for name in wanted}


@dataclass(slots=True)
class Bundle:
    """Documents that belong together, as one compressed piece; `tag` names exactly these states.

    Inflated it is lib0: how many there are, then the name (string) and state (byte string) of each.
    """

    body: bytes
    tag: str
    states: dict[str, bytes]
    versions: dict[str, int]
    looked_at: float


class Bundles:
    """Bundles made once for everybody who opens the same text within a second. (Y16)"""

    def __init__(self, rooms: Open, database: Database) -> None:
        self._rooms = rooms
        self._database = database
        self._kept: OrderedDict[str, Bundle] = OrderedDict()
        self._making: dict[str, asyncio.Task[Bundle]] = {}

    async def bundle(self, key: str, names: Names) -> Bundle:
        """Return the bundle called `key`, of what `names` reads if it has to be made.

        It is at most a second old. Whether somebody may read it is for the caller to say.
        """
        kept = self._kept.get(key)
        if kept is not None and _now() - kept.looked_at < FRESH_SECONDS:
            return kept
        making = self._making.get(key)
        if making is None:
            making = asyncio.create_task(self._make(key, names, kept), name=f"sync bundle {key}")
            self._making[key] = making
            making.add_done_callback(lambda _: self._making.pop(key, None))
        return await asyncio.shield(making)

    async def _make(self, key: str, names: Names, kept: Bundle | None) -> Bundle:
        looked_at = _now()
        async with self._database.reading() as session:
            wanted = await names(session)
            versions = await versions_of(session, wanted)
            known = kept.versions if kept is not None else {}
            changed = [name for name in versions if known.get(name) != versions[name]]
            if kept is not None and not changed and known.keys() == versions.keys():
                kept.looked_at = looked_at
                return kept
            fresh = await states_of(self._rooms, session, changed)
        before = kept.states if kept is not None else {}
        states = {
            name: fresh[name] if name in fresh else before[name]
            for name in wanted
            if name in versions
        }
        body, tag = await asyncio.to_thread(_packed, states)
        bundle = self._kept[key] = Bundle(body, tag, states, versions, looked_at)
        self._kept.move_to_end(key)
        if len(self._kept) > MOST_BUNDLES:
            self._kept.popitem(last=False)
        return bundle


def _packed(states: Mapping[str, bytes]) -> tuple[bytes, str]:
    parts = [wire.number(len(states))]
    for name, state in states.items():
        parts += (wire.string(name), wire.chunk(state))
    whole = b"".join(parts)
    return gzip.compress(whole, LEVEL, mtime=0), hashlib.sha256(whole).hexdigest()[:32]


def _now() -> float:
    return asyncio.get_running_loop().time()
