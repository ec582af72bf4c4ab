"""The scenarios: what the load client is asked to do, and what is kept of its answer."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from scripts.bench.drive import Driven, Job
from scripts.bench.seed import World, paragraph_words
from scripts.bench.servers import Kind

Figures = dict[str, float | None]
Make = Callable[[Kind, World | None], Job]

ALL = ("chapeau", "hocuspocus", "hocuspocus-sqlite", "y-websocket", "pycrdt-websocket")
MANY = ("chapeau", "hocuspocus", "hocuspocus-sqlite")
"""The servers that carry many documents on one socket."""


@dataclass(frozen=True, slots=True)
class Case:
    """One measurement of a scenario, made of each of its servers in turn."""

    scenario: str
    name: str
    servers: Sequence[str]
    make: Make
    keep: Callable[[Driven], Figures]
    seconds: float
    """After how long it is stopped."""
    people: int
    lengths: Sequence[int] = ()
    """Of which length our texts must be."""


def documents(kind: Kind, world: World | None, length: int, *, whole: bool) -> list[dict[str, Any]]:
    """Return the documents on the wire: one for each paragraph, or one with a text for each."""
    if kind.ours:
        assert world is not None
        return [{"name": name} for name in world.texts[length].names]
    words = paragraph_words(length)
    if whole:
        return [{"name": "whole", "words": {f"p{n}": one for n, one in enumerate(words)}}]
    return [{"name": f"p{n}", "words": {"p": one}} for n, one in enumerate(words)]


def typing(
    kind: Kind, world: World | None, *, clients: int, writers: int, length: int, each: int
) -> Job:
    """Describe people who type proposals into paragraphs, each with `each` of them open."""
    whole = kind.protocol == "y-websocket" and length > 1
    shown = documents(kind, world, length, whole=whole)
    places = []
    for writer in range(writers):
        at = writer % length
        mark = world.mark(writer, length, at) if kind.ours and world else _mark(writer)
        name, root = (shown[0]["name"], f"p{at}") if whole else (shown[at]["name"], "p")
        places.append({"document": name, "root": root, "mark": mark})
    job: Job = {
        "kind": "typing",
        "clients": clients,
        "writers": places,
        "documents": shown,
        "open_each": 1 if whole else each,
        "fill": not kind.ours,
    }
    return job | _people(kind, world, clients + 2)


def _people(kind: Kind, world: World | None, count: int) -> Job:
    if not kind.ours:
        return {}
    assert world is not None
    return {
        "people": [{"cookie": one.cookie, "client": one.client} for one in world.people[:count]]
    }


def _mark(writer: int) -> str:
    """Return a mark as long as ours, for servers that do not ask whose it is."""
    return f"ins--peer{writer:04}-bench000-1"


def typed(driven: Driven) -> Figures:
    """Keep what was measured of people typing."""
    found = driven.result
    end = driven.reading("end")
    latency, saved = found.get("latency") or {}, found.get("saved") or {}
    return {
        "p50": latency.get("p50"),
        "p95": latency.get("p95"),
        "p99": latency.get("p99"),
        "saved_p50": saved.get("p50"),
        "saved_p95": saved.get("p95"),
        "saved_p99": saved.get("p99"),
        "cpu": driven.cpu,
        "memory": end.memory / 1e6 if end else None,
        "undelivered": found.get("undelivered"),
        "refused": found.get("refused"),
        "agreed": None if "agreed" not in found else float(found["agreed"]),
        "lost_sockets": None if "failures" not in found else float(len(found["failures"])),
        "client_cpu": found.get("client_cpu"),
        "client_late": found.get("late"),
        "sent_per_second": found.get("sent_per_second"),
    }


def one_paragraph(clients: int, seconds: int) -> Case:
    """A: one paragraph, twenty writers at five keystrokes a second."""

    def make(kind: Kind, world: World | None) -> Job:
        job = typing(kind, world, clients=clients, writers=20, length=1, each=1)
        return job | {"rate": 5, "warmup": 2, "seconds": seconds}

    return Case("a", f"{clients} clients", ALL, make, typed, 90 + seconds, clients + 2, (1,))


def cases(quick: bool) -> list[Case]:
    """Return every case, in the order they are measured."""
    seconds = 4 if quick else 10
    return [one_paragraph(clients, seconds) for clients in ((100,) if quick else (100, 300, 1000))]
