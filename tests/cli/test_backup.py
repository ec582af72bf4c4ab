"""Backup and restore: what comes back is what was there, on either engine. Y18."""

import asyncio
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from app.kit.db import Database
from app.sync import Keep, compact_all
from tests.cli.conftest import Chapeau
from tests.postgres import Postgres
from tests.rooms.server import Json, Times, running, url_of
from tests.rooms.world import Ids, World

Rows = dict[str, list[tuple[object, ...]]]


@pytest.fixture
def source(busy: tuple[Path, Ids, dict[str, str]], tmp_path: Path) -> Path:
    """A working group in the middle of its work, its journals folded."""
    path = Path(shutil.copy(busy[0], tmp_path / "source.db"))

    async def fold() -> dict[str, int]:
        database = Database(url_of(path))
        try:
            return await compact_all(database, "p", Keep(kept=1, enough=0))
        finally:
            await database.close()

    assert asyncio.run(fold())
    return path


@pytest.fixture
def empty_postgres(postgres: Postgres) -> Iterator[str]:
    """The address of a database on PostgreSQL in which nothing has been done."""
    name = asyncio.run(postgres.create())
    yield postgres.url(name)
    asyncio.run(postgres.run(f"DROP DATABASE {name} WITH (FORCE)"))


def rows(file: Path) -> Rows:
    """Everything in a file, table by table."""
    with closing(sqlite3.connect(file)) as connection:
        names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        return {
            name: sorted(connection.execute(f'SELECT * FROM "{name}"'), key=repr)
            for (name,) in names.fetchall()
        }


def test_there_and_back_through_both_engines(
    source: Path,
    empty_postgres: str,
    busy: tuple[Path, Ids, dict[str, str]],
    chapeau: Chapeau,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    """(Y18) A file, PostgreSQL, a file again: checked and read at each place."""
    first, second, end = tmp_path / "first", tmp_path / "second", tmp_path / "end" / "end.db"
    places: dict[Path | str, tuple[Path | None, Path]] = {
        source: (None, first),
        empty_postgres: (first, second),
        end: (second, tmp_path / "third"),
    }
    checks: list[str] = []
    texts: list[Json] = []
    for place, (brought, taken) in places.items():
        monkeypatch.setenv("CHAPEAU_DATABASE_URL", url_of(place))
        if brought is not None:
            assert chapeau("restore", brought)[::2] == (0, "")
        status, out, err = chapeau("check")
        assert (status, err) == (0, "")
        checks.append(out)
        texts.append(asyncio.run(read(place, busy[1])))
        assert chapeau("backup", taken)[::2] == (0, "")
    assert checks[0] == checks[1] == checks[2]
    assert texts[0] == texts[1] == texts[2]
    before = rows(first)
    assert rows(second) == before
    assert rows(tmp_path / "third") == before
    assert {len(before[name]) > 0 for name in ("sync_block", "record_entry", "amendment")} == {True}


async def read(place: Path | str, ids: Ids) -> Json:
    """What the chair reads, of the words, their past and the record."""
    async with running(place, Times()) as server:
        world = World(server, ids)
        pasts = [await world.chair.get(f"/api/paragraphs/{one}/timeline") for one in ids.paragraphs]
        return await world.text(), await world.record(), pasts


def test_a_backup_is_taken_while_the_server_writes(
    founded: tuple[Path, Ids],
    founded_copy: Path,
    chapeau: Chapeau,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    """(Y18) What was acknowledged before is in it; what comes after is not missed by the server."""
    monkeypatch.setenv("CHAPEAU_DATABASE_URL", url_of(founded_copy))
    file = tmp_path / "copy.db"

    async def work() -> str:
        async with running(founded_copy, Times()) as server:
            world = World(server, founded[1])
            one = world.ids.paragraphs[0]
            await world.insert("ann", one, 0, "Acknowledged. ")
            await asyncio.to_thread(chapeau, "backup", file)
            await world.insert("ann", one, 0, "Later. ", "bbbbbbbb")
            return str((await world.chair.get(f"/api/paragraphs/{one}"))["sync"])

    name = asyncio.run(work())
    place = tmp_path / "back.db"
    monkeypatch.setenv("CHAPEAU_DATABASE_URL", url_of(place))
    assert chapeau("restore", file)[0] == 0
    assert chapeau("check")[0] == 0
    here, there = (len(journal(path, name)) for path in (place, founded_copy))
    assert here == there - 1


def journal(file: Path, name: str) -> list[tuple[object, ...]]:
    return [row for row in rows(file)["sync_journal"] if row[0] == name]


def test_nothing_is_overwritten(
    chapeau: Chapeau,
    database: Path,
    founded_copy: Path,
    empty_postgres: str,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    """Neither a backup nor a database; and what is no backup is not taken for one."""
    monkeypatch.setenv("CHAPEAU_DATABASE_URL", url_of(founded_copy))
    before = founded_copy.read_bytes()
    file = tmp_path / "copy.db"
    assert chapeau("backup", file)[0] == 0
    said = chapeau("backup", file)
    assert (said[0], "is there already" in said[2]) == (1, True)
    said = chapeau("restore", file)
    assert (said[0], "There is a database at" in said[2]) == (1, True)
    assert founded_copy.read_bytes() == before
    monkeypatch.setenv("CHAPEAU_DATABASE_URL", empty_postgres)
    assert chapeau("restore", file)[0] == 0
    said = chapeau("restore", file)
    assert (said[0], "is not empty" in said[2]) == (1, True)
    note = tmp_path / "note.txt"
    note.write_text("no backup", encoding="utf-8")
    other = tmp_path / "other.db"
    with closing(sqlite3.connect(other)) as connection:
        connection.execute("CREATE TABLE others (id)")
    place = tmp_path / "new" / "place.db"
    monkeypatch.setenv("CHAPEAU_DATABASE_URL", url_of(place))
    for wrong, words in ((note, "cannot be read"), (other, "no backup"), (tmp_path, "no backup")):
        said = chapeau("restore", wrong)
        assert (said[0], words in said[2]) == (1, True), said
        assert list(place.parent.glob("*")) == []


def test_journals_are_folded_by_command(
    busy: tuple[Path, Ids, dict[str, str]],
    chapeau: Chapeau,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    """(Y18) All of them, down to the newest entries; a second time there is nothing to do."""
    path = Path(shutil.copy(busy[0], tmp_path / "long.db"))
    monkeypatch.setenv("CHAPEAU_DATABASE_URL", url_of(path))
    monkeypatch.setattr("app.desk.Keep", lambda: Keep(kept=1))
    status, out, _ = chapeau("compact")
    assert (status, out.startswith("Folded 0 ")) == (0, False)
    assert {len(found) for found in journals(path).values()} == {1}
    assert chapeau("compact")[1] == "Folded 0 entries of 0 documents.\n"
    assert chapeau("check")[0] == 0


def journals(file: Path) -> dict[object, list[tuple[object, ...]]]:
    found: dict[object, list[tuple[object, ...]]] = {}
    for row in rows(file)["sync_journal"]:
        found.setdefault(row[0], []).append(row)
    return found
