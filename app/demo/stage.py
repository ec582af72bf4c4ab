"""The stage the demonstration is played on: who is who by now, and one act after the other."""

from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Protocol

from pycrdt import Text

from app.demo.notation import Piece, authors
from app.demo.page import Page
from app.demo.scenario import PersonEntry, Scenario
from app.demo.typist import type_amendments
from app.groups import Act, WorkingGroup, actor_in
from app.kit.clock import Clock
from app.kit.db import Database
from app.kit.ids import new_id
from app.kit.settings import Settings
from app.record import News
from app.rules import words as w
from app.sync import Hub, Visitor
from app.text import Document, Paragraph, decide, document_in, paragraph_in, pen, settle, settling


class House(Protocol):
    """What a composed server offers; its hub has been started, so that its gate is in place."""

    @property
    def database(self) -> Database:
        """Where everything is kept."""
        ...

    @property
    def hub(self) -> Hub:
        """The sync engine."""
        ...

    @property
    def news(self) -> News:
        """Where facts are published."""
        ...

    @property
    def clock(self) -> Clock:
        """The time by which acts are dated."""
        ...

    @property
    def settings(self) -> Settings:
        """The server's settings."""
        ...


@dataclass(frozen=True, slots=True)
class Seated:
    """A person of the scenario, now a member of the group, with the secret of their link."""

    entry: PersonEntry
    person_id: str
    membership_id: str
    token: str


@dataclass(frozen=True, slots=True)
class Place:
    """A paragraph of a document."""

    document_id: str
    paragraph_id: str


@dataclass
class Stage:
    """The house and what has been made in it, by the scenario's own names."""

    house: House
    scenario: Scenario
    group_id: str = ""
    document_id: str = ""
    delegations: dict[str, str] = field(default_factory=dict)
    """Short name → identity."""
    people: dict[str, Seated] = field(default_factory=dict)
    categories: dict[str, str] = field(default_factory=dict)
    """Label → identity."""
    paragraphs: dict[str, str] = field(default_factory=dict)
    """Key → identity, in the plenary's text."""
    sittings: list[str] = field(default_factory=list)
    """Those held so far; the last one is open."""
    pages: dict[str, Page] = field(default_factory=dict)

    @asynccontextmanager
    async def act(self, key: str) -> AsyncIterator[Act]:
        """Let a person act, in a transaction of its own."""
        async with self.house.database.writing() as write:
            group = await write.get_one(WorkingGroup, self.group_id)
            actor = await actor_in(write, group.id, self.people[key].person_id)
            assert actor is not None
            yield Act(
                write=write,
                group=group,
                actor=actor,
                now=self.house.clock(),
                hub=self.house.hub,
                news=self.house.news,
            )

    @property
    def chair(self) -> str:
        """The key of the person in the chair."""
        return next(one.key for one in self.scenario.people if one.role == "chair")

    def plenary(self, key: str) -> Place:
        """The plenary's paragraph of this key."""
        return Place(self.document_id, self.paragraphs[key])

    def speaker(self, short: str, among: Iterable[str] | None = None) -> str:
        """Who speaks for a delegation: the first of its delegates, or of those named."""
        keys = self.people if among is None else among
        return next(
            key
            for key in keys
            if self.people[key].entry.delegation == short
            and self.people[key].entry.role == "delegate"
        )

    # ── Words

    async def type(self, key: str, place: Place, edit: Callable[[Text, str], None]) -> None:
        """Let a person type in a paragraph; `edit` gets its text and the person's pen there.

        What was typed is on the record when this returns.
        """
        async with self.act(key) as act:
            _, paragraph = await found(act, place)
            name = paragraph.sync_name
            own = pen(act.group.pen_secret, paragraph.lineage, act.actor.seat)
        if key not in self.pages:
            visitor = Visitor(self.people[key].person_id, {})
            self.pages[key] = await Page.open(self.house.hub, visitor)
        await self.pages[key].type(name, lambda text: edit(text, own))
        async with self.act(key) as act:
            await digest_shown(act, *await found(act, place))

    async def propose(
        self, place: Place, pieces: Sequence[Piece], among: Iterable[str] | None = None
    ) -> dict[str, list[str]]:
        """Let each delegation type what it proposes; returns their amendments by short name."""
        proposed: dict[str, list[str]] = {}
        for by in authors(pieces):
            names: dict[int, str] = {}
            pens: list[str] = []

            def edit(
                text: Text,
                own: str,
                by: str = by,
                names: dict[int, str] = names,
                pens: list[str] = pens,
            ) -> None:
                pens.append(own)
                type_amendments(
                    text, pieces, by, own, lambda number: names.setdefault(number, new_id()[-8:])
                )

            await self.type(self.speaker(by, among), place, edit)
            proposed[by] = [f"{pens[0]}-{name}" for name in names.values()]
        return proposed

    async def decide(
        self, key: str, place: Place, amendments: Iterable[str], *, accept: bool
    ) -> None:
        """Accept or reject amendments, about the words as they are."""
        for amendment in amendments:
            async with self.act(key) as act:
                document, paragraph = await found(act, place)
                shown = await digest_shown(act, document, paragraph)
                await decide(act, document, paragraph, amendment, accept=accept, shown=shown)

    async def close(self) -> None:
        """Close every page."""
        for page in self.pages.values():
            await page.leave()


async def found(act: Act, place: Place) -> tuple[Document, Paragraph]:
    """The document and the paragraph of a place, as the actor may see them."""
    document = await document_in(act, place.document_id)
    return document, await paragraph_in(act, document, place.paragraph_id)


async def digest_shown(act: Act, document: Document, paragraph: Paragraph) -> str:
    """The digest of the words as the actor is shown them now."""
    return w.digest(await settle(settling(act, document), paragraph))
