"""A working group at work: who is in it, what it negotiates, and how a test reaches all that."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from app.rules.words import Words, from_json
from tests.rooms.server import Browser, Json, Server
from tests.rooms.sockets import inserts, marks, saved
from tests.sync.pages import Page

PEOPLE = {
    "chair": ("chair", None),
    "vice": ("vice-chair", None),
    "sec": ("secretariat", None),
    "ann": ("delegate", "AR"),
    "bob": ("delegate", "BO"),
    "cara": ("delegate", "CA"),
    "dan": ("delegate", "DO"),
    "odo": ("delegate", "OB"),
    "eve": ("observer", "AR"),
    "gone": ("delegate", "DO"),
}
"""Key → role and delegation. bob convenes, cara sits in his breakout; gone's role is revoked."""

DELEGATIONS = {
    "AR": ("Arcadia", False),
    "BO": ("Borduria", False),
    "CA": ("Cascadia", False),
    "DO": ("Dorado", False),
    "OB": ("Observatory", True),
}

TEXTS = {
    "A": ("First words of the text.", "Second words of it.", "Third words there."),
    "B": ("Fourth words for a breakout.", "Fifth words for a breakout.", "Sixth words."),
}
MARKS = {"ins": "ins--{}-{}-1", "del": "del--{}-{}-1"}


@dataclass
class Ids:
    """What the founded database holds, by the tests' own names."""

    group: str = ""
    document: str = ""
    cookies: dict[str, str] = field(default_factory=dict)
    members: dict[str, str] = field(default_factory=dict)
    persons: dict[str, str] = field(default_factory=dict)
    delegations: dict[str, str] = field(default_factory=dict)
    categories: dict[str, str] = field(default_factory=dict)
    paragraphs: list[str] = field(default_factory=list)
    other_group: str = ""


@dataclass
class World:
    """The group, served: people by key, paragraphs by place (from 0)."""

    server: Server
    ids: Ids

    def __getattr__(self, key: str) -> Browser:
        """A person's browser by key."""
        if key not in self.ids.cookies:
            raise AttributeError(key)
        return self.who(key)

    def who(self, key: str) -> Browser:
        """A person's browser; "nobody" has signed out."""
        return self.server.browser(self.ids.cookies.get(key))

    @property
    def group(self) -> str:
        return f"/api/groups/{self.ids.group}"

    @property
    def document(self) -> str:
        return f"/api/documents/{self.ids.document}"

    def paragraph(self, place: int) -> str:
        return f"/api/paragraphs/{self.ids.paragraphs[place]}"

    async def text(self, who: str = "chair", document: str | None = None) -> Json:
        """A document as somebody reads it."""
        return await self.who(who).get(f"/api/documents/{document or self.ids.document}")

    async def labels(self, document: str | None = None) -> list[str]:
        """The numbers as they stand in the text, in order."""
        text = await self.text(document=document)
        return [one["label"] for one in text["paragraphs"]]

    async def record(self, who: str = "chair", **query: Any) -> list[Json]:
        """The record as somebody reads it, oldest first."""
        query.setdefault("limit", 500)
        page = await self.who(who).get(f"{self.group}/record", params=query)
        return list(reversed(page["facts"]))

    async def kinds(self, who: str = "chair", **query: Any) -> list[str]:
        """The kinds of the facts, oldest first."""
        return [fact["kind"] for fact in await self.record(who, **query)]

    async def page(self, who: str, paragraph: str) -> tuple[Json, Page]:
        """Open a paragraph to type in: how it is shown, and the page."""
        shown = await self.who(who).get(f"/api/paragraphs/{paragraph}")
        socket = await self.who(who).socket()
        return shown, await socket.page(shown["sync"])

    async def rested(self, paragraph: str, look: Any, who: str = "chair") -> Json:
        """Wait until the paragraph, as it is read, is as `look` wants it."""

        async def see() -> Json:
            shown = await self.who(who).get(f"/api/paragraphs/{paragraph}")
            return shown if look(shown) else None

        return await self.server.after_news(self.ids.group, see)

    async def insert(
        self, who: str, paragraph: str, at: int, words: str, name: str = "aaaaaaaa"
    ) -> str:
        """Let a delegate propose words; returns the amendment once it is on the record."""
        return await self.amend(who, paragraph, name, insert=(at, words))

    async def amend(
        self,
        who: str,
        paragraph: str,
        name: str = "aaaaaaaa",
        insert: tuple[int, str] | None = None,
        delete: tuple[int, int] | None = None,
    ) -> str:
        """Let a delegate propose a change; returns the amendment once it is on the record."""
        shown, page = await self.page(who, paragraph)
        amendment = f"{shown['pen']}-{name}"
        if delete is not None:
            await saved(page, marks(*delete, f"del--{amendment}-1"))
        if insert is not None:
            at, words = insert
            await saved(page, inserts(at, words, f"ins--{amendment}-1"))
        await self.rested(paragraph, lambda one: amendment in names(one))
        return amendment

    async def write(self, who: str, paragraph: str, hand: Any) -> Json:
        """Let somebody who may do so change the words directly; returns them at rest."""
        shown, page = await self.page(who, paragraph)
        await saved(page, hand)
        return await self.rested(paragraph, lambda one: one["digest"] != shown["digest"])

    async def declare(self, who: str, paragraph: str, status: str, note: str | None = None) -> Json:
        """Declare a status about the words as they are."""
        path = f"/api/paragraphs/{paragraph}"
        shown = await self.who(who).get(path)
        body = {"status": status, "digest": shown["digest"], "note": note}
        return await self.who(who).put(f"{path}/status", body)

    async def breakout(
        self,
        paragraphs: Sequence[str] = (),
        categories: Sequence[str] = (),
        name: str = "Friends of the text",
        convenor: str = "bob",
        members: Sequence[str] = ("cara",),
        closed: bool = False,
    ) -> Json:
        """Let the chair open a breakout."""
        return await self.chair.post(
            f"{self.group}/breakouts",
            {
                "document_id": self.ids.document,
                "name": name,
                "task": "Find words.",
                "category_ids": list(categories),
                "paragraph_ids": list(paragraphs),
                "convenor": self.ids.members[convenor],
                "members": [self.ids.members[one] for one in members],
                "closed": closed,
            },
        )

    async def copies(self, breakout: Json, who: str = "chair") -> list[Json]:
        """The paragraphs of a working copy, in order."""
        text = await self.text(who, breakout["working_document_id"])
        found: list[Json] = text["paragraphs"]
        return found


def words_of(shown: Json) -> Words:
    """The words of a paragraph as it was answered."""
    return from_json(shown["words"])


def plain(shown: Json) -> str:
    """Its characters."""
    return "".join(run["text"] for run in shown["words"])


def names(shown: Json) -> list[str]:
    """Its pending amendments."""
    return [one["id"] for one in shown["amendments"]]


def endorsing(item: Json, text: str | None = None) -> Json:
    """What the chair's page sends to endorse an item as it is shown."""
    asked = {key: item[key] for key in ("id", "copy_digest", "plenary_digest")}
    return asked if text is None else {**asked, "text": text}
