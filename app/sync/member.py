"""One session in one document: who it is, what it may do there, and how it is told things."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from app.kit import metrics
from app.sync import protocol
from app.sync.gate import Admission, Denied, Refusal, Visitor


class Outlet(Protocol):
    """The sending half of a session. Neither call waits: a slow reader costs only itself."""

    def deliver(self, frame: bytes) -> None:
        """Queue a frame; a session whose queue is full is dropped and syncs anew."""
        ...

    def end(self, code: int, reason: str) -> None:
        """Close the socket with a code."""
        ...


@dataclass(slots=True, eq=False)
class Member:
    """A visitor's session in a document.

    `client` is the Yjs client id it writes under. `refused` is set once a change was refused: what
    builds on it cannot be taken either, until the page opens the document anew; so with one that
    `differs`. One that has `left` is told nothing more: the page may have opened the document anew
    on the same socket. Of one that is `barred`, whose page has gone on at another node, nothing
    is taken any more. While one is `outdated` the gate is being asked about it anew, and what it
    sends waits for the answer. (Y8)
    """

    outlet: Outlet
    visitor: Visitor
    document: str
    client: int
    answer: Admission | Denied
    refused: bool = False
    differs: bool = False
    left: bool = False
    barred: bool = False
    outdated: bool = False

    @property
    def may_write(self) -> bool:
        """Whether the gate's last answer lets this session send changes."""
        return isinstance(self.answer, Admission) and self.answer.scope == "read-write"

    @property
    def may_be_seen(self) -> bool:
        """Whether the gate's last answer lets this session show its presence."""
        return isinstance(self.answer, Admission) and self.answer.presence

    @property
    def card(self) -> Mapping[str, Any]:
        """What others are shown of this visitor here."""
        given = self.answer.card if isinstance(self.answer, Admission) else None
        return self.visitor.card if given is None else given

    @property
    def obstacle(self) -> Refusal:
        """Why this session may not write."""
        if isinstance(self.answer, Denied):
            return Refusal(self.answer.reason, self.answer.sentence)
        return self.answer.refusal or READ_ONLY

    def deliver(self, frame: bytes) -> None:
        """Queue a frame for this session."""
        if not self.left:
            self.outlet.deliver(frame)

    def acknowledge(self) -> None:
        """Say that one update is saved; only ever called once its commit has returned. (Y1)"""
        self.deliver(protocol.status(self.document, True))

    def refuse(self, refusal: Refusal) -> None:
        """Say that one update was not taken, and why; the session goes on. (Y7)"""
        self.refused = True
        metrics.sync_refused.labels(refusal.reason).inc()
        tell(self, "refused", refusal.reason, refusal.sentence)
        self.deliver(protocol.status(self.document, False))

    def greet(self) -> None:
        """Tell the page the gate's answer: its scope, and why it is read only; or why it is out."""
        if isinstance(self.answer, Denied):
            tell(self, "denied", self.answer.reason, self.answer.sentence)
            self.deliver(protocol.permission_denied(self.document, self.answer.reason))
            return
        if not self.may_write:
            tell(self, "readonly", self.obstacle.reason, self.obstacle.sentence)
        self.deliver(protocol.authenticated(self.document, self.answer.scope))

    def renew(self, answer: Admission | Denied) -> None:
        """Take the gate's new answer and tell the page, if it differs. (Y8)"""
        self.outdated = False
        if answer != self.answer:
            self.answer = answer
            self.greet()


def tell(member: Member, kind: str, reason: str, sentence: str) -> None:
    """Send a page a reason it can show."""
    body = {"type": kind, "document": member.document, "reason": reason, "sentence": sentence}
    member.deliver(protocol.stateless(member.document, body))


READ_ONLY = Refusal("sync.read_only", "You may read this text and not change it.")
DEPENDS_ON_REFUSED = Refusal(
    "sync.depends_on_refused",
    "This builds on a change that was refused. Open the text anew and use your draft.",
)
GAP = Refusal(
    "sync.gap", "Something is missing before this change. Open the text anew and use your draft."
)
FOREIGN_CLIENT = Refusal(
    "sync.foreign_client",
    "This change carries the work of somebody else. Open the text anew and use your draft.",
)
OTHER_TEXT = Refusal(
    "sync.other_text",
    "This window has written in another text that shares this one's past. Open this text anew and "
    "use your draft.",
)
DIFFERS = Refusal(
    "sync.differs",
    "What this window showed was not what the others see. It has been fetched anew; words that "
    "were not saved yet are kept as a draft.",
)
TOO_LARGE = Refusal(
    "sync.change_too_large",
    "This change is too large to send at once. Use your draft in smaller parts.",
)
TOO_LONG = Refusal(
    "sync.text_too_long",
    "This text, with everything ever deleted in it, is as large as one text may be. Split it, or "
    "take words away.",
)
