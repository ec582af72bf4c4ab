"""Answers that are read once, however many ask at the same moment, and kept until forgotten."""

import asyncio
from collections.abc import Callable, Coroutine, Hashable
from functools import partial
from typing import Any, Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Remembered(Generic[K, V]):
    """What `read` answers to each key. After `forget`, whoever asks is read a new answer.

    Who asked before is given the answer that was on its way then; it is not kept.
    """

    def __init__(self, read: Callable[[K], Coroutine[Any, Any, V]], most: int) -> None:
        """Keep at most so many answers; with none kept, only those on their way are shared."""
        self._read = read
        self._most = most
        self._kept: dict[K, V] = {}
        self._asked: dict[K, asyncio.Task[V]] = {}

    async def get(self, key: K) -> V:
        """Return the answer, from memory or from `read`."""
        if key in self._kept:
            return self._kept[key]
        asked = self._asked.get(key)
        if asked is None:
            asked = self._asked[key] = asyncio.create_task(self._read(key))
            asked.add_done_callback(partial(self._keep, key))
        return await asyncio.shield(asked)

    def _keep(self, key: K, asked: asyncio.Task[V]) -> None:
        if self._asked.get(key) is not asked:
            return
        del self._asked[key]
        if not asked.cancelled() and asked.exception() is None:
            if len(self._kept) >= self._most:
                self._kept.clear()
            if self._most:
                self._kept[key] = asked.result()

    def forget(self) -> None:
        """Keep nothing of what was read, or is being read."""
        self._kept.clear()
        self._asked.clear()
