"""The house: the rooms' shared parts put together for one process, with or without a web server."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from app.consensus import Deadlines, OnTimeGate
from app.kit.clock import Clock, system_clock
from app.kit.db import Database
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
    leaving: asyncio.Event = field(default_factory=asyncio.Event)


def build_house(settings: Settings, clock: Clock = system_clock) -> House:
    """Put a house together; nothing is opened before it is first used."""
    database = Database(settings.database_url)
    news = News()
    hub = Hub(
        database,
        Schema(root=ROOT, mark=lambda key: re.fullmatch(MARK, key) is not None),
        limits=Limits(frame_bytes=settings.max_frame_bytes),
        rest=Rest(after=settings.quiet_ms / 1000),
        clock=clock,
    )
    gate = TextGate(database, hub, news, clock)
    deadlines = Deadlines(database, hub, news, clock)
    return House(settings, clock, database, news, hub, gate, deadlines)


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


@asynccontextmanager
async def at_work(house: House) -> AsyncIterator[House]:
    """Let sessions in, and at the end finish what was received and close the database."""
    await house.hub.start(OnTimeGate(house.gate, house.deadlines))
    await house.deadlines.start(alarm=house.settings.alarm)
    try:
        yield house
    finally:
        await house.deadlines.stop()
        house.news.close()
        await house.hub.stop()
        await house.database.close()
