"""The bench counts right, and its load client still speaks with the server it measures."""

import os
import shutil
from pathlib import Path

import pytest

from scripts.bench import jobs, keeping
from scripts.bench.__main__ import START, STOP, write
from scripts.bench.drive import CLIENT, drive
from scripts.bench.figures import Figures, medians, per_unit, ratio, shown
from scripts.bench.jobs import Shape
from scripts.bench.process import Reading, read
from scripts.bench.report import Row, report
from scripts.bench.scenarios import TITLES, cases
from scripts.bench.seed import seed
from scripts.bench.servers import KINDS, serving

MODULES = Path(__file__).parents[2] / "frontend" / "node_modules"
OURS = KINDS["chapeau"]


@pytest.fixture
def client(tmp_path: Path) -> Path:
    """The load client, with the page's Yjs: a test needs none of the peers."""
    folder = tmp_path / "load"
    shutil.copytree(CLIENT.parent, folder, ignore=shutil.ignore_patterns("node_modules"))
    (folder / "node_modules").symlink_to(MODULES)
    return folder / CLIENT.name


def test_everybody_hears_every_keystroke_and_a_text_opens(tmp_path: Path, client: Path) -> None:
    """Our server as it is served: real people, real group, gate and journal, all on the disk."""
    world = seed(tmp_path, 6, (1, 3))
    assert seed(tmp_path, 6, (1, 3)) == world  # made once, and used again
    typing = jobs.typing(
        OURS, world, shape=Shape(clients=4, writers=2), rate=10, warmup=0.1, seconds=0.8
    )
    opening = jobs.opening(OURS, world, clients=2, length=3, way="page")
    with serving(OURS, tmp_path / "typing", world) as server:
        driven = drive(server, typing, 120, client)
        opened = keeping.opened(drive(server, opening, 120, client))
    assert driven.result.get("error") is None, driven.result
    assert driven.result["failures"] == []
    typed = keeping.typed(driven)
    assert (typed["undelivered"], typed["refused"], typed["agreed"]) == (0, 0, 1)
    # Each recorded keystroke of the two reaches the three others, and its writer is told once.
    assert driven.result["latency"]["count"] == 3 * driven.result["sent"] > 0
    assert driven.result["saved"]["count"] == driven.result["sent"]
    assert typed["memory"] is not None
    assert typed["memory"] > 10
    assert opened["lost_sockets"] == 0
    assert opened["last"] is not None


def test_medians_are_over_the_runs_that_found_something() -> None:
    """A run that failed counts for nothing, not as nothing."""
    rows: list[Figures] = [
        {"p50": 3.0, "p99": 9.0},
        {"p50": 1.0, "p99": None},
        {"p50": 2.0, "p99": 5.0},
        {},
    ]
    assert medians(rows) == {"p50": 2.0, "p99": 7.0}


def test_what_one_more_costs_leaves_out_what_all_share() -> None:
    """From 100 MB with ten and 190 MB with a hundred: one each."""
    assert per_unit(100, 190, 10, 100) == 1
    assert per_unit(None, 190, 10, 100) is None
    assert ratio(10, 20) == 0.5
    assert ratio(10, 0) is None


@pytest.mark.parametrize(
    ("value", "said"),
    [(None, "–"), (0.1234, "0.12"), (4.44, "4.4"), (12_345.6, "12,346"), (3.0, "3")],
)
def test_figures_have_as_many_digits_as_can_be_used(value: float | None, said: str) -> None:
    assert shown(value) == said


def test_processor_time_is_read_from_the_process() -> None:
    """This one has used some, and holds some memory; shares are of one core."""
    now = read(os.getpid())
    assert now.cpu > 0
    assert now.memory > 1_000_000
    assert Reading(12, 3, 0).cpu_since(Reading(10, 2, 0)) == 50


def test_tables_say_what_was_reached_and_what_went_wrong() -> None:
    """The best peer is one that delivered everything: one that collapsed is no measure."""
    figures: Figures = {"cpu": 30.0, "p99": 20.0, "undelivered": 0.0}
    rows = [
        Row("a", "1,000 clients", "chapeau", figures, 3),
        Row("a", "1,000 clients", "hocuspocus", figures | {"cpu": 50.0, "p99": 16.0}, 3),
        Row(
            "a", "1,000 clients", "pycrdt-websocket", {"cpu": 1.0, "undelivered": 796.0}, 3, ["no"]
        ),
    ]
    said = report(rows)
    assert "CPU ≤ 0.5 × the best peer's | 0.60 × | no |" in said
    assert "p99 ≤ 1 × the best peer's | 1.2 × | no |" in said
    assert "- pycrdt-websocket, 1,000 clients: no." in said


def test_tables_go_between_their_marks_and_nowhere_else(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"before\n{START}\nold\n{STOP}\nafter\n", encoding="utf-8")
    write(page, "new")
    assert page.read_text(encoding="utf-8") == f"before\n{START}\n\nnew\n{STOP}\nafter\n"


@pytest.mark.parametrize("quick", [False, True])
def test_every_scenario_has_cases(quick: bool) -> None:
    """And each case of our server asks for people and texts that will be seeded."""
    all_ = cases(quick)
    assert {case.scenario for case in all_} == set(TITLES)
    assert all(case.people > 1 and case.length > 0 for case in all_)


def test_what_is_to_be_reached_is_measured() -> None:
    """A renamed case would silently drop its target: all eight stand in a report of everything."""
    figures: Figures = dict.fromkeys(
        ("cpu", "p99", "keystrokes", "last", "saved_p50", "saved_p95", "saved_p99"), 1.0
    )
    rows = [
        Row(case.scenario, case.name, server, figures, 3)
        for case in cases(quick=False)
        for server in case.servers
    ]
    reached = report(rows).partition("### What was to be reached")[2]
    assert len(reached.strip().splitlines()) == 2 + 8
