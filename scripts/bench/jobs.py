"""What the load client is asked to do, said for each kind of server."""

from dataclasses import dataclass
from typing import Any, Literal

from scripts.bench.drive import Job
from scripts.bench.seed import World, paragraph_words
from scripts.bench.servers import Kind

LOOKED_AT = 20
"""How many paragraphs a person sees at first."""

Way = Literal["page", "attached", "whole"]
"""How a text is opened: as each server's clients do it, with every paragraph as a document on one
socket, or as one document with everything in it."""


@dataclass(frozen=True, slots=True)
class Shape:
    """Who is there: clients, of them writers; paragraphs, of them open at each client."""

    clients: int
    writers: int
    length: int = 1
    each: int = 1
    presence: bool = False


def typing(
    kind: Kind, world: World | None, *, shape: Shape, rate: float, warmup: float, seconds: float
) -> Job:
    """People type proposals at a steady rate each."""
    return _room(kind, world, shape) | {
        "kind": "typing",
        "rate": rate,
        "warmup": warmup,
        "seconds": seconds,
    }


def ramp(kind: Kind, world: World | None, *, shape: Shape, most: int) -> Job:
    """People type faster and faster, until a keystroke takes more than a second."""
    return _room(kind, world, shape) | {
        "kind": "ramp",
        "start": 200,
        "most": most,
        "refine": 2,
        "warmup": 0.5,
        "seconds": 2.5,
        "drain": 10_000,
    }


def opening(
    kind: Kind,
    world: World | None,
    *,
    clients: int,
    length: int,
    way: Way,
    at_once: int | None = None,
) -> Job:
    """People open a text at once, or one after the other where they are two."""
    one_document = length > 1 and (way == "whole" or kind.protocol == "y-websocket")
    job: Job = {
        "kind": "opening",
        "clients": clients,
        "documents": _documents(kind, world, length, whole=one_document),
        "at_once": at_once or (1 if clients == 2 else clients),
        "fill": not kind.ours,
        "opened_before": clients > 2,
        **_people(kind, world, clients + 1),
    }
    if kind.ours and world is not None and way == "page":
        job |= {"text": world.texts[length].id, "attach": LOOKED_AT}
    return job


def _room(kind: Kind, world: World | None, shape: Shape) -> Job:
    whole = kind.protocol == "y-websocket" and shape.length > 1
    documents = _documents(kind, world, shape.length, whole=whole)
    places = []
    for writer in range(shape.writers):
        at = writer % shape.length
        mark = f"ins--peer{writer:04}-bench000-1"  # as long as ours, and nobody asks whose it is
        if kind.ours and world is not None:
            mark = world.mark(writer, shape.length, at)
        name, root = (documents[0]["name"], f"p{at}") if whole else (documents[at]["name"], "p")
        places.append({"document": name, "root": root, "mark": mark})
    return {
        "clients": shape.clients,
        "writers": places,
        "documents": documents,
        "open_each": 1 if whole else shape.each,
        "presence": _presence(kind, world, shape, documents[0]["name"]),
        "fill": not kind.ours,
        **_people(kind, world, shape.clients + 2),
    }


def _presence(kind: Kind, world: World | None, shape: Shape, document: str) -> str | None:
    """Name the document that shows who is there: one for the whole text, where there are many."""
    if not shape.presence:
        return None
    if kind.ours and world is not None:
        return f"presence:{world.texts[shape.length].id}"
    return document if kind.protocol == "y-websocket" else "presence"


def _documents(
    kind: Kind, world: World | None, length: int, *, whole: bool
) -> list[dict[str, Any]]:
    """Return the documents on the wire: one for each paragraph, or one with a text for each."""
    if kind.ours and world is not None:
        return [{"name": name} for name in world.texts[length].names]
    words = paragraph_words(length)
    if whole:
        return [{"name": "whole", "words": {f"p{n}": one for n, one in enumerate(words)}}]
    return [{"name": f"p{n}", "words": {"p": one}} for n, one in enumerate(words)]


def _people(kind: Kind, world: World | None, count: int) -> Job:
    if not kind.ours or world is None:
        return {}
    return {
        "people": [{"cookie": one.cookie, "client": one.client} for one in world.people[:count]]
    }
