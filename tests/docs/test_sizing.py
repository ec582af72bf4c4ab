"""The tables of docs/operate.md and docs/scale.md are filled from the bench's figures."""

import json
from pathlib import Path

import pytest

from scripts.sizing import fill, read, reading, scale, sizing

DOCS = Path(__file__).parents[2] / "docs"


def typed(**figures: float) -> dict[str, float]:
    return {"p50": 4.0, "p99": 20.0, "cpu": 35.0, "memory": 150.0, **figures}


ROWS: list[tuple[str, str, dict[str, float]]] = [
    ("a", "100 clients", typed(cpu_per_delivery=12.0)),
    ("a", "1,000 clients", typed(cpu=62.5, cpu_per_delivery=7.0)),
    (
        "c",
        "as each is used",
        {"last": 310.0, "cpu_seconds": 0.4, "megabytes": 50.0, "bundle_kb": 60},
    ),
    ("d", "300 clients", typed()),
    ("e", "500 paragraphs", {"memory": 100.0}),
    ("e", "5,000 paragraphs", {"memory": 109.0}),
    ("e", "100 connections", {"memory": 90.0}),
    ("e", "1,000 connections", {"memory": 117.0}),
    ("f", "100 writers", typed(saved_p50=2.5, saved_p99=60.0)),
]


@pytest.fixture
def bench(tmp_path: Path) -> Path:
    file = tmp_path / "bench.json"
    figures: list[dict[str, object]] = [
        {"scenario": scenario, "case": case, "server": server, "runs": 3, **found, "errors": []}
        for server in ("chapeau", "another")
        for scenario, case, found in ROWS
    ]
    about = {
        "date": "2026-11-21 20:00 UTC",
        "commit": "abc1234",
        "runs": 3,
        "machine": {"processor": "A processor", "cores": 2, "memory_gb": 8},
        "figures": figures,
    }
    file.write_text(json.dumps(about), "utf-8")
    return file


def test_the_sizing_table_says_what_was_measured(bench: Path) -> None:
    table = sizing(read(bench))
    assert "at commit abc1234, on 2 cores (A processor), 8 GB; medians of 3 runs." in table
    assert "| 1,000 clients in one paragraph, 20 of them type fast | 62.5 | 150 | 4 / 20 |" in table
    assert "until each is said to be saved | 35 | 150 | 2.5 / 60 |" in table
    assert "| one more connection | 30 kB |" in table
    assert "| one more paragraph, opened and idle | 2 kB |" in table
    assert "until the last has it | 0.31 s |" in table


def test_the_plan_counts_on_what_was_measured(bench: Path) -> None:
    table = scale(read(bench))
    assert "| one delivery to one reader | 7 µs of a core |" in table
    assert "| 100,000 readers, one merged frame a second each | 1 cores |" in table
    assert "| 100,000 connections | 3 GB |" in table
    assert "| a burst of 100,000 arrivals | 6 GB |" in table


def test_what_was_not_measured_is_a_dash(bench: Path) -> None:
    found = json.loads(bench.read_text("utf-8"))
    found["figures"] = [row for row in found["figures"] if row["scenario"] == "a"]
    bench.write_text(json.dumps(found), "utf-8")
    assert "| one more connection | – |" in sizing(read(bench))
    assert "| 100,000 connections | – |" in scale(read(bench))


def test_a_run_without_us_is_refused(bench: Path) -> None:
    found = json.loads(bench.read_text("utf-8"))
    found["figures"] = [row for row in found["figures"] if row["server"] != "chapeau"]
    bench.write_text(json.dumps(found), "utf-8")
    with pytest.raises(ValueError, match="no figures"):
        read(bench)


def test_what_readers_cost_is_multiplied_by_many() -> None:
    found = {"date": "today", "readers": 100, "bundle_ms": 8.0, "bundle_bytes": 65_792}
    table = reading({**found, "same_ms": 7.0, "fact_ms": 0.5, "stream_kb": 70.0})
    assert "| … over the network | 65.8 kB |" in table
    assert "with no content network | 100 cores |" in table
    assert "| one fact to one stream of live events | 0.50 ms of a core |" in table


@pytest.mark.parametrize(
    ("page", "name"), [("operate.md", "sizing"), ("scale.md", "scale"), ("scale.md", "reading")]
)
def test_both_pages_have_the_place_for_it(page: str, name: str) -> None:
    text = (DOCS / page).read_text("utf-8")
    once = fill(text, name, "FILLED")
    assert once.count("FILLED") == 1
    assert fill(once, name, "FILLED") == once
    with pytest.raises(ValueError, match="marks"):
        fill("no marks here", name, "FILLED")
