"""The ports through which a higher room decides who may read and write which document."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from app.sync.protocol import Scope
from app.sync.validate import Summary

Runs = list[tuple[str, dict[str, Any]]]
"""The words of a document in order, each stretch with its marks: `[("text", {"strong": True})]`."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who is at the other end of a socket: `id` names a person, `card` is what peers are shown.

    Both are opaque here. `card` becomes the `user` field of the visitor's presence, whatever the
    page itself says.
    """

    id: str
    card: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why something is not allowed: a stable key (`room.why`) and words for a person."""

    reason: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Admission:
    """A visitor may see a document, and with `scope` "read-write" may send changes of it.

    `refusal` says why not, when the scope is "readonly". `presence` tells whether the visitor may
    be seen in a presence document, and `card` what its other readers are then shown of the
    visitor; without one it is the visitor's own.
    """

    scope: Scope
    presence: bool = True
    refusal: Refusal | None = None
    card: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Denied:
    """A visitor may not see a document, or not know that there is one."""

    reason: str
    sentence: str


class Gate(Protocol):
    """Asked for every document a visitor opens and for every change a visitor sends."""

    async def admit(self, visitor: Visitor, document: str) -> Admission | Denied:
        """Say whether the visitor may open the document, and to what end."""
        ...

    async def weigh(
        self, visitor: Visitor, document: str, before: Runs, after: Runs, summary: Summary
    ) -> Refusal | None:
        """Say why a change may not be made, or None when it may.

        `before` and `after` are the words without and with the change. Asked again whenever the
        document, or somebody's rights, moved before the change was stored.
        """
        ...

    async def quiet(self, document: str) -> None:
        """Hear that a changed document has come to rest for a moment, or is being unloaded."""
        ...
