"""Which node has the socket of each client id, decided in the database. (Y22)

A page that loses its node goes on at another under its own client id. What it has sent to the
first may still be on its way to the journal there. So the second claims the id before it lets the
page in: a claim is a decision, which waits for every journal that is being written and is heard of
by each before it writes again. What the first node has stored by then is in the answer; what it
has not, it never will.
"""

import asyncio
from collections import defaultdict

from sqlmodel import col, select, update

from app.kit.bulletin import Bulletin
from app.kit.db import Database
from app.sync.tables import SyncClient


class Claims:
    """Claims client ids for this node, many in one transaction."""

    def __init__(self, database: Database, bulletin: Bulletin) -> None:
        self._database = database
        self._bulletin = bulletin
        self._waiting: dict[int, list[asyncio.Future[float]]] = defaultdict(list)
        self._task: asyncio.Task[None] | None = None

    async def claim(self, client: int) -> float:
        """Have a client id from now on; tell since when, if another had it before, else 0."""
        if self._bulletin.neighbours.alone:
            return 0.0
        loop = asyncio.get_running_loop()
        outcome: asyncio.Future[float] = loop.create_future()
        self._waiting[client].append(outcome)
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._drain(), name="sync claims")
        return await outcome

    async def _drain(self) -> None:
        while self._waiting:
            asked, self._waiting = self._waiting, defaultdict(list)
            try:
                moved = await self._take(list(asked))
            except Exception as error:  # noqa: BLE001  whoever asked is told
                for outcomes in asked.values():
                    for outcome in outcomes:
                        if not outcome.done():
                            outcome.set_exception(error)
                continue
            now = asyncio.get_running_loop().time()
            for client, outcomes in asked.items():
                for outcome in outcomes:
                    if not outcome.done():
                        outcome.set_result(now if client in moved else 0.0)

    async def _take(self, clients: list[int]) -> set[int]:
        """Write down that this node has these; return those that another one had."""
        node = self._bulletin.neighbours.node
        async with self._database.writing() as write:
            held = select(SyncClient.client_id, SyncClient.node).where(
                col(SyncClient.client_id).in_(clients)
            )
            others = {c: holder for c, holder in (await write.exec(held)).all() if holder != node}
            moved = {client for client, holder in others.items() if holder is not None}
            if others:
                mine = update(SyncClient).where(col(SyncClient.client_id).in_(list(others)))
                await write.exec(mine.values(node=node))
            for client in moved:
                self._bulletin.tell(write, "held", client, node)
        return moved
