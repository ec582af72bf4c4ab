"""Compares what pages hold with what the server holds, and makes one that differs begin anew. (Y25)

Two documents can part for good with equal state vectors (a library's defect, one client id used
twice), and no later update would tell. So the server says every few seconds what the words come
to. Frames of one socket arrive in order: a page that waits for no answer must then hold exactly
these words, and says so only when it does not. docs/rules/sync.md has the messages.
"""

import asyncio
import hashlib
import json
from collections import deque
from collections.abc import Callable

import structlog

from app.kit import metrics
from app.sync import protocol, wire
from app.sync.gate import Runs
from app.sync.member import DIFFERS, Member, tell

REMEMBERED = 8
"""Digests sent lately that a page may still be answering."""

log = structlog.get_logger(__name__)


def digest(runs: Runs) -> str:
    """Return what the words come to: 16 hexadecimal digits, the same in the page's own code.

    Neighbours with the same marks count as one run, however the library cut them.
    """
    joined: list[tuple[list[str], list[str]]] = []
    for text, marks in runs:
        keys = sorted(key for key, value in marks.items() if value is not None)
        if joined and joined[-1][1] == keys:
            joined[-1][0].append(text)
        elif text:
            joined.append(([text], keys))
    form = hashlib.sha256()
    for texts, keys in joined:
        form.update(wire.string("".join(texts)) + wire.number(len(keys)))
        form.update(b"".join(map(wire.string, keys)))
    return form.hexdigest()[:16]


class Comparison:
    """One room's digests: told to everybody a while after a change, and answered by who differs.

    `say` must send a frame to everybody in the room behind every update sent so far.
    """

    def __init__(
        self,
        name: str,
        every: float,
        words: Callable[[], Runs],
        say: Callable[[bytes], None],
    ) -> None:
        self._name = name
        self._every = every
        self._words = words
        self._say = say
        self._timer: asyncio.TimerHandle | None = None
        self._sent: deque[str] = deque(maxlen=REMEMBERED)

    def touch(self) -> None:
        """Note that the words have changed."""
        if self._timer is None:
            loop = asyncio.get_running_loop()
            self._timer = loop.call_later(self._every, self._tell)

    def stop(self) -> None:
        """Say nothing more: the room is left, or forgotten."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _tell(self) -> None:
        self._timer = None
        found = digest(self._words())
        if self._sent and self._sent[-1] == found:
            return
        self._sent.append(found)
        body = {"type": "digest", "document": self._name, "digest": found}
        self._say(protocol.stateless(self._name, body))

    def hear(self, member: Member, body: str) -> None:
        """Take in what a page says; a page that differs is told to begin anew, and counted.

        Everything else a page may say is passed over: stock providers let people send what they
        like. So is a page whose words were refused: it differs, and knows.
        """
        theirs, ours = _difference(body)
        if theirs == ours or ours not in self._sent or member.refused or member.differs:
            return
        member.differs = True
        metrics.sync_resynced.labels("differs").inc()
        log.warning(
            "sync.differs",
            document=self._name,
            visitor=member.visitor.id,
            client=member.client,
            theirs=theirs,
            ours=ours,
        )
        tell(member, "resync", DIFFERS.reason, DIFFERS.sentence)


def _difference(body: str) -> tuple[str, str]:
    """Return the page's digest and the one of ours it compared it with; both empty if neither."""
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        return "", ""
    if not isinstance(said, dict) or said.get("type") != "differs":
        return "", ""
    return str(said.get("digest"))[:64], str(said.get("against"))[:64]
