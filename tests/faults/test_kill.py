"""kill -9 in mid-typing: what a page was told is saved is there afterwards. Promises Y1, Y23."""

import random
from pathlib import Path

from tests.faults.crowd import Crowd, crowd
from tests.faults.report import Report
from tests.faults.scale import Scale, scale


async def killed(people: Crowd, rounds: int, how: Scale) -> list[int]:
    """Kill the server `rounds` times in mid-typing; return what was missing each time."""
    rng = random.Random(how.seed)
    missing: list[int] = []
    await people.start()
    for _ in range(rounds):
        await people.type_on(rng.randint(10, how.letters))
        await people.kill()
        missing.append(await people.missing())
        if missing[-1]:
            # Peers hold what the server has lost: from here on nobody can be in step again.
            break
        await people.start_anew()
    return missing


async def test_kill_9_loses_nothing_that_was_acknowledged(  # Y1
    tmp_path: Path, report: Report
) -> None:
    how = scale()
    async with crowd(tmp_path) as people:
        assert await killed(people, how.kills, how) == [0] * how.kills
        await people.settle()
        assert await people.missing() == 0
        assert people.told > how.kills * 60
        report(rounds=how.kills, acknowledged=people.told, lost=0)


async def test_the_control_that_acknowledges_early_is_seen_to_lose(
    tmp_path: Path, report: Report
) -> None:
    """Without this the test above might be blind."""
    how = scale()
    async with crowd(tmp_path, "early") as people:
        lost = sum(await killed(people, how.early_kills, how))
        assert lost > 0
        report(rounds=how.early_kills, acknowledged=people.told, lost=lost)
