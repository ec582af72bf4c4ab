"""Reads the structure of a Yjs update (v1) before anything else may touch it.

The CRDT library trusts its input, so nothing reaches it that has not been read here first: every
length is checked against the message, and only the content this server uses may pass.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

from app.sync import wire
from app.sync.wire import Malformed, Reader

HAS_LEFT, HAS_RIGHT, HAS_KEY, KIND = 0x80, 0x40, 0x20, 0x1F
GC, DELETED, STRING, FORMAT = 0, 1, 4, 6
LAST_CLOCK = 2**31
MARK_VALUES = ("true", "null")

Place = tuple[int, int]
"""One unit of text, by the client that made it and that client's clock."""

Stretch = tuple[int, int, int]
"""Units of one client: (client, first clock, clock after the last)."""


class Passage(NamedTuple):
    """Words that came as one: the client that wrote them, and the clock of their first unit."""

    client: int
    clock: int
    text: str


@dataclass(frozen=True, slots=True)
class Schema:
    """What a document may hold: one root text, and marks whose keys pass `mark`."""

    root: str
    mark: Callable[[str], bool]


@dataclass(slots=True)
class Summary:
    """What an update says it does, without having been applied.

    `structs` gives for each client the first clock and the clock after the last; `deleted` the
    stretches it deletes; `marks` and `unmarks` the keys it begins (true) and ends (null); `lefts`
    and `rights` the places its insertions lie between; `pairs` the first halves of the characters
    outside the Basic Multilingual Plane that it brings; `inserted` the number of UTF-16 units;
    `passages` the words it brings, each with the place of its first unit; `marked` where each of
    `marks` is begun.
    """

    structs: dict[int, tuple[int, int]] = field(default_factory=dict)
    deleted: list[Stretch] = field(default_factory=list)
    marks: set[str] = field(default_factory=set)
    unmarks: set[str] = field(default_factory=set)
    lefts: list[Place] = field(default_factory=list)
    rights: list[Place] = field(default_factory=list)
    pairs: list[Place] = field(default_factory=list)
    inserted: int = 0
    passages: list[Passage] = field(default_factory=list)
    marked: list[tuple[int, int, str]] = field(default_factory=list)
    structs_end: int = 0


def read_update(payload: bytes, schema: Schema) -> Summary:
    """Read an update's structure; raise Malformed for anything outside `schema`. (Y2)"""
    reader = Reader(payload)
    summary = Summary()
    for _ in range(_count(reader, 4)):
        _read_client(reader, schema, summary)
    summary.structs_end = reader.at
    summary.deleted = _read_deletions(reader)
    reader.finish()
    return summary


def read_state(payload: bytes) -> dict[int, int]:
    """Read a state vector: for each client the clock after the last known unit."""
    reader = Reader(payload)
    state: dict[int, int] = {}
    for _ in range(_count(reader, 2)):
        client = reader.number()
        state[client] = _clock(reader.number())
    reader.finish()
    return state


def write_deletions(stretches: list[Stretch]) -> bytes:
    """Encode deleted stretches as an update's second half."""
    clients: dict[int, list[tuple[int, int]]] = {}
    for client, first, end in stretches:
        clients.setdefault(client, []).append((first, end))
    out = [wire.number(len(clients))]
    for client, ranges in clients.items():
        out += [wire.number(client), wire.number(len(ranges))]
        for first, end in ranges:
            out += [wire.number(first), wire.number(end - first)]
    return b"".join(out)


def _count(reader: Reader, smallest: int) -> int:
    """Read how many items follow, each of at least `smallest` bytes."""
    count = reader.number()
    if count * smallest > reader.left:
        raise Malformed("more items are announced than the message can hold")
    return count


def _clock(value: int) -> int:
    if value >= LAST_CLOCK:
        raise Malformed("a clock is too large")
    return value


def _read_client(reader: Reader, schema: Schema, summary: Summary) -> None:
    count = _count(reader, 2)
    client = reader.number()
    first = clock = _clock(reader.number())
    if client in summary.structs:
        raise Malformed("a client appears twice")
    if count == 0:
        raise Malformed("a client is named and brings nothing")
    for _ in range(count):
        clock = _clock(clock + _read_struct(reader, schema, summary, (client, clock)))
    summary.structs[client] = (first, clock)


def _read_struct(reader: Reader, schema: Schema, summary: Summary, place: Place) -> int:
    """Read one struct and return its length in units."""
    info = reader.byte()
    kind = info & KIND
    if info == GC:
        return _length(reader)
    if info & HAS_KEY:
        raise Malformed("a text has no keys")
    if info & HAS_LEFT:
        summary.lefts.append((reader.number(), reader.number()))
    if info & HAS_RIGHT:
        summary.rights.append((reader.number(), reader.number()))
    if not info & (HAS_LEFT | HAS_RIGHT) and (
        reader.number() != 1 or reader.string() != schema.root
    ):
        raise Malformed("only the one root text may be written")
    if kind == STRING:
        return _read_string(reader, summary, place)
    if kind == FORMAT:
        return _read_format(reader, schema, summary, place)
    if kind == DELETED:
        return _length(reader)
    raise Malformed(f"content of kind {kind} is not allowed")


def _length(reader: Reader) -> int:
    length = reader.number()
    if not 0 < length < LAST_CLOCK:
        raise Malformed("a length is zero or too large")
    return length


def _read_string(reader: Reader, summary: Summary, place: Place) -> int:
    text = reader.string()
    if not text:
        raise Malformed("an empty text is inserted")
    length = len(text)
    if not text.isascii() and max(text) > "\uffff":
        client, clock = place
        length = 0
        for character in text:
            if character > "\uffff":
                summary.pairs.append((client, clock + length))
                length += 1
            length += 1
    summary.passages.append(Passage(*place, text))
    summary.inserted += length
    return length


def _read_format(reader: Reader, schema: Schema, summary: Summary, place: Place) -> int:
    key = reader.string()
    value = reader.string()
    if value not in MARK_VALUES or not schema.mark(key):
        raise Malformed("a mark is not one of those allowed")
    if value == "true":
        summary.marks.add(key)
        summary.marked.append((*place, key))
    else:
        summary.unmarks.add(key)
    return 1


def _read_deletions(reader: Reader) -> list[Stretch]:
    deleted: list[Stretch] = []
    clients: set[int] = set()
    for _ in range(_count(reader, 2)):
        client = reader.number()
        if client in clients:
            raise Malformed("a client appears twice among the deletions")
        clients.add(client)
        for _ in range(_count(reader, 2)):
            first = _clock(reader.number())
            deleted.append((client, first, _clock(first + _length(reader))))
    return deleted
