"""How much the engine holds at the moment it is asked, for those who run it. (Y27)"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Protocol

from app.sync.rooms import Rooms
from app.sync.session import Session
from app.sync.ticker import Ticker, Traffic


class Counted(Protocol):
    """What is counted of the hub."""

    rooms: Rooms
    sessions: set[Session]
    ticker: Ticker


@dataclass(frozen=True, slots=True)
class Census:
    """Open sockets and documents, bytes that wait for slow readers, and what has gone over sockets.

    All in one process; the traffic is since it began.
    """

    sockets: int
    seats: int
    rooms: int
    loaded: int
    present: int
    buffered: int
    traffic: Traffic


def census(hub: Counted) -> Census:
    """Count; takes a few milliseconds with a thousand sockets, so not at every message."""
    sessions: Iterable[Session] = tuple(hub.sessions)
    rooms = list(hub.rooms)
    return Census(
        sockets=len(hub.sessions),
        seats=sum(len(session.members(None)) for session in sessions),
        rooms=len(rooms),
        loaded=sum(room.loaded for room in rooms),
        present=hub.rooms.present,
        buffered=sum(session.buffered for session in sessions),
        traffic=replace(hub.ticker.traffic),
    )
