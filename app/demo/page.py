"""A person's page without a browser: it types through the same door as every other page.

It speaks to the hub in the framing of the wire, so that what the demonstration's delegates type is
weighed by the gate, journalled under their name and told to whoever is reading.
"""

import asyncio
import json
from collections.abc import Callable

from pycrdt import Decoder, Doc, Encoder, Text

from app.sync import Hub, Visitor

SYNC, AUTH, STATELESS, LEAVE, SYNC_STATUS = 0, 2, 5, 7, 8
STEP_1, STEP_2, UPDATE = 0, 1, 2
TOKEN, DENIED = 0, 1
ROOT = "p"
PATIENCE = 30
"""Seconds after which a silent server is an error, and not slow."""


class NotTaken(Exception):
    """The server did not take what was typed; the message is its reason."""


class Page:
    """One visitor's socket, with one paragraph open at a time."""

    def __init__(self, hub: Hub, visitor: Visitor, client: int) -> None:
        self._hub = hub
        self._client = client
        self._heard: asyncio.Queue[bytes | None] = asyncio.Queue()
        self.ready = True
        self._session = hub.connect(self, visitor)

    @classmethod
    async def open(cls, hub: Hub, visitor: Visitor) -> "Page":
        """Get a client id, as a page does before it connects, and connect."""
        return cls(hub, visitor, await hub.issue(visitor))

    async def leave(self) -> None:
        """Close the socket."""
        self._hub.disconnect(self._session)

    # ── What the server calls: the page's end of the socket

    def write(self, frames: list[bytes]) -> None:
        """Take frames the server sends."""
        for frame in frames:
            self._heard.put_nowait(frame)

    def close(self, code: int, reason: str) -> None:
        """Hear that the socket is closed."""
        self._heard.put_nowait(None)

    # ── What the person does

    async def type(self, name: str, edit: Callable[[Text], None]) -> None:
        """Open the document `name`, let `edit` change its text, and wait until that is saved.

        Raises NotTaken with the server's reason where the document is not open to this visitor, or
        the change is not allowed.
        """
        doc = Doc[Text](client_id=self._client)
        text = doc.get(ROOT, type=Text)
        while not self._heard.empty():
            self._heard.get_nowait()  # what belongs to an earlier paragraph
        await self._say(name, AUTH, TOKEN, str(self._client).encode())
        await self._say(name, SYNC, STEP_1, doc.get_state())
        async with asyncio.timeout(PATIENCE):
            await self._until(name, doc, SYNC)
            before = doc.get_state()
            with doc.transaction():
                edit(text)
            await self._say(name, SYNC, UPDATE, doc.get_update(before))
            await self._until(name, doc, SYNC_STATUS)
        await self._say(name, LEAVE)

    async def _until(self, name: str, doc: Doc[Text], wanted: int) -> None:
        """Take in what the server says until it is what is waited for."""
        reason = "the socket was closed"
        while (frame := await self._heard.get()) is not None:
            heard = Decoder(frame)
            if len(frame) == 1 or heard.read_var_string() != name:
                continue
            kind = heard.read_var_uint()
            if kind == STATELESS:
                reason = json.loads(heard.read_var_string())["sentence"]
            elif kind == AUTH and heard.read_var_uint() == DENIED:
                break
            elif kind == SYNC and heard.read_var_uint() != STEP_1:
                doc.apply_update(heard.read_message() or b"")
                if wanted == SYNC:
                    return
            elif kind == SYNC_STATUS and wanted == SYNC_STATUS:
                if heard.read_var_uint():
                    return
                break
        raise NotTaken(reason)

    async def _say(self, name: str, kind: int, sub: int | None = None, body: bytes = b"") -> None:
        """Send one frame: document, type and, for most types, a subtype with its payload."""
        frame = Encoder()
        frame.write_var_string(name)
        frame.write_var_uint(kind)
        if sub is not None:
            frame.write_var_uint(sub)
            frame.write_var_uint(len(body))
            frame.stream.append(body)
        await self._session.receive(frame.to_bytes())
