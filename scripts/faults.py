"""Hurt the server in every way the tests know, at full scale, and print what came of it.

    make faults                                     all of it, full scale: half an hour to an hour
    .venv/bin/python -m scripts.faults --quick      all of it, as little as `make test` tries
    .venv/bin/python -m scripts.faults --only kill  what has that word in its name
    .venv/bin/python -m scripts.faults --only fuzz --set fuzz_rounds=2000 --set seed=7

Prints a table, writes it to `--json`, and exits with 1 if anything failed. docs/reliability.md says
what each trial promises.
"""

import argparse
import json
import os
import platform
import sys
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

PLACES = ("tests/faults", "tests/nodes/test_nodes.py")
WIDTH = 100


@dataclass
class Table:
    """A pytest plugin that gathers what each trial found."""

    rows: list[dict[str, Any]] = field(default_factory=list)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Take note of a trial, or of one that could not begin."""
        if report.when == "call" or report.failed:
            self.rows.append(
                {
                    "trial": _name(report.nodeid),
                    "passed": report.passed,
                    "seconds": round(report.duration, 1),
                    "found": dict(report.user_properties),
                }
            )
            print(line(self.rows[-1]), flush=True)


def _name(nodeid: str) -> str:
    """Return what a test says, as words."""
    return nodeid.rpartition("::")[2].removeprefix("test_").replace("_", " ")


def line(row: dict[str, Any]) -> str:
    """Return one trial as two lines of the table."""
    verdict = "held" if row["passed"] else "FAILED"
    found = ", ".join(f"{key.replace('_', ' ')} {value}" for key, value in row["found"].items())
    return f"\n{verdict:6} {row['seconds']:7.1f} s  {row['trial'][:WIDTH]}\n{'':18}{found}"


def read_arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description="Hurt the server and see what comes of it.")
    parser.add_argument("--quick", action="store_true", help="only as much as `make test` tries")
    parser.add_argument("--only", default="", help="pytest's -k: trials with this in their name")
    parser.add_argument("--set", action="append", default=[], help="a size, as fuzz_rounds=2000")
    parser.add_argument("--json", type=Path, default=Path("var/faults.json"))
    return parser.parse_args()


def main() -> int:
    """Run the trials; return 0 if all of them held."""
    asked = read_arguments()
    os.environ["FAULTS"] = " ".join((*(() if asked.quick else ("full",)), *asked.set))
    table = Table()
    begun = datetime.now(UTC)
    options = ["-q", "--no-header", "--show-capture=no", "--tb=short"]
    if asked.only:
        options += ["-k", asked.only]
    code = pytest.main([*PLACES, *options], plugins=[table])
    failed = [row["trial"] for row in table.rows if not row["passed"]]
    print(f"\n{len(table.rows)} trials, {len(failed)} failed: {os.environ['FAULTS'] or 'quick'}")
    asked.json.parent.mkdir(parents=True, exist_ok=True)
    summary = {
        "at": begun.isoformat(timespec="seconds"),
        "minutes": round((datetime.now(UTC) - begun).total_seconds() / 60, 1),
        "scale": os.environ["FAULTS"] or "quick",
        "machine": f"{platform.system()} {platform.release()}, {os.cpu_count()} cores",
        "trials": table.rows,
    }
    asked.json.write_text(json.dumps(summary, indent=1), encoding="utf-8")
    return int(bool(failed) or code != 0 or not table.rows)


if __name__ == "__main__":
    sys.exit(main())
