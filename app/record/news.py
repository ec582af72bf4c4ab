"""Wakes readers when something was committed; what it was, they read from the record."""

import asyncio
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass

from app.kit.bulletin import Bulletin
from app.kit.db import Write
from app.record.tables import Entry


@dataclass(frozen=True, slots=True)
class Told:
    """What is told of an entry; the rest of it is read from the record."""

    group_id: str
    seq: int
    kind: str


ANYTHING = "*"
"""Told as the kind when something was missed, and nobody knows what."""

Listener = Callable[[Told], None]


class News:
    """The bell of one process. A wake-up handle is taken before reading, so nothing is missed.

    With a `bulletin` that other nodes read, the bell of each of them rings. (Y20)
    """

    def __init__(self, bulletin: Bulletin | None = None) -> None:
        self._bulletin = bulletin or Bulletin()
        self._bulletin.when("record", self._told)
        self._bulletin.when_lost(self._miss)
        self._events: dict[str, asyncio.Event] = defaultdict(asyncio.Event)
        self._listeners: list[Listener] = []
        self.closing = asyncio.Event()

    def handle(self, group_id: str) -> asyncio.Event:
        """Return the event that the next commit in this group sets. Take it, read, then wait."""
        return self._events[group_id]

    def listen(self, listener: Listener) -> None:
        """Call `listener` with each entry right after its commit, before the next writer begins."""
        self._listeners.append(listener)

    def publish_after(self, write: Write, entry: Entry) -> None:
        """Tell of an entry, on every node, once its transaction has committed."""
        self._bulletin.post(write, "record", entry.group_id, entry.seq, entry.kind)

    def _told(self, group_id: str, seq: int, kind: str) -> None:
        told = Told(group_id, seq, kind)
        for listener in self._listeners:
            listener(told)
        self._events.pop(group_id, asyncio.Event()).set()

    def _miss(self) -> None:
        """Count everything as told anew: what happened meanwhile is not known here."""
        for listener in self._listeners:
            listener(Told("", 0, ANYTHING))
        self.ring_all()

    def ring_all(self) -> None:
        """Wake everybody: something may have happened that was not heard of here."""
        events = list(self._events.values())
        self._events.clear()
        for event in events:
            event.set()

    def close(self) -> None:
        """Wake everyone for the last time, so that streams end when the server stops."""
        self.closing.set()
        self.ring_all()
