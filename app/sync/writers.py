"""In which text a client id writes, where several share one history. (Y26)

A fork begins with its original's history, client ids and all. Were one id to write on in both, two
letters would bear one name: on merging, one of them is lost without a word. So of all texts that
share a history (a family, named after its first) a client id writes in the one it wrote in first.
"""

from sqlalchemy import func, or_
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.kit.db import Database
from app.kit.remembered import Remembered
from app.sync.tables import SyncDocument, SyncWriter

MOST_REMEMBERED = 100_000
"""Answers kept in memory: what does not fit is asked of the database again."""


async def family_of(session: AsyncSession, document: str) -> str:
    """Return the name of the first document of a history; its own, if it is no fork."""
    family = select(func.coalesce(SyncDocument.family, SyncDocument.name)).where(
        SyncDocument.name == document
    )
    return (await session.exec(family)).first() or document


async def family(session: AsyncSession, document: str) -> set[str]:
    """Return the names of every document that shares a history with this one."""
    first = await family_of(session, document)
    names = select(SyncDocument.name).where(
        or_(col(SyncDocument.name) == first, col(SyncDocument.family) == first)
    )
    return set((await session.exec(names)).all())


class Writers:
    """Who writes where: asked of the database once, for an answer never changes."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._families = Remembered(self._read_family, most=MOST_REMEMBERED)
        self._homes = Remembered(self._read_homes, most=MOST_REMEMBERED)
        self._here: set[tuple[str, int]] = set()

    async def elsewhere(self, document: str, client: int) -> bool:
        """Whether a client id has written in another text of this one's family.

        Asked when a page opens a text, so that it can take another id before anything is typed.
        What the id has claimed through another process meanwhile is seen by `claim` only.
        """
        homes = await self._homes.get(client)
        if not homes:
            return False
        return homes.get(await self._families.get(document), document) != document

    async def _read_homes(self, client: int) -> dict[str, str]:
        async with self._database.reading() as session:
            homes = await session.exec(select(SyncWriter).where(SyncWriter.client_id == client))
            return {home.family: home.document for home in homes}

    async def _read_family(self, document: str) -> str:
        async with self._database.reading() as session:
            return await family_of(session, document)

    def knows(self, document: str, client: int) -> bool:
        """Whether it is known already that a client id writes here."""
        return (document, client) in self._here

    async def claim(self, document: str, client: int) -> bool:
        """Let a client id write here from now on, if it writes in no other text of the family.

        Committed before the answer is given, so that it holds for every process.
        """
        first = await self._families.get(document)
        try:
            home = await self._claimed(document, first, client)
        except IntegrityError:
            # Another process was quicker; by now its answer can be read.
            home = await self._claimed(document, first, client)
        (await self._homes.get(client))[first] = home
        if home != document:
            return False
        if len(self._here) > MOST_REMEMBERED:
            self._here.clear()
        self._here.add((document, client))
        return True

    async def _claimed(self, document: str, first: str, client: int) -> str:
        async with self._database.reading() as session:
            row = await session.get(SyncWriter, (client, first))
        if row is not None:
            return row.document
        async with self._database.writing(beside=True) as write:
            write.add(SyncWriter(client_id=client, family=first, document=document))
        return document
