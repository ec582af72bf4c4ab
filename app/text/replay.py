"""The journal of a paragraph read again: what it said after each entry, and what each brought.

Reading two thousand entries takes a moment, so what was read is kept in the process. A journal
only grows, so what is kept is good for as long as its last entry is the same.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from pycrdt import Doc
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.rules import words as w
from app.rules.history import PROGRAM, Step
from app.rules.words import MARK, Words
from app.sync import Past, Schema, SyncDocument, history, latest, read_update
from app.text.edits import ROOT, YDoc, text_of, words_of

T = TypeVar("T")

SCHEMA = Schema(root=ROOT, mark=lambda key: MARK.fullmatch(key) is not None)
KEPT_LETTERS = 8_000_000
"""Letters of earlier versions kept in memory, over all paragraphs; the least used go first."""

KEPT_ENTRIES = 200_000
"""Entries whose births are kept in memory."""


class Kept(Generic[T]):
    """What was worked out lately, by what it was worked out of; bounded by weight."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._weight = 0
        self._found: OrderedDict[object, tuple[T, int]] = OrderedDict()

    def get(self, key: object) -> T | None:
        """Return what is kept under a key."""
        found = self._found.get(key)
        if found is None:
            return None
        self._found.move_to_end(key)
        return found[0]

    def put(self, key: object, value: T, weight: int) -> None:
        """Keep a value, and let go of the least used ones when too much is kept."""
        if key not in self._found:
            self._found[key] = (value, weight)
            self._weight += weight
        while self._weight > self._most and len(self._found) > 1:
            _, (_, gone) = self._found.popitem(last=False)
            self._weight -= gone


@dataclass(frozen=True, slots=True)
class Replay:
    """A journal's steps, and the words after each."""

    steps: tuple[Step, ...]
    words: tuple[Words, ...]
    by_server: frozenset[int]
    """Sequence numbers of the entries the server made: decisions, forks and merges."""


@dataclass(frozen=True, slots=True)
class Birth:
    """Units that came with one journal entry."""

    client: int
    first: int
    end: int
    hand: str
    at: datetime
    direct: bool
    """Whether who made the entry wrote them, or the entry is a fork or a merge that took them."""
    opening: bool
    """Whether the entry is the document's first."""


_replays: Kept[Replay] = Kept(KEPT_LETTERS)
_births: Kept[tuple[Birth, ...]] = Kept(KEPT_ENTRIES)


async def replay(session: AsyncSession, name: str) -> Replay:
    """Return what a document's journal says, step by step."""
    key = await _key(session, name)
    found = _replays.get(key)
    if found is None:
        rows = await history(session, name)
        server = await _server_client(session, name)
        # In a thread: others' keystrokes do not wait for a long journal.
        found = await asyncio.to_thread(_replayed, rows, server)
        _replays.put(key, found, sum(len(run.text) for one in found.words for run in one) + 1)
    return found


async def births(session: AsyncSession, name: str) -> tuple[Birth, ...]:
    """Return which entry of a document's journal brought which units."""
    key = await _key(session, name)
    found = _births.get(key)
    if found is None:
        found = await asyncio.to_thread(_born, await history(session, name))
        _births.put(key, found, len(found) + 1)
    return found


async def payloads_to(session: AsyncSession, name: str, seq: int) -> list[bytes]:
    """Return a document's updates up to an entry."""
    return [entry.payload for entry in await history(session, name, to=seq)]


async def _key(session: AsyncSession, name: str) -> tuple[str, int, bytes]:
    last = await latest(session, name)
    return (name, *last) if last is not None else (name, 0, b"")


async def _server_client(session: AsyncSession, name: str) -> int | None:
    query = select(SyncDocument.server_client).where(col(SyncDocument.name) == name)
    return (await session.exec(query)).first()


def _replayed(rows: Sequence[Past], server: int | None) -> Replay:
    doc: YDoc = Doc()
    text_of(doc)
    steps: list[Step] = []
    found: list[Words] = []
    for row in rows:
        doc.apply_update(row.payload)
        words = words_of(doc)
        if found and words == found[-1]:
            words, digest = found[-1], steps[-1].digest
        else:
            digest = w.digest(words)
        steps.append(Step(row.seq, row.actor, row.at, digest))
        found.append(words)
    by_server = frozenset(row.seq for row in rows if row.client == server and row.actor != PROGRAM)
    return Replay(tuple(steps), tuple(found), by_server)


def _born(rows: Sequence[Past]) -> tuple[Birth, ...]:
    found: list[Birth] = []
    state: dict[int, int] = {}
    for row in rows:
        for client, (start, end) in read_update(row.payload, SCHEMA).structs.items():
            # A merge brings again what the document has.
            first = max(start, state.get(client, 0))
            if first < end:
                state[client] = end
                direct, opening = client == row.client, row.seq == 1
                found.append(Birth(client, first, end, row.actor, row.at, direct, opening))
    return tuple(found)
