"""Throws mutated frames at a room: `python -m tests.sync.mutants FOLDER SEED COUNT`.

In a process of its own, because a defect in the CRDT library may end the process. Prints one line
of JSON: what came of the frames, and what memory the process held.
"""

import asyncio
import json
import logging
import random
import resource
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import structlog

from app.sync import Hub, Limits, Rest, Visitor, protocol, wire
from app.sync.session import Session
from tests.sync.conftest import SCHEMA, fresh_database
from tests.sync.gates import OpenGate
from tests.sync.pages import Page, leave, new_doc, state_of, token
from tests.sync.test_validate import typed

NAME, PRESENCE = "p1", "presence:d1"
ROUNDS = 500
"""Frames between two looks at the room, and at the memory."""


class Ear:
    """A socket that hears everything at once."""

    ready = True

    def __init__(self) -> None:
        self.heard: list[bytes] = []
        self.news = asyncio.Event()
        self.code: int | None = None

    def write(self, frames: list[bytes]) -> None:
        self.heard += frames
        self.news.set()

    def close(self, code: int, reason: str) -> None:
        del reason
        self.code = code
        self.news.set()


class Deaf(Ear):
    """One that remembers nothing, so that the memory measured is the server's."""

    def write(self, frames: list[bytes]) -> None:
        del frames
        self.news.set()


def frames_of(rng: random.Random, client: int) -> list[bytes]:
    """Return real frames of a page that types, marks, deletes, asks and shows its cursor."""
    doc = new_doc(client)
    own: list[bytes] = []
    for update in typed(rng, 8, client):
        doc.apply_update(update)
        own += [protocol.update(NAME, update), protocol.step_2(NAME, update)]
    foreign = typed(rng, 2)[-1]
    return [
        protocol.update(NAME, foreign),
        *own,
        token(NAME, str(client)),
        protocol.step_1(NAME, doc.get_state()),
        protocol.step_2(NAME, doc.get_update()),
        protocol.stateless(NAME, {"type": "differs", "digest": "0" * 16, "against": "1" * 16}),
        leave(NAME),
        protocol.awareness(PRESENCE, state_of(client, 3, {"cursor": {"at": 3}, "user": "x"})),
        wire.string(PRESENCE) + bytes((protocol.QUERY_AWARENESS,)),
        token(PRESENCE, str(client)),
        protocol.PONG,
    ]


def flipped(rng: random.Random, frame: bytearray) -> None:
    for _ in range(rng.randint(1, 4)):
        frame[rng.randrange(len(frame))] = rng.choice((0, 1, 127, 128, 255, rng.randrange(256)))


def cut(rng: random.Random, frame: bytearray) -> None:
    del frame[rng.randint(1, len(frame)) :]


def grown(rng: random.Random, frame: bytearray) -> None:
    at = rng.randint(0, len(frame))
    frame[at:at] = rng.randbytes(rng.randint(1, 8))


def repeated(rng: random.Random, frame: bytearray) -> None:
    first, last = sorted(rng.choices(range(len(frame) + 1), k=2))
    frame[last:last] = frame[first:last] * rng.randint(1, 40)


def numbered(rng: random.Random, frame: bytearray) -> None:
    """Put a very large, or very long, number somewhere."""
    at = rng.randrange(len(frame))
    frame[at : at + 1] = rng.choice(
        (
            wire.number(2**31 - 1),
            wire.number(2**31),
            wire.number(2**53 - 1),
            wire.number(2**63),
            b"\xff" * 12,
        )
    )


def swapped(rng: random.Random, frame: bytearray) -> None:
    cuts = sorted(rng.choices(range(len(frame) + 1), k=3))
    a, b, c = cuts
    frame[a:c] = frame[b:c] + frame[a:b]


MUTATORS: tuple[Callable[[random.Random, bytearray], None], ...] = (
    flipped,
    cut,
    grown,
    repeated,
    numbered,
    swapped,
)


def mutated(rng: random.Random, frames: list[bytes]) -> bytes:
    """Return a frame no page would send; now and then one that it would."""
    frame = bytearray(rng.choice(frames))
    # Half the time only what comes behind the document's name, so that it is read at all.
    head = len(wire.string(NAME)) + 2 if rng.random() < 0.5 else 0
    body = frame[head:] or bytearray(b"\0")
    for _ in range(rng.choice((0, 1, 1, 1, 2, 3))):
        rng.choice(MUTATORS)(rng, body)
        body = body or bytearray(b"\0")
    return bytes(frame[:head] + body)


class Attack:
    """A person whose page sends mutants, and another who goes on typing in the same room."""

    def __init__(self, hub: Hub, rng: random.Random) -> None:
        self.hub = hub
        self.rng = rng
        self.codes: Counter[int] = Counter()
        self.session: Session | None = None
        self.ear = Deaf()
        self.honest = 0

    async def begin(self) -> None:
        """Let the honest page in."""
        self.hears = Ear()
        visitor = Visitor("ann", {"name": "Ann"})
        session = self.hub.connect(self.hears, visitor)
        self.page = Page(NAME, await self.hub.issue(visitor), session.receive)
        await self.page.open()
        await self.told(lambda: self.page.synced)

    async def told(self, true: Callable[[], bool]) -> None:
        """Give the honest page what it is sent, until something holds."""
        async with asyncio.timeout(20):
            while True:
                heard, self.hears.heard = self.hears.heard, []
                for frame in heard:
                    if frame != protocol.PING:
                        await self.page.take(frame)
                if true():
                    return
                self.hears.news.clear()
                await self.hears.news.wait()

    async def throw(self) -> None:
        """Send one frame, on a fresh session if the last one has been ended."""
        if self.session is None or self.ear.code is not None:
            if self.session is not None:
                self.hub.disconnect(self.session)
                self.codes[self.ear.code or 0] += 1
            if sum(self.codes.values()) % 50 == 0:
                self.client = await self.hub.issue(Visitor("mallory", {"name": "Mallory"}))
                self.frames = frames_of(self.rng, self.client)
            self.ear = Deaf()
            self.session = self.hub.connect(self.ear, Visitor("mallory", {"name": "Mallory"}))
            for name in (NAME, PRESENCE):
                await self.session.receive(token(name, str(self.client)))
            async with asyncio.timeout(20):
                while len(self.session.members(None)) < 2:
                    self.ear.news.clear()
                    await self.ear.news.wait()
        await self.session.receive(mutated(self.rng, self.frames))

    async def still_alive(self) -> None:
        """See that the honest page's words are saved, as if nothing had happened."""
        saved = self.page.saved
        await self.page.type(".")
        await self.told(lambda: self.page.saved > saved)
        self.honest += 1


def resident() -> int:
    """Return how many bytes of memory the process holds."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()


def most_resident() -> int:
    """Return the most bytes of memory the process has ever held.

    Not `ru_maxrss`: that goes on from what the process held that has started this one.
    """
    status = Path("/proc/self/status").read_text()
    return (
        next(int(one.split()[1]) for one in status.splitlines() if one.startswith("VmHWM:")) * 1024
    )


async def attack(folder: Path, seed: int, count: int) -> dict[str, object]:
    """Throw `count` frames, looking after the room and the memory all the while."""
    memory: list[int] = []
    async with fresh_database(folder / "sync.db") as database:
        limits = Limits(
            silent_seconds=1, digest_seconds=0.1, messages_at_once=2**40, bytes_at_once=2**60
        )
        hub = Hub(database, SCHEMA, limits=limits, rest=Rest(0.05, 0.2))
        await hub.start(OpenGate())
        async with database.writing() as write:
            await hub.open_new(write, NAME)
        one = Attack(hub, random.Random(seed))
        await one.begin()
        for number in range(count):
            await one.throw()
            if number % ROUNDS == ROUNDS - 1:
                await one.still_alive()
                memory.append(resident())
        room = await hub.room(NAME)
        assert room is not None
        await room.finish()
        words, state = room.words(), len(room.state())
        await hub.stop()
        again = Hub(database, SCHEMA)
        loaded = await again.room(NAME)
        assert loaded is not None
        assert loaded.words() == words, "the journal says other words than the room did"
    return {
        "ended": {str(code): times for code, times in sorted(one.codes.items())},
        "honest": one.honest,
        "same": [str(one.page.text), "".join(text for text, _ in words)],
        "state": state,
        "stored": room.head,
        "memory": memory,
        "peak": most_resident(),
    }


if __name__ == "__main__":
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    found = asyncio.run(attack(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])))
    sys.stdout.write(json.dumps(found) + "\n")
