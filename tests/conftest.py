"""A real server over a copy of one migrated database, with people signed in by their links."""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import AbstractAsyncContextManager, nullcontext
from pathlib import Path

import pytest
from hypothesis import settings

from app.cli import migrate
from tests.postgres import Postgres, migrated_database, postgres_server
from tests.rooms.busy import make_busy
from tests.rooms.founding import found_world
from tests.rooms.server import Server, Times, running
from tests.rooms.world import Ids, World

Founded = AbstractAsyncContextManager[Path | str]

# A machine that is busy with other tests is slow, and not wrong.
settings.register_profile("chapeau", deadline=None)
settings.load_profile("chapeau")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Take files by turns from each folder.

    So the long ones, with browsers or processes of their own, are spread: no worker is left alone
    with them at the end, and seldom do two drive a browser.
    """
    files: dict[str, list[Path]] = {}
    for item in items:
        of_folder = files.setdefault(_folder(item), [])
        if item.path not in of_folder:
            of_folder.append(item.path)
    items.sort(key=lambda one: files[_folder(one)].index(one.path))


def _folder(item: pytest.Item) -> str:
    return item.path.relative_to(Path(__file__).parent).parts[0]


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty database, to be copied."""
    path = tmp_path_factory.mktemp("migrated") / "chapeau.db"
    before = os.environ.get("CHAPEAU_DATABASE_URL")
    os.environ["CHAPEAU_DATABASE_URL"] = f"sqlite+aiosqlite:///{path}"
    try:
        migrate()
    finally:
        if before is None:
            del os.environ["CHAPEAU_DATABASE_URL"]
        else:
            os.environ["CHAPEAU_DATABASE_URL"] = before
    return path


@pytest.fixture(scope="session")
def founded(migrated: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Ids]:
    """A database with a working group at work in it, built by its people over HTTP."""
    path = tmp_path_factory.mktemp("founded") / "chapeau.db"
    shutil.copy(migrated, path)
    return path, asyncio.run(found_world(path))


@pytest.fixture(scope="session")
def busy(
    founded: tuple[Path, Ids], tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, Ids, dict[str, str]]:
    """The working group in the middle of its work, with the places where that can be seen."""
    path = Path(shutil.copy(founded[0], tmp_path_factory.mktemp("busy") / "chapeau.db"))

    async def work() -> dict[str, str]:
        async with running(path, Times()) as server:
            return await make_busy(World(server, founded[1]))

    return path, founded[1], asyncio.run(work())


@pytest.fixture
def database(migrated: Path, tmp_path: Path) -> Path:
    """An empty database of the test's own."""
    return Path(shutil.copy(migrated, tmp_path / "chapeau.db"))


@pytest.fixture
def founded_copy(founded: tuple[Path, Ids], tmp_path: Path) -> Path:
    """A database of the test's own with the working group in it."""
    return Path(shutil.copy(founded[0], tmp_path / "founded.db"))


@pytest.fixture(scope="session")
def postgres(testrun_uid: str, worker_id: str) -> Iterator[Postgres]:
    """A PostgreSQL server, started when the first test asks for it."""
    with postgres_server(testrun_uid, worker_id) as server:
        yield server


@pytest.fixture(scope="session")
def postgres_migrated(postgres: Postgres) -> str:
    """The name of a migrated, empty database on PostgreSQL, to be copied."""
    return migrated_database(postgres)


@pytest.fixture(scope="session")
def postgres_founded(postgres: Postgres, postgres_migrated: str) -> tuple[str, Ids]:
    """The name of a database on PostgreSQL with the working group in it, to be copied."""

    async def build() -> tuple[str, Ids]:
        name = await postgres.create(postgres_migrated)
        return name, await found_world(postgres.url(name))

    return asyncio.run(build())


@pytest.fixture
async def postgres_database(postgres: Postgres, postgres_migrated: str) -> AsyncIterator[str]:
    """The address of an empty database of the test's own on PostgreSQL."""
    async with postgres.copy(postgres_migrated) as url:
        yield url


@pytest.fixture
def engine() -> str:
    """The database engine `world` is served from: SQLite, unless the environment names another.

    A test that is to run on both in any case is marked `on_both_engines`.
    """
    return os.environ.get("TEST_ENGINE", "sqlite")


@pytest.fixture
async def server(database: Path) -> AsyncIterator[Server]:
    """A server over an empty database."""
    async with running(database, Times()) as server:
        yield server


@pytest.fixture
def founded_on(engine: str, request: pytest.FixtureRequest) -> tuple[Founded, Ids]:
    """The working group on the engine, in a database of the test's own."""
    if engine == "sqlite":
        own: Path = request.getfixturevalue("founded_copy")
        return nullcontext(own), request.getfixturevalue("founded")[1]
    postgres: Postgres = request.getfixturevalue("postgres")
    name, ids = request.getfixturevalue("postgres_founded")
    return postgres.copy(name), ids


@pytest.fixture
async def world(founded_on: tuple[Founded, Ids]) -> AsyncIterator[World]:
    """The working group, served."""
    async with founded_on[0] as place, running(place, Times()) as server:
        yield World(server, founded_on[1])
