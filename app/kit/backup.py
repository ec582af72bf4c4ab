"""Backups: a database of any engine as one SQLite file, and such a file as a database of either.

A copy is of one moment, is complete or is not there, and never takes the place of anything. (Y18)
"""

import os
import sqlite3
import tempfile
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    MetaData,
    Table,
    Text,
    bindparam,
    cast,
    func,
    insert,
    literal_column,
    select,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from app.kit.db import Database
from app.kit.errors import Refused
from app.kit.schema import form_of, needed_form, upgrade

TOGETHER = 500
"""Rows copied in one statement."""


@dataclass(frozen=True, slots=True)
class Copied:
    """What a copy holds: how many rows, in how many tables."""

    rows: int
    tables: int


async def back_up(url: str, sqlite_path: Path | None, file: Path, metadata: MetaData) -> Copied:
    """Write everything in a database to a new SQLite file. Servers may go on meanwhile.

    Raises Refused when the file is there already, or the database is not of this version's form.
    """
    _may_back_up(sqlite_path, file)
    with _beside(file) as part:
        if sqlite_path is not None:
            _copy_file(sqlite_path, part)
        else:
            async with _opened(url) as source, _opened(_url(part)) as target:
                await _same_form(source)
                await upgrade(target)
                await _copy_tables(source, target, metadata)
        _settle(part)
        copied = await _count(part, metadata)
        _move(part, file)
    return copied


async def restore(file: Path, url: str, sqlite_path: Path | None, metadata: MetaData) -> Copied:
    """Put a backup into an empty database; one of an earlier version is brought to this form.

    Raises Refused when the file is no backup, or when there is anything in the database.
    """
    _may_restore(file, sqlite_path)
    place = sqlite_path or Path(tempfile.gettempdir()) / f"chapeau-restore-{file.name}"
    place.parent.mkdir(parents=True, exist_ok=True)
    with _beside(place) as part:
        _copy_file(file, part)
        async with _opened(_url(part)) as source:
            await _bring_up(source, file)
            if sqlite_path is None:
                async with _opened(url) as target:
                    await upgrade(target)
                    await _empty(target, metadata)
                    await _copy_tables(source, target, metadata)
        _settle(part)
        copied = await _count(part, metadata)
        if sqlite_path is not None:
            _move(part, sqlite_path)
    return copied


# ── Files


def _may_back_up(sqlite_path: Path | None, file: Path) -> None:
    if file.exists():
        raise Refused("backup.exists", f"{file} is there already. Name a file that is not.")
    if sqlite_path is not None and not sqlite_path.is_file():
        raise Refused("backup.no_database", f"There is no database at {sqlite_path}.")


def _may_restore(file: Path, sqlite_path: Path | None) -> None:
    if not file.is_file():
        raise Refused("backup.no_file", f"There is no backup at {file}.")
    for end in ("", "-wal", "-shm") if sqlite_path is not None else ():
        if Path(f"{sqlite_path}{end}").exists():
            raise Refused(
                "backup.not_empty",
                f"There is a database at {sqlite_path} already. Move it away, with the -wal and "
                "-shm beside it, or set CHAPEAU_DATABASE_URL to another place.",
            )


def _move(part: Path, file: Path) -> None:
    """Put a finished file in its place, so that a loss of power leaves it whole or leaves none."""
    for path in (part, part.parent.parent):
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        if path == part:
            part.rename(file)


@contextmanager
def _beside(file: Path) -> Iterator[Path]:
    """Give a place for a file that is not finished; it is gone afterwards, unless it was moved."""
    with tempfile.TemporaryDirectory(prefix=f".{file.name}-", dir=file.parent) as folder:
        yield Path(folder) / "part.db"


def _url(file: Path) -> str:
    return f"sqlite+aiosqlite:///{file}"


@asynccontextmanager
async def _opened(url: str) -> AsyncIterator[Database]:
    database = Database(url)
    try:
        yield database
    finally:
        await database.close()


def _copy_file(source: Path, target: Path) -> None:
    """Copy a SQLite file in one step: a stepped copy begins anew at every write."""
    try:
        with (
            closing(sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro", uri=True)) as old,
            closing(sqlite3.connect(target)) as new,
        ):
            old.backup(new)
    except sqlite3.DatabaseError as error:
        raise Refused("backup.unreadable", f"{source} cannot be read: {error}.") from error


def _settle(file: Path) -> None:
    """Make a copy one whole file, flushed to the disk, and see that it is sound."""
    with closing(sqlite3.connect(file)) as copy:
        copy.execute("PRAGMA synchronous=FULL")
        copy.execute("PRAGMA journal_mode=DELETE")
        sound = copy.execute("PRAGMA integrity_check").fetchone()[0]
    if sound != "ok":
        raise Refused("backup.damaged", f"The copy is not sound: {sound}.")


# ── Tables


async def _same_form(database: Database) -> None:
    async with database.reading() as session:
        found = await form_of(session)
    if found != needed_form():
        raise Refused(
            "backup.other_form",
            f"The database is in the form {found}, and this version's is {needed_form()}. "
            "Run `chapeau migrate` first.",
        )


async def _bring_up(database: Database, file: Path) -> None:
    """Bring a copied backup to this version's form."""
    try:
        async with database.reading() as session:
            await form_of(session)
    except Exception as error:
        raise Refused("backup.unknown", f"{file} is no backup of Chapeau.") from error
    await upgrade(database)


async def _empty(database: Database, metadata: MetaData) -> None:
    async with database.reading() as session:
        connection = await session.connection()
        for table in metadata.sorted_tables:
            if (await connection.execute(select(literal_column("1")).select_from(table))).first():
                raise Refused(
                    "backup.not_empty",
                    f"The database is not empty: there are rows in {table.name}. "
                    "Restore into an empty one.",
                )


async def _count(file: Path, metadata: MetaData) -> Copied:
    """Count what a finished file holds."""
    with closing(sqlite3.connect(file)) as copy:
        tables = [table.name for table in metadata.sorted_tables]
        rows = [copy.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in tables]  # noqa: S608
    return Copied(sum(rows), sum(count > 0 for count in rows))


async def _copy_tables(source: Database, target: Database, metadata: MetaData) -> None:
    """Copy every table of one snapshot into empty ones, in one transaction."""
    async with source.reading() as reading, target.writing() as write:
        old, new = await reading.connection(), await write.connection()
        for table in metadata.sorted_tables:
            columns, values = _shapes(table, to_postgresql=not target.sqlite)
            statement = insert(table).values(values)
            rows = await old.stream(select(*columns))
            if _own_parent(table):
                everything = [dict(row) async for row in rows.mappings()]
                await _put(new, statement, _parents_first(table, everything))
                continue
            async for part in rows.mappings().partitions(TOGETHER):
                await _put(new, statement, [dict(row) for row in part])
        for table in metadata.sorted_tables:
            await _compare(table, old, new)


def _shapes(table: Table, *, to_postgresql: bool) -> tuple[list[Any], dict[str, Any]]:
    """Return what to read of a table and how to write it: JSON goes over letter by letter."""
    columns: list[Any] = []
    values: dict[str, Any] = {}
    for column in table.columns:
        given = _bound(column)
        if isinstance(column.type, JSON):
            columns.append(cast(column, Text).label(column.name))
            values[column.name] = cast(given, JSON) if to_postgresql else given
        else:
            columns.append(column)
            values[column.name] = given
    return columns, values


def _bound(column: Column[Any]) -> Any:
    kind = Text() if isinstance(column.type, JSON) else column.type
    return bindparam(f"b_{column.name}", type_=kind)


async def _put(new: AsyncConnection, statement: Any, rows: Sequence[dict[str, Any]]) -> None:
    if rows:
        given = [{f"b_{name}": _aware(value) for name, value in row.items()} for row in rows]
        await new.execute(statement, given)


def _aware(value: Any) -> Any:
    """SQLite keeps no zones: what it gives back is UTC."""
    if isinstance(value, datetime) and value.tzinfo is None:
        return value.replace(tzinfo=UTC)
    return value


def _own_parent(table: Table) -> str | None:
    """Return the column by which a table's rows name others of the same table."""
    for key in table.foreign_keys:
        if key.column.table is table:
            return key.parent.name
    return None


def _parents_first(table: Table, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Order rows so that whatever a row names comes before it."""
    parent = _own_parent(table)
    (key,) = (column.name for column in table.primary_key)
    ordered: list[dict[str, Any]] = []
    known: set[Any] = {None}
    while rows:
        ready = [row for row in rows if row[parent or ""] in known]
        if not ready:
            raise LookupError(f"rows of {table.name} name rows that are not there")
        ordered += ready
        known.update(row[key] for row in ready)
        rows = [row for row in rows if row[key] not in known]
    return ordered


async def _compare(table: Table, old: AsyncConnection, new: AsyncConnection) -> None:
    query = select(func.count()).select_from(table)
    counts = [(await one.execute(query)).scalar_one() for one in (old, new)]
    if counts[0] != counts[1]:
        raise LookupError(f"{counts[1]} of {counts[0]} rows of {table.name} were copied")
