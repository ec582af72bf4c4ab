"""What the nodes on one database tell each other of documents, client ids and who is here.

The database has the truth: `look` finds whatever was not heard, and app/kit/bulletin carries what
may not be missed before anything is stored. (Y19 to Y22)
"""

import asyncio
from collections.abc import Callable, Coroutine, Iterator, Mapping
from typing import Any, Protocol

import structlog
from sqlmodel import col, select

from app.kit.bulletin import Bulletin
from app.kit.db import Database
from app.sync.clients import Clients
from app.sync.rooms import Rooms
from app.sync.tables import SyncDocument

SWEEP_SECONDS = 30.0
"""How often a node looks for documents that came to rest on a node that has died since."""
MOST_NAMES = 500
MOST_STATES = 8
"""Clients' presence in one hint, so that it stays short enough for any bus."""

log = structlog.get_logger(__name__)


class Home(Protocol):
    """What this asks of the hub."""

    database: Database
    rooms: Rooms
    clients: Clients

    async def rested(self, name: str) -> None:
        """Tell the gate that a document has come to rest."""
        ...

    def spawn(self, work: Coroutine[Any, Any, Any]) -> None:
        """Run something beside, held so that it is not collected half-way."""
        ...


class Across:
    """A node's ear and voice in all that concerns documents."""

    def __init__(self, home: Home, bulletin: Bulletin) -> None:
        self._home = home
        self._rooms = home.rooms
        self._neighbours = bulletin.neighbours
        self._resting: dict[str, int] = {}
        self._swept_at = float("-inf")
        bulletin.when("fenced", self._rooms.overtaken)
        bulletin.when("held", self._held)
        bulletin.poll(self.look)
        bulletin.poll(self._sweep)
        hears: dict[str, Callable[[str, Any], None]] = {
            "journal": self._journalled,
            "present": self._present,
            "who": self._who,
        }
        for topic, act in hears.items():
            self._neighbours.on(topic, act)
        self._neighbours.when_back(self._come_back)
        self._neighbours.when_lost(self._lost)

    # ── Documents

    def _journalled(self, _node: str, heads: Mapping[str, int] | None) -> None:
        """Hear that documents have grown: catch up with those that are open here. (Y19)"""
        if heads is None:
            self._home.spawn(self.look())
            return
        for name, head in heads.items():
            self._rooms.overtaken(name, head=head)

    async def look(self) -> None:
        """Ask the database how far the open documents have come."""
        for names in _cut([room.name for room in self._rooms], MOST_NAMES):
            async with self._home.database.reading() as session:
                rows = select(SyncDocument.name, SyncDocument.version).where(
                    col(SyncDocument.name).in_(names)
                )
                found = (await session.exec(rows)).all()
            for name, version in found:
                self._rooms.overtaken(name, version)

    async def _sweep(self) -> None:
        """Tell the gate of documents that came to rest while nobody was left to notice. (Y13)

        Their node may have died; what has not changed since the last sweep is at rest for sure.
        """
        now = asyncio.get_running_loop().time()
        if now - self._swept_at < SWEEP_SECONDS:
            return
        self._swept_at = now
        async with self._home.database.reading() as session:
            behind = select(SyncDocument.name, SyncDocument.head).where(
                col(SyncDocument.head) > SyncDocument.noted
            )
            found = dict((await session.exec(behind)).all())
        still = [name for name, head in found.items() if self._resting.get(name) == head]
        self._resting = found
        if still:
            self._home.spawn(self._settle(still))

    async def _settle(self, names: list[str]) -> None:
        for name in names:
            try:
                await self._home.rested(name)
            except Exception:
                log.exception("sync.quiet_failed", document=name)

    # ── Client ids

    def _held(self, client: int, node: str) -> None:
        """Let go of a client id whose page has moved to another node. (Y22)

        What it has sent here and is not stored yet is not taken any more: the other node has let
        the page in without it, and the page sends it again if it still has it.
        """
        if node != self._neighbours.node:
            self._home.clients.lose(client)
            for room in self._rooms:
                room.bar(client)

    # ── Presence

    def show(self, name: str, states: Mapping[int, str | None]) -> None:
        """Tell the others what is shown here of clients of this node."""
        if self._neighbours.alone:
            return
        for clients in _cut(list(states), MOST_STATES):
            self._neighbours.say("present", [name, [[c, states[c]] for c in clients]])

    def ask(self, name: str) -> None:
        """Ask the others whom they show in a presence document."""
        self._neighbours.say("who", name)

    def _present(self, node: str, said: tuple[str, list[tuple[int, str | None]]]) -> None:
        if said is not None:
            room = self._rooms.presence(said[0])
            if room is not None:
                room.hear_from(node, dict(said[1]))

    def _who(self, _node: str, name: str) -> None:
        room = self._rooms.presence(name)
        if room is not None:
            self.show(name, room.own())

    def _lost(self, node: str) -> None:
        """Show nobody any more whom a node showed that is gone."""
        for room in self._rooms.presences():
            room.lose(node)

    def _come_back(self) -> None:
        """Make up for what was said while the bus was away. (Y19)"""
        self._home.spawn(self._look_again())
        for room in self._rooms.presences():
            self.ask(room.name)
            self.show(room.name, room.own())

    async def _look_again(self) -> None:
        try:
            await self.look()
        except Exception:
            # The next look, a second later, does the same.
            log.exception("sync.look_failed")


def _cut(whole: list[Any], size: int) -> Iterator[list[Any]]:
    for start in range(0, len(whole), size):
        yield whole[start : start + size]
