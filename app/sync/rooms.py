"""The open documents of this process: loaded once however many ask, forgotten when idle."""

import asyncio
from collections.abc import Coroutine, Iterator
from typing import Any, Protocol

from app.kit.clock import Clock
from app.sync.draft import Draft
from app.sync.history import read_stored
from app.sync.presence import PREFIX, PresenceRoom
from app.sync.room import Rest, Room, Surroundings
from app.sync.validate import Schema


class Ground(Surroundings, Protocol):
    """What the rooms ask of the hub that holds them."""

    clock: Clock

    def spawn(self, work: Coroutine[Any, Any, Any]) -> None:
        """Run something beside, held so that it is not collected half-way."""
        ...


class Rooms:
    """Every document that is open, and the presence beside them."""

    def __init__(self, around: Ground, rest: Rest) -> None:
        self.schema: Schema = around.schema
        self.clock: Clock = around.clock
        self._around = around
        self._rest = rest
        self._open: dict[str, Room] = {}
        self._loading: dict[str, asyncio.Task[Room | None]] = {}
        self._overtaken: set[str] = set()
        self._presence: dict[str, PresenceRoom] = {}

    def __iter__(self) -> Iterator[Room]:
        """Every open document; the caller may discard while it goes."""
        return iter(tuple(self._open.values()))

    @property
    def present(self) -> int:
        """How many clients are shown to others as present."""
        return sum(room.present for room in self._presence.values())

    def holds(self, room: Room | PresenceRoom) -> bool:
        """Whether a room is still the one of its name."""
        return room in (self._open.get(room.name), self._presence.get(room.name))

    async def enter(self, name: str) -> Room | PresenceRoom | None:
        """Return a document, or the presence beside one; None if there is none."""
        if name.startswith(PREFIX):
            return self._presence.setdefault(name, PresenceRoom(name, self._around.ticker))
        return await self.room(name)

    async def room(self, name: str) -> Room | None:
        """Return an open document, loading it once however many ask; None if there is none."""
        room = self._open.get(name)
        if room is not None:
            return room
        loading = self._loading.get(name)
        if loading is None:
            loading = asyncio.create_task(self._load(name), name=f"sync load {name}")
            self._loading[name] = loading
            loading.add_done_callback(lambda _: self._loading.pop(name, None))
        return await asyncio.shield(loading)

    async def _load(self, name: str) -> Room | None:
        while True:
            self._overtaken.discard(name)
            async with self._around.database.reading() as session:
                stored = await read_stored(await session.connection(), name)
            if stored is None:
                return None
            if name not in self._overtaken:
                break
        self._overtaken.discard(name)
        room = Room(self._around, name, stored, self._rest)
        self._open[name] = room
        return room

    def idle(self, room: Room | PresenceRoom) -> None:
        """Hear that a room may have nothing left to do."""
        if room.members:
            return
        if isinstance(room, PresenceRoom):
            self._presence.pop(room.name, None)
        elif self.holds(room):
            self._around.spawn(self._unload(room))

    async def _unload(self, room: Room) -> None:
        """Forget a room once everything in it is decided and told."""
        await room.finish()
        if not room.busy:
            self.discard(room)

    def discard(self, room: Room) -> None:
        """Forget a room now."""
        room.comparison.stop()
        if self._open.get(room.name) is room:
            del self._open[room.name]

    # ── Documents inside transactions

    def remembered(self, name: str, version: int) -> bytes | None:
        """Return an open document's whole state, if memory holds exactly that version of it."""
        room = self._open.get(name)
        return room.state() if room is not None and room.version == version else None

    def drafted(self, change: Draft) -> None:
        """Hear, right after the commit, that a document was fenced or changed."""
        room = self._open.get(change.name)
        if room is None:
            if change.name in self._loading:
                self._overtaken.add(change.name)
        elif room.version == change.version_before:
            room.advance(change.payloads, change.version, change.head)
        else:
            room.catch_up_soon()
