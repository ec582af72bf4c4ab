"""What to tell people when the database itself cannot do its part: full, read only, out of reach.

Nothing was changed then, and nothing anybody typed is lost: their pages keep it and send it again.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from types import MappingProxyType

from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from app.kit.errors import Refused

FULL, READ_ONLY, AWAY = "storage.full", "storage.read_only", "storage.away"

SENTENCES = MappingProxyType(
    {
        FULL: "The server has no room left to store anything, so nothing was changed. "
        "Keep this page open: what you typed stays here and is saved once there is room again.",
        READ_ONLY: "The server cannot write at the moment, so nothing was changed. "
        "Keep this page open: what you typed stays here and is saved once it can.",
        AWAY: "The server cannot reach its database at the moment. "
        "Keep this page open and try again soon: what you typed stays here until it is saved.",
    }
)

SQLITE = MappingProxyType({13: FULL, 8: READ_ONLY, 5: AWAY, 6: AWAY, 10: AWAY, 14: AWAY})
"""SQLite's primary result codes: FULL, READONLY, BUSY, LOCKED, IOERR, CANTOPEN."""

POSTGRESQL = MappingProxyType({"53100": FULL, "25006": READ_ONLY})
AWAY_STATES = ("08", "53", "57", "40P01", "25P03", "55P03")
"""Lost connections, too few resources, shutdowns and cancellations, deadlocks and idle time."""


class Ailing(Refused):
    """The database cannot do its part; what was asked has not been done."""

    status = 503

    def __init__(self, reason: str) -> None:
        super().__init__(reason, SENTENCES[reason])


def ailment(error: BaseException) -> Ailing | None:
    """Return what an error says about the database itself, or None when it says nothing of it."""
    if isinstance(error, PoolTimeout):
        return Ailing(AWAY)
    if not isinstance(error, DBAPIError):
        return None
    if error.connection_invalidated:
        return Ailing(AWAY)
    code: int | None = getattr(error.orig, "sqlite_errorcode", None)
    state: str | None = getattr(error.orig, "sqlstate", None)
    reason = None
    if code is not None:
        reason = SQLITE.get(code & 0xFF)
    elif state is not None:
        reason = POSTGRESQL.get(state, AWAY if state.startswith(AWAY_STATES) else None)
    return Ailing(reason) if reason is not None else None


@contextmanager
def plainly(*lost: type[Exception]) -> Iterator[None]:
    """Turn errors that say the database ails into `Ailing`; `lost` say that it is out of reach."""
    noted: tuple[type[Exception], ...] = (SQLAlchemyError, OSError, *lost)
    try:
        yield
    except noted as error:
        found = Ailing(AWAY) if isinstance(error, lost) else ailment(error)
        if found is None:
            raise
        raise found from error
