"""Measures this project's sync engine and its peers side by side, on this machine, in one run.

    make bench
    .venv/bin/python -m scripts.bench --scenario a --servers chapeau,hocuspocus --runs 1 --quick

Each run starts every server afresh, one after the other, and drives it with the same load client.
What is kept is the median over the runs.
"""

import argparse
import json
import statistics
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from scripts.bench.drive import drive
from scripts.bench.scenarios import Case, Figures, cases
from scripts.bench.seed import World, seed
from scripts.bench.servers import KINDS, Kind, missing, serving


def measured(case: Case, kind: Kind, world: World | None, folder: Path) -> dict[str, Any]:
    """Start a server, drive it, and return what was found and what went wrong."""
    with serving(kind, folder, world) as server:
        driven = drive(server, case.make(kind, world), case.seconds)
    return {
        "figures": case.keep(driven),
        "error": driven.result.get("error"),
        "result": driven.result,
    }


def median(rows: Sequence[Figures]) -> Figures:
    """Return the median of each figure over the runs in which it was found."""
    names = dict.fromkeys(name for row in rows for name in row)
    found: Figures = {}
    for name in names:
        values = [value for row in rows if (value := row.get(name)) is not None]
        found[name] = statistics.median(values) if values else None
    return found


def main() -> None:
    """Measure what was asked for; print it, write it as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scenario", default="abcdef")
    parser.add_argument("--case", default="", help="only cases whose name begins so")
    parser.add_argument("--servers", default=",".join(KINDS))
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--json", type=Path, default=Path("var/bench.json"))
    asked = parser.parse_args()
    chosen = [
        case
        for case in cases(asked.quick)
        if case.scenario in asked.scenario and case.name.startswith(asked.case)
    ]
    servers = [KINDS[name] for name in asked.servers.split(",")]
    rows: dict[tuple[str, str, str], list[Figures]] = {}
    with tempfile.TemporaryDirectory(prefix="chapeau-bench-") as name:
        folder = Path(name)
        world = None
        if any(kind.ours for kind in servers):
            began = time.monotonic()
            lengths = sorted({length for case in chosen for length in case.lengths})
            world = seed(folder, max(case.people for case in chosen), lengths)
            print(f"seeded in {time.monotonic() - began:.1f} s", flush=True)
        for run in range(asked.runs):
            for case in chosen:
                for kind in servers:
                    if kind.name not in case.servers or missing(kind):
                        continue
                    got = measured(case, kind, world, folder / f"{kind.name}-{time.time_ns()}")
                    rows.setdefault((case.scenario, case.name, kind.name), []).append(
                        got["figures"]
                    )
                    said = {
                        key: round(value, 2)
                        for key, value in got["figures"].items()
                        if value is not None
                    }
                    print(
                        run + 1,
                        case.scenario,
                        case.name,
                        kind.name,
                        said,
                        got["error"] or "",
                        got["result"].get("failures") or "",
                        flush=True,
                    )
    asked.json.parent.mkdir(parents=True, exist_ok=True)
    asked.json.write_text(
        json.dumps(
            [
                {"scenario": s, "case": c, "server": k, **median(all_)}
                for (s, c, k), all_ in rows.items()
            ],
            indent=2,
        )
        + "\n",
        encoding="utf-8",
    )


if __name__ == "__main__":
    main()
