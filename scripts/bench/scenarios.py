"""The scenarios: what is measured of which servers, in which order."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from scripts.bench import jobs, keeping
from scripts.bench.drive import Driven, Job
from scripts.bench.figures import Figures
from scripts.bench.jobs import Shape
from scripts.bench.seed import World
from scripts.bench.servers import Kind

ALL = ("chapeau", "hocuspocus", "hocuspocus-sqlite", "y-websocket", "pycrdt-websocket")
MANY = ("chapeau", "hocuspocus", "hocuspocus-sqlite")
"""The servers that carry many documents on one socket."""
IN_MEMORY = ("chapeau", "hocuspocus", "y-websocket", "pycrdt-websocket")

TITLES = {
    "a": "One paragraph, 20 writers at 5 keystrokes a second each",
    "b": "One paragraph, 100 clients who all type, faster and faster",
    "c": "300 clients open a text of 500 paragraphs at once",
    "d": "Plenary: 300 clients with 30 paragraphs open each, 40 writers in 40 paragraphs, presence",
    "e": "Opening and idling",
    "f": "Saved: 100 writers in 40 paragraphs, 500 updates a second",
}


@dataclass(frozen=True, slots=True)
class Case:
    """One measurement of a scenario, made of each of its servers in turn."""

    scenario: str
    name: str
    servers: Sequence[str]
    make: Callable[[Kind, World | None], Job]
    keep: Callable[[Driven], Figures]
    seconds: float
    """After how long it is stopped."""
    people: int
    length: int = 1
    """How many paragraphs our text has."""
    runs: int = 100
    """How often it is measured at most: memory is the same every time."""


def _typing(name: str, title: str, *, servers: Sequence[str], shape: Shape, seconds: float) -> Case:
    make = partial(jobs.typing, shape=shape, rate=5, warmup=2, seconds=seconds)
    return Case(
        name, title, servers, make, keeping.typed, 120 + seconds, shape.clients + 2, shape.length
    )


def _opening(
    title: str, servers: Sequence[str], *, clients: int, length: int, scenario: str, way: jobs.Way
) -> Case:
    make = partial(jobs.opening, clients=clients, length=length, way=way)
    return Case(scenario, title, servers, make, keeping.opened, 150, clients + 2, length)


def cases(quick: bool) -> list[Case]:
    """Return every case, in the order they are measured."""
    return [*_a(quick), _b(quick), *_c(quick), _d(quick), *_e(quick), _f(quick)]


def _a(quick: bool) -> list[Case]:
    return [
        _typing(
            "a",
            f"{clients:,} clients",
            servers=ALL,
            shape=Shape(clients=clients, writers=20),
            seconds=4 if quick else 8,
        )
        for clients in ((100,) if quick else (100, 300, 1000))
    ]


def _b(quick: bool) -> Case:
    shape = Shape(clients=30 if quick else 100, writers=30 if quick else 100)
    make = partial(jobs.ramp, shape=shape, most=2_000 if quick else 100_000)
    return Case(
        "b",
        f"{shape.clients} clients",
        IN_MEMORY,
        make,
        keeping.ramped,
        60 if quick else 180,
        shape.clients + 2,
    )


def _c(quick: bool) -> list[Case]:
    clients, length = (20, 100) if quick else (300, 500)
    many = f"{clients} × {length}"
    case = partial(_opening, clients=clients, length=length, scenario="c")
    return [
        case(f"{many}, as each is used", IN_MEMORY, way="page"),
        case(f"{many}, every paragraph over the socket", ("chapeau",), way="attached"),
        case(f"{many}, one document of that size", ("hocuspocus",), way="whole"),
    ]


def _d(quick: bool) -> Case:
    shape = Shape(
        clients=40 if quick else 300,
        writers=10 if quick else 40,
        length=40,
        each=30,
        presence=True,
    )
    return _typing(
        "d",
        f"{shape.clients} clients",
        servers=IN_MEMORY,
        shape=shape,
        seconds=4 if quick else 8,
    )


def _e(quick: bool) -> list[Case]:
    lengths = (100, 500) if quick else (500, 5000)
    opened = [
        _opening(
            f"{length:,} paragraphs",
            IN_MEMORY,
            clients=2,
            length=length,
            scenario="e",
            way="page",
        )
        for length in lengths
    ]
    connected = [
        Case(
            "e",
            f"{clients:,} connections",
            IN_MEMORY,
            partial(jobs.opening, clients=clients, length=1, way="attached", at_once=40),
            keeping.opened,
            120,
            clients + 2,
            runs=1,
        )
        for clients in ((20, 100) if quick else (100, 1000))
    ]
    return opened + connected


def _f(quick: bool) -> Case:
    clients = 20 if quick else 100
    shape = Shape(clients=clients, writers=clients, length=40, each=5)
    return _typing("f", f"{clients} writers", servers=MANY, shape=shape, seconds=4 if quick else 8)
