"""The power fails: what was committed by our own statements is on the disk. Promises Y1, Y23."""

import asyncio
import hashlib
import random
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import apsw
from sqlalchemy import event

from app.kit.db import Database
from app.sync import Hub, Rest
from tests.faults.disk import Disk
from tests.faults.report import Report
from tests.faults.scale import scale
from tests.sync.conftest import SCHEMA, Place, compose, insert_at_start, make_tables, serving
from tests.sync.gates import OpenGate

MOMENTS = 6
"""Power losses in one run of the workload."""
LETTERS = "abcdefé漢ض"


async def recorded(path: Path) -> list[str]:
    """Let people type and the server decide; return every statement the writer was given."""
    statements: list[str] = []
    database = Database(f"sqlite+aiosqlite:///{path}")

    @event.listens_for(database._writer.sync_engine, "connect", insert=True)
    def trace(connection: Any, _record: Any) -> None:
        connection.run_async(lambda raw: raw.set_trace_callback(statements.append))

    await make_tables(database)
    hub = Hub(database, SCHEMA, rest=Rest(0.02, 0.1))
    await hub.start(OpenGate())
    async with serving(compose(hub)) as port:
        place = Place(hub, OpenGate(), port)
        for name in ("p0", "p1"):
            await place.document(name, "Recalling")
        pages = [await place.page(who, f"p{n % 2}") for n, who in enumerate(("ann", "bob", "cem"))]
        for turn in range(60):
            for page in pages:
                await page.type(LETTERS[turn % len(LETTERS)] * (1 + turn % 40))
            if turn % 5 == 0:
                async with database.writing() as write:
                    await hub.change(write, "p0", "chair", partial(insert_at_start, words="§"))
            await asyncio.gather(
                *(page.until(lambda page=page, n=turn: page.saved > n) for page in pages)  # type: ignore[misc]
            )
        for browser in place.browsers:
            await browser.socket.close()
            if browser.task is not None:
                await browser.task
    await hub.stop()
    await database.close()
    return statements


@dataclass
class Workload:
    """Recorded statements in their transactions, and what the tables hold after each."""

    settings: list[str]
    transactions: list[list[str]]
    states: dict[str, list[int]] = field(default_factory=dict)

    @classmethod
    def of(cls, statements: list[str]) -> "Workload":
        settings: list[str] = []
        transactions: list[list[str]] = []
        inside = False
        for statement in statements:
            word = statement.split(maxsplit=1)[0].upper()
            inside = inside or word == "BEGIN"
            if word == "BEGIN":
                transactions.append([])
            if inside:
                transactions[-1].append(statement)
            elif word == "PRAGMA":
                settings.append(statement)
            inside = inside and word not in ("COMMIT", "ROLLBACK")
        return cls(settings, [t for t in transactions if t[-1].upper() == "COMMIT"])

    def play(self, disk: Disk, synchronous: str | None, checkpoint: int) -> None:
        """Carry it out on a disk, by the server's own settings, save those that are given.

        Without shared memory SQLite keeps a log only for the one connection that has the file.
        """
        connection = apsw.Connection("work.db", vfs=disk.name)
        connection.execute("PRAGMA locking_mode=EXCLUSIVE")
        for setting in self.settings:
            connection.execute(setting).fetchall()
        if synchronous is not None:
            connection.execute(f"PRAGMA synchronous={synchronous}")
        connection.execute(f"PRAGMA wal_autocheckpoint={checkpoint}")
        assert connection.execute("PRAGMA journal_mode").fetchall() == [("wal",)]
        for number, transaction in enumerate(self.transactions, 1):
            for statement in transaction:
                connection.execute(statement).fetchall()
            disk.acknowledged = number
        connection.close()

    def know_states(self) -> None:
        """Note what the tables hold after each transaction."""
        connection = apsw.Connection(":memory:")
        self.states = {held(connection): [0]}
        for number, transaction in enumerate(self.transactions, 1):
            for statement in transaction:
                connection.execute(statement).fetchall()
            self.states.setdefault(held(connection), []).append(number)
        connection.close()


def held(connection: apsw.Connection) -> str:
    """Return a digest of everything in the tables of the journal."""
    digest = hashlib.sha256()
    tables = "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"
    for (table,) in connection.execute(tables).fetchall():
        for row in connection.execute(f"SELECT * FROM {table} ORDER BY 1, 2"):
            digest.update(f"{table} {row!r}".encode())
    return digest.hexdigest()


def found_after(image: dict[str, bytes], folder: Path) -> str:
    """Start anew from what the disk has; return what is in the tables."""
    for name in ("work.db", "work.db-wal"):
        (folder / name).unlink(missing_ok=True)
        if name in image:
            (folder / name).write_bytes(image[name])
    connection = apsw.Connection(str(folder / "work.db"))
    try:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        return held(connection)
    finally:
        connection.close()


def losses(
    work: Workload, folder: Path, seeds: range, synchronous: str | None
) -> tuple[int, int, int]:
    """Lose power at chosen moments; return images looked at, those with loss, transactions lost."""
    images = poorer = lost = 0
    for seed in seeds:
        rng = random.Random(seed)
        checkpoint = rng.choice((20, 100, 1000))
        trial = Disk(rng)
        work.play(trial, synchronous, checkpoint)
        moments = frozenset(rng.sample(range(trial.ticks), MOMENTS))
        disk = Disk(rng, moments)
        work.play(disk, synchronous, checkpoint)
        for acknowledged, image in disk.images:
            state = found_after(image, folder)
            images += 1
            assert state in work.states, f"seed {seed}: half a transaction, or one out of order"
            kept = max((n for n in work.states[state] if n <= acknowledged + 1), default=None)
            assert kept is not None, f"seed {seed}: from the future"
            poorer += kept < acknowledged
            lost += max(0, acknowledged - kept)
        trial.unregister()
        disk.unregister()
    return images, poorer, lost


async def test_power_loss_takes_nothing_that_was_committed(tmp_path: Path, report: Report) -> None:
    """And the control that syncs less is seen to lose. Y23."""
    how = scale()
    work = Workload.of(await recorded(tmp_path / "recorded.db"))
    work.know_states()
    assert len(work.transactions) > 60
    seeds = range(how.seed, how.seed + how.power_seeds)
    images, poorer, lost = losses(work, tmp_path, seeds, None)
    assert (poorer, lost) == (0, 0)
    control = losses(work, tmp_path, seeds, "NORMAL")
    assert control[1] > images // 10
    report(
        seeds=how.power_seeds,
        transactions=len(work.transactions),
        images=images,
        images_with_loss=poorer,
        control_images_with_loss=control[1],
        control_transactions_lost=control[2],
    )
