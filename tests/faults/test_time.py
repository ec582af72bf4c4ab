"""Clocks that are set, and a server that is stopped for a while. Promises Y1, Y23."""

import asyncio
import signal
from datetime import timedelta
from pathlib import Path

from app.sync.history import history
from tests.faults.crowd import TEXTS, crowd
from tests.faults.report import Report
from tests.faults.scale import scale

STEPS = (86_400.0, -86_400.0, 315_360_000.0, -3600.0, 0.0)


async def test_a_clock_that_jumps_changes_nothing(tmp_path: Path, report: Report) -> None:
    """A day on, a day back, ten years on, an hour back: nobody is dropped, nothing is lost."""
    clock = tmp_path / "clock"
    clock.write_text("0")
    async with crowd(tmp_path, f"step={clock}", "compaction") as people:
        await people.start()
        for step in STEPS:
            await people.type_on(15)
            (tmp_path / "next").write_text(str(step))
            (tmp_path / "next").replace(clock)
        await people.settle()
        assert await people.missing() == 0
        assert people.codes == set()
        async with people.database() as database, database.reading() as session:
            past = [entry for name in TEXTS for entry in await history(session, name)]
        assert max(entry.at for entry in past) - min(entry.at for entry in past) > timedelta(
            days=9 * 365
        )
        report(steps=len(STEPS), acknowledged=people.told, lost=0)


async def test_a_server_that_is_stopped_goes_on_where_it_was(
    tmp_path: Path, report: Report
) -> None:
    """As a machine put to sleep: SIGSTOP in mid-typing, SIGCONT a little later."""
    how = scale()
    async with crowd(tmp_path) as people:
        await people.start()
        for _ in range(1 + how.strikes):
            await people.type_on(15)
            people.signal(signal.SIGSTOP)
            told = people.told
            await asyncio.sleep(1)  # the fault itself: nothing can happen meanwhile
            assert people.told - told < 6 * 8
            people.signal(signal.SIGCONT)
        await people.type_on(15)
        await people.settle()
        assert await people.missing() == 0
        report(stops=1 + how.strikes, acknowledged=people.told, lost=0)
