"""Who may be where: the gate's answers, asked for anew whenever they may have changed. (Y8)"""

from collections.abc import Callable, Coroutine
from typing import Any

import structlog

from app.sync.gate import Admission, Denied, Gate, Visitor
from app.sync.limits import GONE
from app.sync.member import Member
from app.sync.rooms import Rooms
from app.sync.session import Session

log = structlog.get_logger(__name__)


class Rights:
    """Asks the gate, and knows when an answer that was on its way is old already.

    `turn` moves whenever anybody's rights may have changed.
    """

    def __init__(
        self,
        rooms: Rooms,
        sessions: set[Session],
        spawn: Callable[[Coroutine[Any, Any, Any]], None],
    ) -> None:
        self.turn = 0
        self._gate: Gate | None = None
        self._rooms = rooms
        self._sessions = sessions
        self._spawn = spawn

    @property
    def gate(self) -> Gate:
        """The gate of the higher room."""
        if self._gate is None:
            raise RuntimeError("the hub has not been started")
        return self._gate

    @gate.setter
    def gate(self, gate: Gate) -> None:
        self._gate = gate

    async def admit(self, visitor: Visitor, document: str) -> Admission | Denied:
        """Ask the gate; ask again if rights may have changed while it was answering."""
        while True:
            turn = self.turn
            answer = await self.gate.admit(visitor, document)
            if turn == self.turn:
                return answer

    def reconsider(self, document: str | None, visitor: str | None) -> None:
        """Ask the gate again about open sessions: of a document, of a person, or all.

        To be called right after the commit that changed the rights. What was weighed before and
        is not stored yet is weighed again.
        """
        self._move(document)
        for session in tuple(self._sessions):
            if visitor in (None, session.visitor.id):
                for member in session.members(document):
                    member.outdated = True
                    self._spawn(self._renew(session, member))

    async def _renew(self, session: Session, member: Member) -> None:
        try:
            answer = await self.admit(member.visitor, member.document)
        except Exception:
            log.exception("sync.gate_failed", document=member.document)
            session.end(1011, "try again")
            return
        member.renew(answer)
        if isinstance(answer, Denied):
            session.put_out(member)
        else:
            session.show_anew(member)

    def gone(self, visitor: str) -> None:
        """End every socket of a person, right after the commit that signed it out."""
        self._move(None)
        for session in tuple(self._sessions):
            if session.visitor.id == visitor:
                session.end(GONE, "signed out")

    def _move(self, document: str | None) -> None:
        """Make what is being weighed, in one document or in all, weigh anew. (Y5)"""
        self.turn += 1
        for room in self._rooms:
            if document in (None, room.name):
                room.generation += 1
