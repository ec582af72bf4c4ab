"""The house: the rooms' shared parts put together for one process, with or without a web server."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from app.consensus import Deadlines, OnTimeGate
from app.kit.bulletin import Bulletin, SharedBulletin
from app.kit.bus import Bus, Neighbours
from app.kit.bus_nats import NatsBus
from app.kit.bus_notify import NotifyBus
from app.kit.clock import Clock, system_clock
from app.kit.db import Database
from app.kit.errors import BadInput
from app.kit.ids import new_id
from app.kit.settings import Settings
from app.record import News
from app.rules.words import MARK
from app.sync import Hub, Limits, Rest, Schema
from app.text import ROOT, TextGate


@dataclass(frozen=True, slots=True)
class House:
    """What every command needs: settings, clock, database, news, sync engine, gate, deadlines."""

    settings: Settings
    clock: Clock
    database: Database
    news: News
    hub: Hub
    gate: TextGate
    deadlines: Deadlines
    bulletin: Bulletin
    leaving: asyncio.Event = field(default_factory=asyncio.Event)


def build_house(settings: Settings, clock: Clock = system_clock) -> House:
    """Put a house together; nothing is opened before it is first used."""
    database = Database(settings.database_url)
    bulletin = _bulletin(settings, database, clock)
    news = News(bulletin)
    hub = Hub(
        database,
        Schema(root=ROOT, mark=lambda key: re.fullmatch(MARK, key) is not None),
        limits=_limits(settings),
        rest=Rest(after=settings.quiet_ms / 1000),
        clock=clock,
        bulletin=bulletin,
    )
    gate = TextGate(database, hub, news, clock)
    deadlines = Deadlines(database, hub, news, clock)
    return House(settings, clock, database, news, hub, gate, deadlines, bulletin)


def _bulletin(settings: Settings, database: Database, clock: Clock) -> Bulletin:
    """Return the board nodes share; a process with a file of its own has nobody to share it with.

    Nodes on PostgreSQL hint to each other by its own NOTIFY, or by a NATS server. (Y19)
    """
    if database.sqlite:
        if settings.bus_url:
            raise BadInput(
                "settings.bus_url",
                "CHAPEAU_BUS_URL joins nodes on one PostgreSQL; a SQLite file has one process.",
            )
        return Bulletin()
    bus: Bus = NatsBus(settings.bus_url) if settings.bus_url else NotifyBus(settings.database_url)
    return SharedBulletin(database, Neighbours(new_id(), bus), clock)


@dataclass(frozen=True, slots=True)
class Departure:
    """How the house leaves, in the server's hands. (Y28)"""

    house: House

    @property
    def drain_seconds(self) -> float:
        """How long balancers are given to notice."""
        return self.house.settings.drain_seconds

    def announce(self) -> None:
        """Be not ready from now on; everything that is open goes on."""
        self.house.leaving.set()

    def part(self) -> None:
        """Send every page to another node, or back here, and end the streams of live events."""
        self.house.news.close()
        self.house.hub.part()


def _limits(settings: Settings) -> Limits:
    """Return what an operator lets one socket, person and address ask of the server. (Y24)"""
    return Limits(
        frame_bytes=settings.max_frame_bytes,
        update_bytes=settings.max_change_bytes,
        document_bytes=settings.max_text_bytes,
        documents=settings.texts_per_socket,
        sockets_per_person=settings.sockets_per_person,
        sockets_per_address=settings.sockets_per_address,
        messages_per_second=settings.messages_per_second,
    )


@asynccontextmanager
async def at_work(house: House) -> AsyncIterator[House]:
    """Let sessions in, and at the end finish what was received and close the database."""
    await house.bulletin.neighbours.start()
    await house.bulletin.start()
    await house.hub.start(OnTimeGate(house.gate, house.deadlines))
    await house.deadlines.start(alarm=house.settings.alarm)
    try:
        yield house
    finally:
        await house.deadlines.stop()
        house.news.close()
        await house.hub.stop()
        await house.bulletin.stop()
        await house.bulletin.neighbours.stop()
        await house.database.close()
