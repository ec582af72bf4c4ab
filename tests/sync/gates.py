"""Gates for tests: one that remembers what it is asked, one that lets people only propose."""

import asyncio
import re
from dataclasses import dataclass, field
from typing import Any

from app.sync import Admission, Denied, Refusal, Runs, Summary, Visitor

MARK = re.compile(r"(strong|em|(ins|del)--[a-z0-9]{8}-[a-z0-9]{8}-[a-z0-9]{1,8})")
OPEN = Admission("read-write")
LOCKED = Refusal("test.frozen", "The paragraph is frozen.")


def is_mark(key: str) -> bool:
    return MARK.fullmatch(key) is not None


@dataclass
class OpenGate:
    """Lets everybody write, save what a test closes."""

    answers: dict[tuple[str | None, str | None], Admission | Denied] = field(default_factory=dict)
    forbidden: set[str] = field(default_factory=set)
    rested: list[str] = field(default_factory=list)
    rest_seen: asyncio.Event = field(default_factory=asyncio.Event)
    weighed: list[tuple[str, str, str]] = field(default_factory=list)
    asked: asyncio.Event = field(default_factory=asyncio.Event)
    hold: asyncio.Event | None = None
    hold_answer: asyncio.Event | None = None
    broken: bool = False
    holding: asyncio.Event = field(default_factory=asyncio.Event)

    async def admit(self, visitor: Visitor, document: str) -> Admission | Denied:
        answer = self._answer(visitor, document)
        if self.hold_answer is not None:
            self.holding.set()
            await self.hold_answer.wait()
        return answer

    def _answer(self, visitor: Visitor, document: str) -> Admission | Denied:
        for key in ((visitor.id, document), (None, document), (visitor.id, None)):
            if key in self.answers:
                return self.answers[key]
        return OPEN

    async def weigh(
        self, visitor: Visitor, document: str, before: Runs, after: Runs, summary: Summary
    ) -> Refusal | None:
        self.weighed.append((visitor.id, plain(before), plain(after)))
        self.asked.set()
        if self.broken:
            raise RuntimeError("the gate is broken")
        if self.hold is not None:
            self.holding.set()
            await self.hold.wait()
        if any(word in plain(after) for word in self.forbidden):
            return Refusal("test.forbidden", "That word may not be written.")
        return None

    async def quiet(self, document: str) -> None:
        self.rested.append(document)
        self.rest_seen.set()


class ProposeGate(OpenGate):
    """Lets the words that stand without any amendment change by the server's decisions only."""

    async def weigh(
        self, visitor: Visitor, document: str, before: Runs, after: Runs, summary: Summary
    ) -> Refusal | None:
        if base(before) != base(after):
            return Refusal("test.base", "You may only propose.")
        return None


def plain(runs: Runs) -> str:
    return "".join(text for text, _ in runs)


def base(runs: Runs) -> str:
    """Return the words with every amendment rejected."""
    return "".join(text for text, marks in runs if not has(marks, "ins--"))


def has(marks: dict[str, Any], prefix: str) -> bool:
    return any(key.startswith(prefix) for key in marks)
