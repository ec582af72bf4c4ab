"""What a group's streams of live events read when they wake: once for all of them.

Hundreds wake at the same fact. Who is still signed in and has a role, and what there is to tell, is
read once after that fact was committed; each stream then only looks up itself and its own view.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from app.groups import store
from app.groups.tables import Delegation, WorkingGroup
from app.kit.clock import Clock
from app.kit.db import Database
from app.people import live_sign_ins
from app.record import Entry, read_after
from app.rules.actors import Actor

PAGE = 200
FRESH_SECONDS = 1.0
"""How long what was read may be handed out: who signs out is not told of much for longer."""


@dataclass(frozen=True, slots=True)
class Read:
    """The group as it stood after a fact; `sign_ins` says whose each one that holds is."""

    group: WorkingGroup
    delegations: Sequence[Delegation]
    actors: Mapping[str, Actor]
    sign_ins: Mapping[str, str]
    entries: Sequence[Entry]

    @property
    def whole(self) -> bool:
        """Whether nothing was left out for being too much at once."""
        return len(self.entries) < PAGE

    def actor(self, person_id: str, sign_in: str | None) -> Actor | None:
        """Return who somebody is in the group, if they are signed in still and have a role."""
        if sign_in is None or self.sign_ins.get(sign_in) != person_id:
            return None
        return self.actors.get(person_id)


class Following:
    """The streams of one process, who share what they read."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._reads: WeakKeyDictionary[asyncio.Event, dict[int, asyncio.Task[Read | None]]]
        self._reads = WeakKeyDictionary()

    async def read(self, group_id: str, handle: asyncio.Event, seq: int) -> Read | None:
        """Return what came after `seq`; None when there is no such group.

        Who asks has taken `handle`, the wake-up of the next commit, before. Everybody with the same
        handle may have the same answer: it was begun after the handle was made, and what has been
        committed since then has set it.
        """
        reads = self._reads.setdefault(handle, {})
        task = reads.get(seq)
        if task is None:
            task = reads[seq] = asyncio.create_task(self._read(group_id, seq), name="following")
            loop = asyncio.get_running_loop()
            task.add_done_callback(lambda _: loop.call_later(FRESH_SECONDS, reads.pop, seq, None))
        return await asyncio.shield(task)

    async def _read(self, group_id: str, seq: int) -> Read | None:
        async with self._database.reading() as session:
            group = await session.get(WorkingGroup, group_id)
            if group is None:
                return None
            actors = await store.actors_of(session, group_id)
            return Read(
                group,
                await store.delegations_of(session, group_id),
                actors,
                await live_sign_ins(session, actors.keys(), self._clock()),
                await read_after(session, group_id, seq, PAGE),
            )
