"""Who is here and where their cursor is: kept in memory, spoken only under one's own name."""

import asyncio
import json
import time
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from app.sync import protocol, wire
from app.sync.member import Member
from app.sync.ticker import Ticker
from app.sync.validate import read_state
from app.sync.wire import Malformed, Reader

PREFIX = "presence:"
LONGEST_STATE = 1024
LEAST_INTERVAL = 0.1
"""Seconds between two messages to the peers: a client is shown at most ten times a second."""


@dataclass(slots=True)
class Shown:
    """What peers are shown of one client; `state` is None once it has gone.

    `clock` is counted here and not taken from the page, so that a client that returns under its
    own id is seen at once; and from the time of day, so that a page that has known others from
    another node, or from before a restart, takes what this one says for newer.
    """

    clock: int
    state: str | None

    def encoded(self, client: int) -> bytes:
        """Return the entry as it stands in an awareness message."""
        return wire.number(client) + wire.number(self.clock) + wire.string(self.state or "null")


class PresenceRoom:
    """The presence of everybody in one document."""

    def __init__(self, name: str, ticker: Ticker) -> None:
        self.name = name
        self._ticker = ticker
        self.members: set[Member] = set()
        self._shown: dict[int, Shown] = {}
        self._changed: set[int] = set()
        self._timer: asyncio.TimerHandle | None = None
        self._last = float("-inf")
        self.tell: Callable[[str, Mapping[int, str | None]], None] | None = None
        self._untold: set[int] = set()
        self._elsewhere: dict[int, tuple[str, str]] = {}

    @property
    def present(self) -> int:
        """How many clients are shown here."""
        return sum(shown.state is not None for shown in self._shown.values())

    def join(self, member: Member) -> None:
        """Let a session in."""
        self.members.add(member)

    def leave(self, member: Member) -> None:
        """Let a session go, and tell the others that it has gone. (Y9)"""
        self.members.discard(member)
        if not self._here(member.client):
            _, state = self._elsewhere.get(member.client, ("", None))
            self._show(member.client, state, own=True)

    def _here(self, client: int) -> bool:
        return any(member.client == client for member in self.members)

    # ── Other nodes

    def own(self) -> dict[int, str | None]:
        """Return what is shown of the clients of this node."""
        here = {member.client for member in self.members}
        return {c: self._shown[c].state for c in here if c in self._shown}

    def hear_from(self, node: str, states: Mapping[int, str | None]) -> None:
        """Show what another node shows of its clients; one that is here too, is here. (Y22)"""
        for client, state in states.items():
            if state is not None:
                self._elsewhere[client] = (node, state)
            elif self._elsewhere.get(client, ("", ""))[0] == node:
                del self._elsewhere[client]
            else:
                continue
            if not self._here(client):
                self._show(client, state)

    def lose(self, node: str) -> None:
        """Show nobody any more whom a node showed that is gone. (Y22)"""
        gone = [client for client, (where, _) in self._elsewhere.items() if where == node]
        self.hear_from(node, dict.fromkeys(gone))

    def answer(self, member: Member, state: bytes) -> None:
        """Answer step 1: a presence document has no words. Raises Malformed."""
        read_state(state)
        member.deliver(protocol.step_2(self.name, protocol.EMPTY_UPDATE))
        member.deliver(protocol.step_1(self.name, protocol.EMPTY_STATE))
        self.show_all(member)

    def receive(self, member: Member, payload: bytes) -> None:
        """Acknowledge an empty update; anything else is Malformed."""
        if payload != protocol.EMPTY_UPDATE:
            raise Malformed("a presence document has no words")
        member.acknowledge()

    def show_all(self, member: Member) -> None:
        """Send one session everybody else's presence."""
        self._send(member, [c for c, shown in self._shown.items() if shown.state is not None])

    def hear(self, member: Member, payload: bytes) -> None:
        """Take in what a page says of its own presence. Raises Malformed.

        Stock providers also repeat what they know of others; that is passed over.
        """
        reader = Reader(payload)
        for _ in range(reader.number()):
            client = reader.number()
            reader.number()
            body = reader.string()
            if client == member.client:
                self._show(client, _checked(member, body), own=True)
        reader.finish()

    def show_anew(self, member: Member) -> None:
        """Show a member under the card it has now, if it is shown at all under another."""
        shown = self._shown.get(member.client)
        if shown is None or shown.state is None:
            return
        state = _named(member, json.loads(shown.state))
        if state != shown.state:
            self._show(member.client, state, own=True)

    def _show(self, client: int, state: str | None, *, own: bool = False) -> None:
        before = self._shown.get(client)
        if before is None and state is None:
            return
        self._shown[client] = Shown(max(before.clock + 1 if before else 1, _moment()), state)
        if own:
            self._untold.add(client)
        self._changed.add(client)
        if self._timer is None:
            loop = asyncio.get_running_loop()
            due = max(loop.time(), self._last + LEAST_INTERVAL)
            self._timer = loop.call_at(due, self._ticker.gather, self)

    def publish(self) -> None:
        """Show everybody what has changed, in the same tick as the words. (Y14)"""
        self._timer = None
        self._last = asyncio.get_running_loop().time()
        changed, self._changed = self._changed, set()
        untold, self._untold = self._untold, set()
        if self.tell is not None and untold:
            # One that has left and is elsewhere has gone from here all the same.
            here = {member.client for member in self.members}
            self.tell(self.name, {c: self._shown[c].state if c in here else None for c in untold})
        entries = {client: self._shown[client].encoded(client) for client in changed}
        shared = self._frame(entries.values())
        for member in self.members:
            if member.client not in entries:
                member.deliver(shared)
            elif len(entries) > 1:
                others = [entry for client, entry in entries.items() if client != member.client]
                member.deliver(self._frame(others))

    def _send(self, member: Member, clients: Iterable[int]) -> None:
        """Send some clients' presence, save the member's own: a page knows its own best."""
        others = [
            self._shown[client].encoded(client) for client in clients if client != member.client
        ]
        if others:
            member.deliver(self._frame(others))

    def _frame(self, entries: Collection[bytes]) -> bytes:
        return protocol.awareness(self.name, wire.number(len(entries)) + b"".join(entries))


def _moment() -> int:
    return time.time_ns() // 1_000_000


def _checked(member: Member, body: str) -> str | None:
    """Return a presence state with the server's word on who it is. (Y9)"""
    if len(body.encode()) > LONGEST_STATE:
        raise Malformed("a presence state is too large")
    try:
        state = json.loads(body)
        if state is None:
            return None
        if not isinstance(state, dict):
            raise Malformed("a presence state is not an object")
        return _named(member, state)
    except (ValueError, RecursionError):
        raise Malformed("a presence state is not JSON") from None


def _named(member: Member, state: dict[str, Any]) -> str:
    """Write a state anew, in ASCII: what Python reads more freely than JavaScript goes nowhere."""
    named = {**state, "user": dict(member.card)}
    return json.dumps(named, allow_nan=False, separators=(",", ":"))
