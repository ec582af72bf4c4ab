"""A page, as a test plays it: a Yjs document behind Hocuspocus framing on any kind of socket."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from pycrdt import Doc, Text

from app.sync import protocol, wire
from app.sync.wire import Reader

Send = Callable[[bytes], Awaitable[None]]


def new_doc(client: int) -> "Doc[Text]":
    doc: Doc[Text] = Doc(client_id=client)
    doc.get("p", type=Text)
    return doc


def token(name: str, value: str) -> bytes:
    """Build what the provider sends first for each document."""
    return (
        wire.string(name)
        + bytes((protocol.AUTH, protocol.TOKEN))
        + wire.string(value)
        + (wire.string("4.8.0"))
    )


def leave(name: str) -> bytes:
    return wire.string(name) + bytes((protocol.CLOSE,))


@dataclass
class Page:
    """One document on one page: applies what it is sent and remembers what it is told."""

    name: str
    client: int
    send: Send
    doc: "Doc[Text]" = field(init=False)
    scope: str | None = None
    denied: str | None = None
    saved: int = 0
    unsaved: int = 0
    synced: bool = False
    told: list[dict[str, Any]] = field(default_factory=list)
    awareness: list[bytes] = field(default_factory=list)
    changed: asyncio.Event = field(default_factory=asyncio.Event)
    greeted: bool = True

    def __post_init__(self) -> None:
        self.doc = new_doc(self.client)

    @property
    def text(self) -> Text:
        return self.doc.get("p", type=Text)

    @property
    def words(self) -> str:
        return str(self.text)

    @property
    def refusals(self) -> list[str]:
        return [told["reason"] for told in self.told if told["type"] == "refused"]

    def expect_greeting(self) -> None:
        """Pass over what is still under way for an earlier opening of the document."""
        self.greeted = False

    def renew(self) -> None:
        """Begin with an empty document, after a refusal."""
        self.doc = new_doc(self.client)
        self.synced = False
        self.told.clear()
        self.expect_greeting()

    async def open(self) -> None:
        await self.send(token(self.name, str(self.client)))
        await self.ask()

    async def ask(self) -> None:
        await self.send(protocol.step_1(self.name, self.doc.get_state()))

    async def edit(self, change: Callable[[Text], Any]) -> None:
        """Change the words as a person would, and send the update."""
        await self.send_update(self.edited(change))

    def edited(self, change: Callable[[Text], Any]) -> bytes:
        before = self.doc.get_state()
        with self.doc.transaction():
            change(self.text)
        return self.doc.get_update(before)

    async def send_update(self, update: bytes) -> None:
        await self.send(protocol.update(self.name, update))

    async def type(self, words: str, at: int | None = None) -> None:
        """Insert words at a byte offset, by default at the end."""

        def insert(text: Text) -> None:
            text.insert(len(text) if at is None else at, words)

        await self.edit(insert)

    async def take(self, frame: bytes) -> None:
        """Take in one frame that is for this document."""
        reader = Reader(frame)
        assert reader.string() == self.name
        kind = reader.number()
        if not self.greeted and kind != protocol.AUTH:
            return
        match kind:
            case protocol.SYNC:
                await self._take_sync(reader)
            case protocol.AUTH:
                self.greeted = True
                if reader.number() == protocol.AUTHENTICATED:
                    self.scope, self.denied = reader.string(), None
                else:
                    self.scope, self.denied = None, reader.string()
            case protocol.SYNC_STATUS:
                if reader.number():
                    self.saved += 1
                else:
                    self.unsaved += 1
            case protocol.STATELESS:
                self.told.append(json.loads(reader.string()))
            case protocol.AWARENESS:
                self.awareness.append(reader.chunk())
        self.changed.set()

    async def _take_sync(self, reader: Reader) -> None:
        kind, payload = reader.number(), reader.chunk()
        if kind == protocol.STEP_1:
            await self.send(protocol.step_2(self.name, self.doc.get_update(payload)))
            return
        self.doc.apply_update(payload)
        if kind == protocol.STEP_2:
            self.synced = True

    async def until(self, true: Callable[[], Any], seconds: float = 10) -> None:
        """Wait until something holds, looking again at each frame."""
        async with asyncio.timeout(seconds):
            while not true():
                self.changed.clear()
                await self.changed.wait()


def states_in(payload: bytes) -> dict[int, Any]:
    """Read an awareness message into client → state."""
    reader = Reader(payload)
    states: dict[int, Any] = {}
    for _ in range(reader.number()):
        client = reader.number()
        reader.number()
        states[client] = json.loads(reader.string())
    return states


def state_of(client: int, clock: int, state: Any) -> bytes:
    """Build an awareness message of one client."""
    body = state if isinstance(state, str) else json.dumps(state)
    return wire.number(1) + wire.number(client) + wire.number(clock) + wire.string(body)
