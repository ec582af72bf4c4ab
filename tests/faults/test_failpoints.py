"""The server ends, or something fails, at each place where that could matter. Promises Y1, Y23."""

import random
import re
from pathlib import Path

import pytest

from app.kit import failpoints
from app.kit.failpoints import NAMES, Struck, arm, failpoint, read_acts, waiting_failpoint
from tests.architecture.tree import ROOT
from tests.faults.crowd import crowd
from tests.faults.report import Report
from tests.faults.scale import scale

KILLED = -9
DEADLY = (
    ("journal before begin", "kill"),
    ("journal before commit", "kill"),
    ("journal after commit", "kill"),
    ("room after acknowledgement", "kill soon"),
    ("room catching up", "kill"),
    ("compaction before commit", "kill"),
    ("compaction after commit", "kill"),
)


def test_each_place_is_named_in_the_code_and_nowhere_else() -> None:
    named = [
        name
        for path in sorted((ROOT / "app").rglob("*.py"))
        for name in re.findall(r'failpoint\(\s*"([^"]+)"', path.read_text(encoding="utf-8"))
        if path.name != "failpoints.py"
    ]
    assert set(named) == NAMES


async def test_what_is_not_armed_does_nothing_and_what_is_armed_strikes_once() -> None:
    failpoint("journal before commit")
    with arm("journal before commit", failpoints.strike), pytest.raises(Struck):
        await waiting_failpoint("journal before commit")
    failpoint("journal before commit")
    third = read_acts("room catching up=raise@3; journal before begin=sleep 0")["room catching up"]
    third()
    third()
    with pytest.raises(Struck):
        third()
    third()
    with pytest.raises(KeyError), arm("no such place", failpoints.strike):
        pass
    with pytest.raises(ValueError, match="dance"):
        read_acts("room catching up=dance")


def around(name: str) -> tuple[str, str]:
    """What the server does beside, so that it comes to a place."""
    return ("decisions", "compaction") if name.startswith("compaction") else ("decisions", "")


@pytest.mark.parametrize(("name", "act"), DEADLY, ids=[name for name, _ in DEADLY])
async def test_a_server_that_ends_at_any_place_loses_nothing(
    tmp_path: Path, report: Report, name: str, act: str
) -> None:
    how = scale()
    rng = random.Random(how.seed)
    async with crowd(tmp_path, *around(name)) as people:
        for _ in range(how.strikes):
            await people.start(failpoints=f"{name}={act}@{rng.randint(1, 8)}")
            assert await people.ended() == KILLED
            assert await people.missing() == 0
        await people.start_anew()
        await people.settle()
        report(strikes=how.strikes, acknowledged=people.told, lost=0)


@pytest.mark.parametrize("name", [name for name, act in DEADLY if act == "kill"])
async def test_what_fails_at_any_place_is_made_good_without_a_restart(
    tmp_path: Path, report: Report, name: str
) -> None:
    """A failing database shows as an exception at one of these places."""
    how = scale()
    async with crowd(tmp_path, *around(name)) as people:
        await people.start(failpoints=f"{name}=raise@{random.Random(how.seed).randint(1, 8)}")
        await people.type_on(20)
        await people.settle()
        assert await people.missing() == 0
        assert people.codes <= {(1013, "try again")}
        report(acknowledged=people.told, lost=0)
