"""Says what was measured: tables for a person, and whether what was to be reached has been."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from scripts.bench.figures import Figures, least, most, per_unit, ratio, shown
from scripts.bench.scenarios import TITLES

OURS = "chapeau"
TYPED = (
    ("p50", "p50 ms"),
    ("p95", "p95 ms"),
    ("p99", "p99 ms"),
    ("saved_p50", "saved p50"),
    ("saved_p99", "saved p99"),
    ("cpu", "CPU %"),
    ("cpu_per_delivery", "µs CPU a delivery"),
    ("memory", "MB"),
    ("undelivered", "undelivered"),
    ("client_cpu", "client CPU %"),
)
OPENED = (
    ("first", "first ms"),
    ("p50", "p50 ms"),
    ("last", "last ms"),
    ("megabytes", "MB received"),
    ("cpu_seconds", "CPU s"),
    ("memory", "MB held"),
    ("client_cpu", "client CPU %"),
)
COLUMNS = {
    "a": TYPED,
    "b": (
        ("keystrokes", "keystrokes/s"),
        ("p50", "p50 ms there"),
        ("p99", "p99 ms there"),
        ("memory", "MB"),
        ("client_cpu", "client CPU %"),
        ("ended_by_client", "the client was the limit"),
    ),
    "c": OPENED,
    "d": TYPED,
    "e": OPENED,
    "f": (*TYPED[:3], ("saved_p50", "saved p50"), ("saved_p95", "saved p95"), *TYPED[4:]),
}


@dataclass(frozen=True, slots=True)
class Row:
    """The medians of one server in one case, over so many runs, and what went wrong in them."""

    scenario: str
    case: str
    server: str
    figures: Figures
    runs: int
    errors: Sequence[str] = ()


def report(rows: Sequence[Row]) -> str:
    """Return every table, as Markdown."""
    return "\n".join(_lines(rows)).strip() + "\n"


def _lines(rows: Sequence[Row]) -> Iterator[str]:
    for scenario in dict.fromkeys(row.scenario for row in rows):
        yield f"### {scenario.upper()}. {TITLES[scenario]}\n"
        mine = [row for row in rows if row.scenario == scenario]
        yield from _table(mine, COLUMNS[scenario])
        if scenario == "e":
            yield from _idle(mine)
        yield from _troubles(mine)
    verdicts = list(_verdicts(rows))
    if verdicts:
        yield "### What was to be reached\n"
        yield "| target | measured | reached |"
        yield "|---|---|---|"
        yield from verdicts
        yield ""


def _table(rows: Sequence[Row], columns: Sequence[tuple[str, str]]) -> Iterator[str]:
    yield "| | server | " + " | ".join(title for _, title in columns) + " |"
    yield "|---|---|" + "---:|" * len(columns)
    last = None
    for row in rows:
        figures = " | ".join(_cell(row, name) for name, _ in columns)
        yield f"| {row.case if row.case != last else ''} | {row.server} | {figures} |"
        last = row.case
    yield ""


def _cell(row: Row, name: str) -> str:
    value = row.figures.get(name)
    if name == "ended_by_client":
        return "–" if value is None else "yes" if value else "no"
    return shown(value)


def _troubles(rows: Sequence[Row]) -> Iterator[str]:
    said = [one for row in rows for one in _troubles_of(row)]
    if said:
        yield from said
        yield ""


def _troubles_of(row: Row) -> Iterator[str]:
    wrong = list(dict.fromkeys(row.errors))
    if row.figures.get("lost_sockets"):
        wrong.append(f"{shown(row.figures['lost_sockets'])} sockets were closed on the way")
    if row.figures.get("refused"):
        wrong.append(f"{shown(row.figures['refused'])} updates were refused")
    if row.figures.get("agreed") == 0:
        wrong.append("somebody who came later did not read what the others had")
    for one in wrong:
        yield f"- {row.server}, {row.case}: {one}."


def _idle(rows: Sequence[Row]) -> Iterator[str]:
    """Say what one more paragraph and one more connection cost, where both sizes are there."""
    memory = {(row.case, row.server): row.figures.get("memory") for row in rows}
    yield "| server | kB a paragraph opened and idle | kB a connection |"
    yield "|---|---:|---:|"
    for server in dict.fromkeys(row.server for row in rows):
        cells = []
        for unit in ("paragraphs", "connections"):
            sizes = sorted(
                (int(case.split()[0].replace(",", "")), held)
                for (case, name), held in memory.items()
                if name == server and case.endswith(unit) and held is not None
            )
            grown = None
            if len(sizes) > 1:
                (few, small), (many, large) = sizes[0], sizes[-1]
                grown = per_unit(small, large, few, many)
            cells.append(shown(None if grown is None else grown * 1e3))
        yield f"| {server} | {cells[0]} | {cells[1]} |"
    yield ""


def _verdicts(rows: Sequence[Row]) -> Iterator[str]:
    table = {(row.scenario, row.case, row.server): row.figures for row in rows}

    def ours(scenario: str, case: str, name: str) -> float | None:
        return table.get((scenario, case, OURS), {}).get(name)

    def peers(scenario: str, case: str, name: str) -> list[float | None]:
        """The peers that delivered everything."""
        return [
            figures.get(name)
            for (s, c, server), figures in table.items()
            if (s, c) == (scenario, case) and server != OURS and not figures.get("undelivered")
        ]

    big = "1,000 clients"
    cpu = ratio(ours("a", big, "cpu"), least(peers("a", big, "cpu")))
    late = ratio(ours("a", big, "p99"), least(peers("a", big, "p99")))
    fast = ratio(
        ours("b", "100 clients", "keystrokes"), most(peers("b", "100 clients", "keystrokes"))
    )
    use = "300 × 500, as each is used"
    joined = ratio(ours("c", use, "last"), table.get(("c", use, "hocuspocus"), {}).get("last"))
    yield from _verdict("at 1,000 clients CPU ≤ 0.5 × the best peer's", cpu, 0.5, " ×")
    yield from _verdict("at 1,000 clients p99 ≤ 1 × the best peer's", late, 1, " ×")
    yield from _verdict("keystrokes a second ≥ 2 × the best peer's", fast, 2, " ×", least_=True)
    yield from _verdict("joining ≤ 0.1 × Hocuspocus' time", joined, 0.1, " ×")
    yield from _verdict("plenary p99 < 100 ms", ours("d", "300 clients", "p99"), 100, " ms")
    for name, bound in (("p50", 5), ("p95", 25), ("p99", 100)):
        found = ours("f", "100 writers", f"saved_{name}")
        yield from _verdict(
            f"saved at 500 updates a second: {name} ≤ {bound} ms", found, bound, " ms"
        )


def _verdict(
    target: str, found: float | None, bound: float, unit: str, *, least_: bool = False
) -> Iterator[str]:
    if found is not None:
        reached = found >= bound if least_ else found <= bound
        yield f"| {target} | {shown(found, unit)} | {'yes' if reached else 'no'} |"
