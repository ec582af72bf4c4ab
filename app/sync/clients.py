"""Whose each Yjs client id is, and which socket writes under it now. (Y4)"""

import asyncio

import structlog

from app.kit.bulletin import Bulletin
from app.kit.clock import Clock
from app.kit.db import Database
from app.kit.remembered import Remembered
from app.sync import draft
from app.sync.claims import Claims
from app.sync.gate import Visitor
from app.sync.limits import REPLACED
from app.sync.session import Session
from app.sync.tables import SyncClient

MOST_TOGETHER = 200
"""Tickets in one commit."""

MOST_REMEMBERED = 100_000
"""Owners kept in memory: what does not fit is asked of the database again."""

log = structlog.get_logger(__name__)


class Clients:
    """The client ids in use: issued to a person for ever, held by one socket at a time."""

    def __init__(self, database: Database, clock: Clock, bulletin: Bulletin) -> None:
        self._database = database
        self._clock = clock
        self._owners: dict[int, str] = {}
        self._reading = Remembered(self._read_owner, most=0)
        self._holders: dict[int, Session] = {}
        self._asking: list[tuple[str, asyncio.Future[int]]] = []
        self._issuing: asyncio.Task[None] | None = None
        self._claims = Claims(database, bulletin)
        self._claiming: dict[tuple[Session, int], asyncio.Future[float]] = {}

    async def issue(self, visitor: Visitor) -> int:
        """Issue a client id that belongs to this visitor for ever, in one commit with others'."""
        issued: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self._asking.append((visitor.id, issued))
        if self._issuing is None or self._issuing.done():
            self._issuing = asyncio.create_task(self._issue(), name="sync tickets")
        return await issued

    async def _issue(self) -> None:
        while self._asking:
            asking, self._asking = self._asking[:MOST_TOGETHER], self._asking[MOST_TOGETHER:]
            owners = [owner for owner, _ in asking]
            try:
                async with self._database.writing(beside=True) as write:
                    connection = await write.connection()
                    clients = await draft.new_client_ids(connection, owners, self._clock)
            except Exception as error:
                log.warning("sync.no_tickets", asked=len(asking), exc_info=True)
                for _, issued in asking:
                    if not issued.done():
                        issued.set_exception(error)
                continue
            for (owner, issued), client in zip(asking, clients, strict=True):
                self._remember(client, owner)
                if not issued.done():
                    issued.set_result(client)

    def _remember(self, client: int, owner: str) -> None:
        if len(self._owners) > MOST_REMEMBERED:
            self._owners.clear()
        self._owners[client] = owner

    async def owner_of(self, client: int) -> str | None:
        """Return whom a client id was issued to."""
        owner = self._owners.get(client)
        if owner is None:
            owner = await self._reading.get(client)
            if owner is not None:
                self._remember(client, owner)
        return owner

    async def _read_owner(self, client: int) -> str | None:
        async with self._database.reading() as session:
            row = await session.get(SyncClient, client)
        return None if row is None else row.owner

    def hold(self, client: int, session: Session) -> None:
        """Give a client id to this session; an older one of the same page is a ghost."""
        older = self._holders.get(client)
        if older is not None and older is not session:
            older.end(REPLACED, "opened again")
        self._holders[client] = session

    def holder(self, client: int) -> Session | None:
        """Return the session that writes under a client id now."""
        return self._holders.get(client)

    def lose(self, client: int) -> None:
        """End the session of a client id whose page has gone on at another node. (Y22)"""
        session = self._holders.pop(client, None)
        if session is not None:
            session.end(REPLACED, "opened again")

    async def claim(self, client: int, session: Session) -> float:
        """Have a client id on this node; tell since when, if another had it before, else 0. (Y22)

        Asked once for each session and client id: what the documents it opens do not have when
        the page is told of them, no other node will store any more.
        """
        task = self._claiming.get((session, client))
        if task is None:
            task = asyncio.ensure_future(self._claims.claim(client))
            self._claiming[session, client] = task
        try:
            return await asyncio.shield(task)
        except Exception:
            self._claiming.pop((session, client), None)
            raise

    def release(self, session: Session) -> None:
        """Take back every client id of a session that has ended."""
        for client in [c for c, holder in self._holders.items() if holder is session]:
            del self._holders[client]
        for key in [key for key in self._claiming if key[0] is session]:
            del self._claiming[key]
