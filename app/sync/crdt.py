"""The only place that calls the CRDT library, so that nothing it does can end a room."""

from collections.abc import Callable, Iterable
from typing import TypeVar

from pycrdt import Assoc, Doc, Text, merge_updates

from app.sync.gate import Runs
from app.sync.validate import Passage, Schema, read_state, read_update

T = TypeVar("T")
Document = Doc[Text]


class Broken(Exception):
    """The CRDT library could not do what it was asked."""


def contained(action: Callable[[], T]) -> T:
    """Run `action` and turn whatever the library throws into Broken.

    A panic in the library arrives as a BaseException and would pass `except Exception`.
    """
    try:
        return action()
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:
        raise Broken(str(error)) from error


def build(root: str, payloads: Iterable[bytes], client: int | None = None) -> Document:
    """Make a document from updates, its root typed before anything is applied."""

    def made() -> Document:
        document: Document = Doc(client_id=client)
        document.get(root, type=Text)
        for payload in payloads:
            document.apply_update(payload)
        return document

    return contained(made)


def apply(document: Document, payload: bytes) -> None:
    """Apply an update that has been validated."""
    contained(lambda: document.apply_update(payload))


def runs(document: Document, root: str) -> Runs:
    """Return the words of a document."""

    def read() -> Runs:
        stretches = document.get(root, type=Text).diff()
        return [(str(text), dict(marks or {})) for text, marks in stretches]

    return contained(read)


def passages(document: Document, schema: Schema) -> list[Passage]:
    """Return the words that stand, in reading order, as the passages they are kept in.

    What an identity says of a letter stays true in every fork and after every merge. The library
    tells the place of a passage's first unit only: further on it counts bytes instead of units.
    """

    def read() -> list[Passage]:
        summary = read_update(document.get_update(), schema)
        known = {(one.client, one.clock): one for one in summary.passages}
        text = document.get(schema.root, type=Text)
        found: list[Passage] = []
        at, size = 0, len(text)
        while at < size:
            item = text.sticky_index(at, Assoc.AFTER).to_json()["item"]
            passage = known[int(item["client"]), int(item["clock"])]
            found.append(passage)
            at += len(passage.text.encode())
        return found

    return contained(read)


def state(document: Document) -> bytes:
    """Return a document's state vector."""
    return contained(document.get_state)


def update(document: Document, since: bytes | None = None) -> bytes:
    """Return everything since a state vector, deleted text already collected."""
    return contained(lambda: document.get_update(since))


def merged(payloads: list[bytes]) -> list[bytes]:
    """Return fewer updates that say the same; the same ones should they not merge."""
    if len(payloads) < 2:
        return payloads
    try:
        return [contained(lambda: merge_updates(*payloads))]
    except Broken:
        return payloads


def read_state_of(document: Document) -> dict[int, int]:
    """Return a document's state vector as a mapping."""
    return read_state(state(document))
