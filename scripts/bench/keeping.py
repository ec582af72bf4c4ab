"""What is kept of a measurement: figures by name; times in ms, processor in % of one core, MB."""

from typing import Any

from scripts.bench.drive import Driven
from scripts.bench.figures import Figures
from scripts.bench.process import Reading

MB = 1e6
CLIENT_FULL = 90
"""From which processor time (%) the load client may be what is slow."""


def typed(driven: Driven) -> Figures:
    """Keep what was measured of people typing at a steady rate."""
    found = driven.result
    latency, saved = found.get("latency") or {}, found.get("saved") or {}
    begin, end = driven.reading("begin"), driven.reading("end")
    delivered = latency.get("count")
    cost = None
    if begin and end and delivered:
        cost = 1e6 * (end.cpu - begin.cpu) / delivered
    return {
        **{name: latency.get(name) for name in ("p50", "p95", "p99")},
        **{f"saved_{name}": saved.get(name) for name in ("p50", "p95", "p99")},
        "cpu": driven.cpu,
        "cpu_per_delivery": cost,
        "memory": _memory(end),
        "undelivered": found.get("undelivered"),
        "refused": found.get("refused"),
        "agreed": _truth(found.get("agreed")),
        "lost_sockets": _number(found.get("failures")),
        "client_cpu": found.get("client_cpu"),
        "client_late": found.get("late"),
        "sent_per_second": found.get("sent_per_second"),
    }


def ramped(driven: Driven) -> Figures:
    """Keep how fast typing may be before a keystroke takes more than a second."""
    best = driven.result.get("best") or {}
    steps = driven.result.get("steps") or [
        event for event in driven.events if event["event"] == "step"
    ]
    well = [step for step in steps if step["well"] and step["kept"]]
    if not best and well:
        best = max(well, key=lambda step: step["rate"])
    latency = best.get("latency") or {}
    ended = next((step for step in steps if not (step["well"] and step["kept"])), None)
    return {
        "keystrokes": best.get("rate"),
        "p50": latency.get("p50"),
        "p99": latency.get("p99"),
        "client_cpu": best.get("client_cpu"),
        "memory": _memory(driven.reading("end")),
        "ended_by_client": None if ended is None else _truth(_client_was_the_limit(ended)),
        "lost_sockets": _number(driven.result.get("failures")),
    }


def _client_was_the_limit(step: dict[str, Any]) -> bool:
    """Whether a step was not well, or not as fast as asked for, because of the load client."""
    return bool(step["well"] or not step["kept"] or step["client_cpu"] >= CLIENT_FULL)


def opened(driven: Driven) -> Figures:
    """Keep how long opening took, what came over the wire, and what is held afterwards."""
    found = driven.result
    begin, end = driven.reading("begin"), driven.reading("end")
    bundle = found.get("bundle") or {}
    return {
        "first": found.get("first"),
        "p50": found.get("p50"),
        "last": found.get("last"),
        "megabytes": found["bytes"] / MB if "bytes" in found else None,
        "bundle_kb": bundle["bytes"] / 1e3 if bundle else None,
        "inflated_kb": bundle["inflated"] / 1e3 if bundle else None,
        "cpu_seconds": end.cpu - begin.cpu if begin and end else None,
        "memory": _memory(driven.reading("rested")),
        "client_cpu": found.get("client_cpu"),
        "lost_sockets": _number(found.get("failures")),
    }


def _memory(reading: Reading | None) -> float | None:
    return reading.memory / MB if reading else None


def _truth(value: bool | None) -> float | None:
    return None if value is None else float(value)


def _number(values: list[str] | None) -> float | None:
    return None if values is None else float(len(values))
