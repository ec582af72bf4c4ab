"""What SQLite needs of the machine: a version that can do the work, and one server a file."""

import fcntl
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.kit.errors import Refused

OLDEST = (3, 35, 0)
"""The first that has RETURNING and DROP COLUMN."""


def check_version(version: tuple[int, ...] = sqlite3.sqlite_version_info) -> None:
    """Raise Refused when this SQLite is too old to hold what is promised."""
    if version < OLDEST:
        found, wanted = (".".join(map(str, one)) for one in (version, OLDEST))
        raise Refused(
            "database.sqlite_too_old",
            f"This Python brings SQLite {found}, and {wanted} or newer is needed. "
            "Install a newer SQLite, or use PostgreSQL.",
        )


@contextmanager
def only_server(path: Path | None) -> Iterator[None]:
    """Hold a SQLite file as its one server; None: another engine, where there may be several.

    Two would not hear of each other's decisions, and before SQLite 3.51.3 two that write or
    checkpoint at one moment can damage the file. The hold ends with the process, however that ends.
    """
    if path is None:
        yield
        return
    with Path(f"{path}.serving").open("wb") as mark:
        try:
            fcntl.flock(mark, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Refused(
                "serve.running",
                f"A server is running on {path} already. Several servers need PostgreSQL.",
            ) from None
        yield
