"""Measures this project's sync engine and its peers side by side, on this machine, in one run.

    make bench
    make bench with="--quick --scenario a --servers chapeau,hocuspocus --runs 1"

Each run starts every server afresh, one after the other, and drives it with the same load client.
What is kept is the median over the runs. These are measurements for a person to read: no test
waits for them.
"""

import argparse
import json
import platform
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import Any

from scripts.bench.drive import drive
from scripts.bench.figures import Figures, medians
from scripts.bench.report import Row, report
from scripts.bench.scenarios import TITLES, Case, cases
from scripts.bench.seed import World, seed
from scripts.bench.servers import HERE, KINDS, ROOT, Kind, missing, node, serving

FOLDER = ROOT / "var" / "bench"
"""On the disk, not in memory: what is saved is to be on a disk."""
START, STOP = "<!-- bench: written by make bench -->", "<!-- bench: end -->"


def measured(
    case: Case, kind: Kind, world: World | None, folder: Path
) -> tuple[Figures, str | None]:
    """Start a server and drive it; returns what was found and what went wrong."""
    try:
        with serving(kind, folder, world) as server:
            driven = drive(server, case.make(kind, world), case.seconds)
    except RuntimeError as error:
        return {}, str(error)
    why = driven.result.get("error") or next(iter(driven.result.get("failures") or ()), None)
    return case.keep(driven), str(why).splitlines()[0] if why else None


def measure(chosen: Sequence[Case], kinds: Sequence[Kind], runs: int, folder: Path) -> list[Row]:
    """Measure every case with every server, as often as asked for, pair by pair."""
    world = None
    if any(kind.ours for kind in kinds):
        lengths = sorted({case.length for case in chosen})
        world = seed(FOLDER, max(case.people for case in chosen), lengths)
    found: dict[tuple[str, str, str], list[Figures]] = {}
    errors: dict[tuple[str, str, str], list[str]] = {}
    turns = [
        (case, kind)
        for run in range(1, runs + 1)
        for case in chosen
        for kind in kinds
        if run <= case.runs and kind.name in case.servers
    ]
    for number, (case, kind) in enumerate(turns, start=1):
        key = (case.scenario, case.name, kind.name)
        figures, error = measured(case, kind, world, folder / f"{kind.name}-{time.time_ns()}")
        found.setdefault(key, []).append(figures)
        if error:
            errors.setdefault(key, []).append(error)
        said = ", ".join(f"{name} {value:.4g}" for name, value in figures.items() if value)
        print(f"{number}/{len(turns)} {' '.join(key)}: {said} {error or ''}", flush=True)
    return [
        Row(*key, medians(figures), len(figures), errors.get(key, ()))
        for case in chosen
        for kind in kinds
        if (key := (case.scenario, case.name, kind.name)) in found
        for figures in [found[key]]
    ]


def circumstances(asked: argparse.Namespace) -> dict[str, Any]:
    """Say when, where and with what was measured."""
    model = re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text(encoding="utf-8"))
    memory = re.search(r"MemTotal:\s*(\d+)", Path("/proc/meminfo").read_text(encoding="utf-8"))
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    return {
        "date": datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
        "command": _command(sys.argv[1:]),
        "commit": commit.stdout.strip(),
        "runs": asked.runs,
        "machine": {
            "processor": model[1] if model else platform.machine(),
            "cores": len(_cores()),
            "memory_gb": round(int(memory[1]) / 1e6) if memory else None,
            "system": f"{platform.system()} {platform.release()}",
        },
        "versions": _versions(),
    }


def _command(given: Sequence[str]) -> str:
    """Return the command that measures the same; where its figures went is nobody's concern."""
    kept = re.sub(r"--(json|write)[ =]\S+ ?", "", " ".join(given)).strip()
    return f'make bench with="{kept}"' if kept else "make bench"


def _cores() -> list[str]:
    cpuinfo = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    return re.findall(r"^processor", cpuinfo, re.MULTILINE)


def _versions() -> dict[str, str]:
    lock = json.loads((HERE / "load" / "package-lock.json").read_text(encoding="utf-8"))
    found = {
        name.removeprefix("node_modules/"): entry["version"]
        for name, entry in lock["packages"].items()
        if name.removeprefix("node_modules/")
        in ("@hocuspocus/server", "@y/websocket-server", "ws", "yjs")
    }
    peer = (HERE / "peers" / "pycrdt.lock").read_text(encoding="utf-8")
    found |= {
        f"{name} (peer)": version
        for name, version in re.findall(r"^(pycrdt-websocket|uvicorn)==(\S+)", peer, re.MULTILINE)
    }
    found |= {name: metadata.version(name) for name in ("pycrdt", "uvicorn", "websockets")}
    running = subprocess.run([node(), "--version"], capture_output=True, text=True, check=True)
    return found | {"node": running.stdout.strip(), "python": platform.python_version()}


def heading(about: dict[str, Any]) -> str:
    """Say when, where and with what was measured, in words."""
    machine = about["machine"]
    versions = ", ".join(f"{name} {version}" for name, version in about["versions"].items())
    return (
        f"Measured on {about['date']} at commit {about['commit']}, on {machine['cores']} cores "
        f"({machine['processor']}), {machine['memory_gb']} GB, {machine['system']}, with "
        f"`{about['command']}`; medians of {about['runs']} runs.\n\n{versions}.\n"
    )


def write(file: Path, text: str) -> None:
    """Put the tables between the two marks of a page."""
    page = file.read_text(encoding="utf-8")
    before, _, rest = page.partition(START)
    _, _, after = rest.partition(STOP)
    file.write_text(f"{before}{START}\n\n{text}\n{STOP}{after}", encoding="utf-8")


def arguments() -> argparse.Namespace:
    """Read what is asked for."""
    parser = argparse.ArgumentParser(prog="make bench", description="Measure the sync engine.")
    parser.add_argument("--scenario", default="".join(TITLES), help="some of the letters a to f")
    parser.add_argument("--case", default="", help="only the cases whose name begins so")
    parser.add_argument("--servers", default=",".join(KINDS), help="some of these, with commas")
    parser.add_argument("--runs", type=int, default=3, help="how often each is measured")
    parser.add_argument("--quick", action="store_true", help="small sizes: whether it works at all")
    parser.add_argument("--json", type=Path, default=ROOT / "var" / "bench.json")
    parser.add_argument("--write", type=Path, help="a page to write the tables into")
    asked = parser.parse_args()
    if unknown := set(asked.servers.split(",")) - set(KINDS):
        parser.error(f"no such servers: {', '.join(sorted(unknown))}; there are {', '.join(KINDS)}")
    return asked


def main() -> None:
    """Measure what was asked for; print the tables, write the figures beside."""
    asked = arguments()
    chosen = [
        case
        for case in cases(asked.quick)
        if case.scenario in asked.scenario and case.name.startswith(asked.case)
    ]
    kinds = [KINDS[name] for name in asked.servers.split(",")]
    for kind in kinds:
        if why := missing(kind):
            print(f"{kind.name} is left out: {why}")
    kinds = [kind for kind in kinds if missing(kind) is None]
    FOLDER.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="run-", dir=FOLDER))
    try:
        rows = measure(chosen, kinds, asked.runs, folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    about = circumstances(asked)
    text = f"{heading(about)}\n{report(rows)}"
    print(f"\n{text}")
    figures = [
        {"scenario": row.scenario, "case": row.case, "server": row.server, "runs": row.runs}
        | row.figures
        | {"errors": list(row.errors)}
        for row in rows
    ]
    asked.json.parent.mkdir(parents=True, exist_ok=True)
    asked.json.write_text(json.dumps(about | {"figures": figures}, indent=2) + "\n", "utf-8")
    print(f"All figures: {asked.json}")
    if asked.write:
        write(asked.write, text)


if __name__ == "__main__":
    main()
