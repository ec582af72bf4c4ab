"""How the journal stores on SQLite: plain statements, in one trip to the writer's thread.

There is one process, so nothing has been decided elsewhere and nobody else is to be told.
"""

import sqlite3
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import insert
from sqlalchemy.dialects import sqlite

from app.sync.tables import JournalEntry

ADVANCE = """
UPDATE sync_document SET head = head + ?, version = version + 1
WHERE name = ? AND version = ? RETURNING head
"""

_dialect = sqlite.dialect(paramstyle="named")
APPEND = str(insert(JournalEntry).compile(dialect=_dialect))
_at = JournalEntry.__table__.c.at.type.dialect_impl(_dialect).bind_processor(_dialect)  # type: ignore[attr-defined]


def stored_at(now: datetime) -> Any:
    """Return a time as the sessions of this database store it."""
    return now if _at is None else _at(now)


def advance(
    connection: sqlite3.Connection, moves: Sequence[tuple[int, str, int]]
) -> dict[str, int]:
    """Move documents on by (so many entries, name, version weighed against) if they stand so. (Y5)

    Returns the new heads of those that did. A document named twice moves once.
    """
    heads: dict[str, int] = {}
    for count, name, version in moves:
        row = connection.execute(ADVANCE, (count, name, version)).fetchone()
        if row is not None:
            heads.setdefault(name, row[0])
    return heads


def append(connection: sqlite3.Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write entries whose documents have been moved on."""
    connection.executemany(APPEND, rows)
