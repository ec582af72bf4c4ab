"""Fills the tables of docs/operate.md and docs/scale.md from what has been measured.

    make bench
    .venv/bin/python -m scripts.measure_reading
    .venv/bin/python -m scripts.sizing

Only what was measured is written: a figure that is missing becomes a dash. What is worked out from
figures says so.
"""

import argparse
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scripts.bench.figures import Figures, per_unit, shown

ROOT = Path(__file__).parent.parent
OURS = "chapeau"
READERS = 100_000
FRAMES_A_SECOND = 1
"""What a relay sends each of its readers at most: merged updates, once a second."""

SHARE = 0.7
"""How much of a core a process should use; the rest is for bursts."""


@dataclass(frozen=True, slots=True)
class Measured:
    """Our own figures of one run of the bench, and when and where that was."""

    about: str
    figures: dict[tuple[str, str], Figures]

    def get(self, scenario: str, case: str, name: str) -> float | None:
        """Return one figure, or None where it was not measured."""
        return self.figures.get((scenario, case), {}).get(name)

    def each(self, scenario: str) -> Iterator[tuple[str, Figures]]:
        """Return the cases of a scenario, in the order they were measured."""
        for (of, case), figures in self.figures.items():
            if of == scenario:
                yield case, figures

    def unit(self, kind: str, name: str) -> float | None:
        """Return what one more of `kind` costs, from the smallest and largest case of it."""
        sizes = sorted(
            (int(found[1].replace(",", "")), figures.get(name))
            for case, figures in self.each("e")
            if (found := re.fullmatch(rf"([\d,]+) {kind}", case))
        )
        if len(sizes) < 2:
            return None
        (few, small), (many, large) = sizes[0], sizes[-1]
        return per_unit(small, large, few, many)


def read(file: Path) -> Measured:
    """Read the figures of a run. Raises ValueError when it is none, or has nothing of ours."""
    found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    rows = {
        (row["scenario"], row["case"]): {
            name: value for name, value in row.items() if isinstance(value, int | float | None)
        }
        for row in found["figures"]
        if row["server"] == OURS
    }
    if not rows:
        raise ValueError(f"{file} has no figures of {OURS}")
    machine = found["machine"]
    about = (
        f"Measured on {found['date']} at commit {found['commit']}, on {machine['cores']} cores "
        f"({machine['processor']}), {machine['memory_gb']} GB; medians of {found['runs']} runs."
    )
    return Measured(about, rows)


def sizing(measured: Measured) -> str:
    """Return the table of docs/operate.md: what goes on, and what one node needs for it."""
    lines = [
        measured.about,
        "",
        "| What goes on, on one node | processor, % of a core | memory, MB | delay p50 / p99, ms |",
        "|---|---:|---:|---:|",
    ]
    for case, figures in measured.each("a"):
        lines.append(_typed(f"{case} in one paragraph, 20 of them type fast", figures))
    for case, figures in measured.each("d"):
        what = f"a plenary of {case}: 30 paragraphs open each, 40 type, presence on"
        lines.append(_typed(what, figures))
    for case, figures in measured.each("f"):
        saved = {"p50": figures.get("saved_p50"), "p99": figures.get("saved_p99")}
        what = f"500 changes a second by {case}: until each is said to be saved"
        lines.append(_typed(what, {**figures, **saved}))
    joined = measured.figures.get(("c", "as each is used"), {})
    last = joined.get("last")
    burst = "300 people open a text of 500 paragraphs at once: "
    costs = (
        (f"{burst}until the last has it", shown(None if last is None else last / 1000, " s")),
        ("… of processor time", shown(joined.get("cpu_seconds"), " s")),
        ("… over the network", shown(joined.get("megabytes"), " MB")),
        ("one more connection", _kilobytes(measured.unit("connections", "memory"))),
        ("one more paragraph, opened and idle", _kilobytes(measured.unit("paragraphs", "memory"))),
    )
    lines += [
        "",
        "| What it takes | |",
        "|---|---:|",
        *(f"| {what} | {it} |" for what, it in costs),
    ]
    return "\n".join(lines)


def _typed(what: str, figures: Figures) -> str:
    delay = f"{shown(figures.get('p50'))} / {shown(figures.get('p99'))}"
    return f"| {what} | {shown(figures.get('cpu'))} | {shown(figures.get('memory'))} | {delay} |"


def _kilobytes(megabytes: float | None) -> str:
    return shown(None if megabytes is None else megabytes * 1e3, " kB")


def scale(measured: Measured) -> str:
    """Return the table of docs/scale.md: what is measured, and the arithmetic on it."""
    deliveries = [f.get("cpu_per_delivery") for _, f in measured.each("a")]
    delivery = next((cost for cost in reversed(deliveries) if cost is not None), None)
    connection = measured.unit("connections", "memory")
    bundle = measured.get("c", "as each is used", "bundle_kb")
    cores = None
    if delivery is not None:
        cores = READERS * FRAMES_A_SECOND * delivery / 1e6 / SHARE
    memory = None if connection is None else connection * READERS / 1e3
    burst = None if bundle is None else bundle * READERS / 1e6
    rows = [
        (
            "one delivery to one reader",
            shown(delivery, " µs of a core"),
            "measured (a)",
        ),
        (
            "100,000 readers, one merged frame a second each",
            shown(cores, " cores"),
            f"× 100,000, at {SHARE:.0%} of a core each",
        ),
        ("one connection held open", _kilobytes(connection), "measured (e)"),
        ("100,000 connections", shown(memory, " GB"), "× 100,000, without the kernel's buffers"),
        ("the states of 500 paragraphs, compressed", shown(bundle, " kB"), "measured (c)"),
        ("a burst of 100,000 arrivals", shown(burst, " GB"), "× 100,000, off the content network"),
    ]
    lines = [measured.about, "", "| Unit | Cost | From |", "|---|---:|---|"]
    return "\n".join([*lines, *(f"| {' | '.join(row)} |" for row in rows)])


def reading(found: dict[str, Any]) -> str:
    """Return the second table of docs/scale.md: what somebody costs who reads over HTTP."""
    many = found["same_ms"] * READERS / 10 / 1e3 / SHARE
    rows = [
        ("the bundle of 500 paragraphs, once", f"{shown(found['bundle_ms'])} ms of a core"),
        ("… over the network", f"{shown(found['bundle_bytes'] / 1e3)} kB"),
        ("asking whether it is new, when it is not", f"{shown(found['same_ms'])} ms of a core"),
        (
            "100,000 people who ask every ten seconds, with no content network",
            f"{shown(many)} cores",
        ),
        ("one fact to one stream of live events", f"{shown(found['fact_ms'])} ms of a core"),
        ("one stream held open", f"{shown(found['stream_kb'])} kB"),
    ]
    about = (
        f"Measured on {found['date']} with {found['readers']} readers on a busy machine of 2 cores."
    )
    lines = [about, "", "| Unit | Cost |", "|---|---:|"]
    return "\n".join([*lines, *(f"| {what} | {cost} |" for what, cost in rows)])


def fill(page: str, name: str, text: str) -> str:
    """Put a table between the two marks of its name. Raises ValueError when they are missing."""
    start, stop = f"<!-- {name}: written by python -m scripts.sizing -->", f"<!-- {name}: end -->"
    if page.count(start) != 1 or page.count(stop) != 1:
        raise ValueError(f"the marks of {name} are not there once each")
    before, _, rest = page.partition(start)
    _, _, after = rest.partition(stop)
    return f"{before}{start}\n{text}\n{stop}{after}"


def main() -> None:
    """Fill what has been measured."""
    parser = argparse.ArgumentParser(prog="python -m scripts.sizing")
    parser.add_argument("--bench", type=Path, default=ROOT / "var" / "bench.json")
    parser.add_argument("--reading", type=Path, default=ROOT / "var" / "reading.json")
    asked = parser.parse_args()
    if asked.bench.exists():
        measured = read(asked.bench)
        _write("operate.md", "sizing", sizing(measured))
        _write("scale.md", "scale", scale(measured))
    if asked.reading.exists():
        _write("scale.md", "reading", reading(json.loads(asked.reading.read_text("utf-8"))))


def _write(page: str, name: str, table: str) -> None:
    file = ROOT / "docs" / page
    file.write_text(fill(file.read_text("utf-8"), name, table), "utf-8")
    print(f"docs/{page}: {name} is filled.")


if __name__ == "__main__":
    main()
