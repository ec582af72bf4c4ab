"""The open documents of this process: loaded once however many ask, forgotten when idle."""

import asyncio
from collections.abc import Coroutine, Iterator, Mapping
from functools import partial
from typing import Any, Protocol

import structlog

from app.kit.bulletin import Bulletin
from app.kit.clock import Clock
from app.kit.db import Write
from app.sync.crdt import Broken
from app.sync.draft import Draft
from app.sync.history import Stored, read_many
from app.sync.presence import PREFIX, PresenceRoom
from app.sync.room import Rest, Room, Surroundings
from app.sync.validate import Schema
from app.sync.wire import Malformed

log = structlog.get_logger(__name__)


class Ground(Surroundings, Protocol):
    """What the rooms ask of the hub that holds them."""

    clock: Clock

    def spawn(self, work: Coroutine[Any, Any, Any]) -> None:
        """Run something beside, held so that it is not collected half-way."""
        ...


class Voice(Protocol):
    """How presence is made known on other nodes."""

    def show(self, name: str, states: Mapping[int, str | None]) -> None:
        """Tell what is shown here of clients of this node."""
        ...

    def ask(self, name: str) -> None:
        """Ask whom the others show."""
        ...


class Rooms:
    """Every document that is open, and the presence beside them."""

    def __init__(self, around: Ground, rest: Rest, bulletin: Bulletin) -> None:
        self.schema: Schema = around.schema
        self.clock: Clock = around.clock
        self.voice: Voice | None = None
        self._around = around
        self._rest = rest
        self._bulletin = bulletin
        self._open: dict[str, Room] = {}
        self._loading: dict[str, asyncio.Future[Room | None]] = {}
        self._wanted: list[str] = []
        self._overtaken: set[str] = set()
        self._late: set[Room] = set()
        self._catching_up: asyncio.Task[None] | None = None
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
            return self._presence_room(name)
        return await self.room(name)

    def _presence_room(self, name: str) -> PresenceRoom:
        room = self._presence.get(name)
        if room is None:
            room = self._presence[name] = PresenceRoom(name, self._around.ticker)
            if self.voice is not None:
                room.tell = self.voice.show
                self.voice.ask(name)
        return room

    def presence(self, name: str) -> PresenceRoom | None:
        """Return an open presence document."""
        return self._presence.get(name)

    def presences(self) -> Iterator[PresenceRoom]:
        """Every open presence document."""
        return iter(tuple(self._presence.values()))

    async def room(self, name: str) -> Room | None:
        """Return an open document, loading it once however many ask; None if there is none."""
        room = self._open.get(name)
        if room is not None:
            return room
        loading = self._loading.get(name)
        if loading is None:
            loading = self._loading[name] = asyncio.get_running_loop().create_future()
            loading.add_done_callback(lambda _: self._loading.pop(name, None))
            self._wanted.append(name)
            if len(self._wanted) == 1:
                self._around.spawn(self._load_wanted())
        return await asyncio.shield(loading)

    async def _load_wanted(self) -> None:
        """Load together what is asked for at about the same time: a page opens dozens."""
        await asyncio.sleep(0)
        names, self._wanted = self._wanted, []
        self._overtaken.difference_update(names)
        began_at = asyncio.get_running_loop().time()
        try:
            async with self._around.database.reading() as session:
                stored = await read_many(await session.connection(), names)
        except Exception as error:
            log.exception("sync.not_loaded", documents=len(names))
            for name in names:
                self._loaded(name, error)
            return
        for name in names:
            if name in self._overtaken:
                self._wanted.append(name)
                if len(self._wanted) == 1:
                    self._around.spawn(self._load_wanted())
            else:
                self._loaded(name, self._made(name, stored.get(name), began_at))

    def _made(self, name: str, stored: Stored | None, began_at: float) -> Room | Exception | None:
        if stored is None:
            return None
        try:
            room = Room(self._around, name, stored, self._rest)
        except (Broken, Malformed) as error:
            return error
        room.read_at = began_at
        self._open[name] = room
        return room

    def _loaded(self, name: str, found: Room | Exception | None) -> None:
        """Answer everybody who waits for a document; nobody may wait any more."""
        loading = self._loading.get(name)
        if loading is None or loading.done():
            return
        if isinstance(found, Exception):
            loading.set_exception(found)
            loading.exception()  # it may be that nobody is left to hear it
        else:
            loading.set_result(found)

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

    def fencing(self, write: Write, change: Draft) -> None:
        """Take note, inside the transaction, that it fences or changes a document. (Y12, Y20)"""
        write.after_commit(partial(self.drafted, change))
        self._bulletin.tell(write, "fenced", change.name, change.version)

    def overtaken(self, name: str, version: int = 0, head: int = 0) -> None:
        """Hear that a document has come so far on another node. (Y19)"""
        room = self._open.get(name)
        if room is None:
            if name in self._loading:
                self._overtaken.add(name)
        elif room.version < version or room.head < head:
            self._late.add(room)
            if self._catching_up is None or self._catching_up.done():
                self._catching_up = asyncio.create_task(self._catch_up(), name="sync catch up")

    async def _catch_up(self) -> None:
        """Read what all of them lack over one connection, as often as more is heard meanwhile."""
        while self._late:
            late, self._late = self._late, set()
            try:
                async with self._around.database.reading() as session:
                    connection = await session.connection()
                    for room in late:
                        await room.catch_up_by(connection)
            except Exception:
                # Whatever is stored is compared with the journal first, and a look finds the rest.
                log.exception("sync.not_caught_up", documents=len(late))
                return

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
