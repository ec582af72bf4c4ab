"""Hocuspocus 4's public framing: document name, message type, payload; many documents a socket.

Read from the sources of @hocuspocus/provider 4.8 and @hocuspocus/server 4.7. Every frame is
`string(document) number(type) payload`, save ping and pong, which are the type alone.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from app.sync import wire
from app.sync.wire import Malformed, Reader

Scope = Literal["readonly", "read-write"]

SYNC, AWARENESS, AUTH, QUERY_AWARENESS = 0, 1, 2, 3
STATELESS, CLOSE, SYNC_STATUS, PING_TYPE, PONG_TYPE = 5, 7, 8, 9, 10
STEP_1, STEP_2, UPDATE = 0, 1, 2
TOKEN, PERMISSION_DENIED, AUTHENTICATED = 0, 1, 2

PING = bytes((PING_TYPE,))
PONG = bytes((PONG_TYPE,))
EMPTY_UPDATE = b"\x00\x00"
EMPTY_STATE = b"\x00"
LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class Token:
    """The page presents the token of one document (here: its client id)."""

    value: str


@dataclass(frozen=True, slots=True)
class Step1:
    """The page says what it has (a state vector) and asks for the rest."""

    state: bytes


@dataclass(frozen=True, slots=True)
class Change:
    """The page sends an update: as typed (`Update`) or in answer to our step 1 (`SyncStep2`)."""

    payload: bytes


@dataclass(frozen=True, slots=True)
class AwarenessIn:
    """The page sends presence states."""

    payload: bytes


@dataclass(frozen=True, slots=True)
class QueryAwareness:
    """The page asks for everybody's presence."""


@dataclass(frozen=True, slots=True)
class Leave:
    """The page closes one document and keeps the socket."""


@dataclass(frozen=True, slots=True)
class Said:
    """The page says something of its own about one document (see `stateless`); JSON, or not."""

    body: str


@dataclass(frozen=True, slots=True)
class Nothing:
    """A message that is allowed and means nothing here: ping, pong."""


Message = Token | Step1 | Change | AwarenessIn | QueryAwareness | Leave | Said | Nothing


def parse(frame: bytes) -> tuple[str, Message]:
    """Read one frame from a page into the document's name and what is said of it.

    Only what a page may say is known here. The server's own types (SyncReply, BroadcastStateless,
    SyncStatus) are never legitimate from a page, and are malformed.
    """
    if frame in (PING, PONG):
        return "", Nothing()
    reader = Reader(frame)
    name = reader.string()
    if not name or len(name) > LONGEST_NAME:
        raise Malformed("a document's name is empty or too long")
    return name, _message(reader, reader.number())


def _message(reader: Reader, kind: int) -> Message:
    match kind:
        case 0:
            return _sync(reader)
        case 1:
            return AwarenessIn(reader.chunk())
        case 2:
            if reader.number() != TOKEN:
                raise Malformed("only the server answers a token")
            # The provider adds its version behind the token; nothing depends on it.
            return Token(reader.string())
        case 3:
            return QueryAwareness()
        case 5:
            return Said(reader.string())
        case 7:
            return Leave()
    raise Malformed(f"a page may not send messages of type {kind}")


def _sync(reader: Reader) -> Message:
    kind = reader.number()
    payload = reader.chunk()
    reader.finish()
    if kind == STEP_1:
        return Step1(payload)
    if kind in (STEP_2, UPDATE):
        return Change(payload)
    raise Malformed("unknown kind of sync message")


def _frame(document: str, kind: int, rest: bytes) -> bytes:
    return wire.string(document) + bytes((kind,)) + rest


def authenticated(document: str, scope: Scope) -> bytes:
    """Tell the page it is in, and whether it may write; sent again when that changes."""
    return _frame(document, AUTH, bytes((AUTHENTICATED,)) + wire.string(scope))


def permission_denied(document: str, reason: str) -> bytes:
    """Tell the page that this document is not open to it; `reason` is a key."""
    return _frame(document, AUTH, bytes((PERMISSION_DENIED,)) + wire.string(reason))


def step_1(document: str, state: bytes) -> bytes:
    """Ask the page for what is missing from `state` (a state vector)."""
    return _frame(document, SYNC, bytes((STEP_1,)) + wire.chunk(state))


def step_2(document: str, update: bytes) -> bytes:
    """Answer the page's step 1."""
    return _frame(document, SYNC, bytes((STEP_2,)) + wire.chunk(update))


def update(document: str, payload: bytes) -> bytes:
    """Send the page what others wrote."""
    return _frame(document, SYNC, bytes((UPDATE,)) + wire.chunk(payload))


def status(document: str, saved: bool) -> bytes:
    """Tell the page that one of its updates is durably saved, or was not taken."""
    return _frame(document, SYNC_STATUS, bytes((int(saved),)))


def awareness(document: str, payload: bytes) -> bytes:
    """Send the page presence states."""
    return _frame(document, AWARENESS, wire.chunk(payload))


def stateless(document: str, body: Mapping[str, Any]) -> bytes:
    """Send the page a JSON object about a document."""
    return _frame(document, STATELESS, wire.string(json.dumps(body, ensure_ascii=False)))


def closed(document: str, reason: str) -> bytes:
    """Tell the page that the server has closed one document."""
    return _frame(document, CLOSE, wire.string(reason))
