"""Wakes readers when something was committed; what it was, they read from the record."""

import asyncio
from collections import defaultdict
from collections.abc import Callable

from app.record.tables import Entry

Listener = Callable[[Entry], None]


class News:
    """The bell of one process. A wake-up handle is taken before reading, so nothing is missed."""

    def __init__(self) -> None:
        self._events: dict[str, asyncio.Event] = defaultdict(asyncio.Event)
        self._listeners: list[Listener] = []
        self.closing = asyncio.Event()

    def handle(self, group_id: str) -> asyncio.Event:
        """Return the event that the next commit in this group sets. Take it, read, then wait."""
        return self._events[group_id]

    def listen(self, listener: Listener) -> None:
        """Call `listener` with each entry right after its commit, before the next writer begins."""
        self._listeners.append(listener)

    def publish(self, entry: Entry) -> None:
        """Tell of a committed entry."""
        for listener in self._listeners:
            listener(entry)
        self._events.pop(entry.group_id, asyncio.Event()).set()

    def close(self) -> None:
        """Wake everyone for the last time, so that streams end when the server stops."""
        self.closing.set()
        for event in list(self._events.values()):
            event.set()
        self._events.clear()
