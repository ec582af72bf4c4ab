"""The gate at the sync door: asks the rules who may read and write which paragraph. (T4, T5)"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.groups import Delegation, WorkingGroup, actor_in
from app.kit.clock import Clock
from app.kit.db import Database
from app.kit.remembered import Remembered
from app.record import News, Told
from app.rules import text as rules
from app.rules.actors import Actor
from app.rules.guard import weigh
from app.rules.verdict import No
from app.rules.words import Words, from_delta
from app.sync import (
    PRESENCE_PREFIX,
    Admission,
    Denied,
    Hub,
    Refusal,
    Runs,
    Summary,
    Visitor,
)
from app.text import store
from app.text.access import open_to
from app.text.pens import pen
from app.text.references import link_at_rest
from app.text.settling import Settling, settle
from app.text.tables import Document, Paragraph

UNKNOWN = Denied("text.unknown", "There is no such text, or it is not open to you.")
CACHE_LIMIT = 20_000
MOST_SEEN = 50
"""Paragraphs whose last weighed words are kept."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What the gate knows of a visitor in a paragraph, until the next fact about either."""

    mode: rules.Mode | No
    pen: str
    closed: frozenset[str]


@dataclass(frozen=True, slots=True)
class Place:
    """A paragraph as it is for everybody who asks about it, until the next fact."""

    document: Document
    state: rules.ParagraphState
    pen_secret: str
    lineage: str
    closed: frozenset[str]


class TextGate:
    """Admits visitors to paragraphs and weighs what they send.

    What it read from the database holds until a fact tells of something that may change it; the
    facts of this process arrive right after their commit, before the next writer may begin.
    """

    def __init__(self, database: Database, hub: Hub, news: News, clock: Clock) -> None:
        self._database = database
        self._hub = hub
        self._news = news
        self._clock = clock
        self._places = Remembered(self._read_place, CACHE_LIMIT)
        self._actors = Remembered(self._read_actor, CACHE_LIMIT)
        self._texts = Remembered(self._read_text, CACHE_LIMIT)
        self._delegations = Remembered(self._read_delegation, CACHE_LIMIT)
        self._standings = Remembered(self._read_standing, CACHE_LIMIT)
        self._presences = Remembered(self._read_presence, CACHE_LIMIT)
        self._seen: dict[str, tuple[Runs, Words]] = {}
        self._remembered: tuple[Remembered[Any, Any], ...] = (
            self._presences,
            self._standings,
            self._delegations,
            self._texts,
            self._actors,
            self._places,
        )
        news.listen(self._forget)

    def _forget(self, entry: Told) -> None:
        """Drop what was known: a decision on one paragraph may settle another, as a merge does."""
        if entry.kind in TYPING:
            return
        for remembered in self._remembered:
            remembered.forget()

    async def admit(self, visitor: Visitor, document: str) -> Admission | Denied:
        """Say whether the visitor may read the paragraph, and whether and how they may write."""
        if document.startswith(PRESENCE_PREFIX):
            return await self._presences.get((visitor.id, document.removeprefix(PRESENCE_PREFIX)))
        standing = await self._standings.get((visitor.id, document))
        if standing is None:
            return UNKNOWN
        if isinstance(standing.mode, No):
            refusal = Refusal(standing.mode.reason, standing.mode.sentence)
            return Admission("readonly", refusal=refusal)
        return Admission("read-write")

    async def _read_presence(self, asked: tuple[str, str]) -> Admission | Denied:
        person_id, document_id = asked
        text = await self._texts.get(document_id)
        if text is None:
            return UNKNOWN
        document, shown = text
        actor = await self._actors.get((person_id, document.group_id))
        if actor is None or not open_to(actor, document):
            return UNKNOWN
        if actor.speaks and not shown:
            return Admission("read-write", card=SOMEBODY)
        delegation = await self._delegations.get(actor.delegation_id or "")
        return Admission("read-write", card=presence_card(actor, delegation))

    async def _read_text(self, document_id: str) -> tuple[Document, bool] | None:
        """Return a document, and whether its group shows who says what."""
        async with self._database.reading() as session:
            document = await session.get(Document, document_id)
            if document is None:
                return None
            group = await session.get_one(WorkingGroup, document.group_id)
        return document, group.attribution_shown

    async def _read_delegation(self, delegation_id: str) -> Delegation | None:
        async with self._database.reading() as session:
            return await session.get(Delegation, delegation_id)

    async def weigh(
        self, visitor: Visitor, document: str, before: Runs, after: Runs, summary: Summary
    ) -> Refusal | None:
        """Weigh a change by the words before and after it, and by every mark it begins. (T5)"""
        standing = await self._standings.get((visitor.id, document))
        if standing is None:
            return Refusal(UNKNOWN.reason, UNKNOWN.sentence)
        verdict = standing.mode
        if not isinstance(verdict, No):
            found = weigh(
                verdict,
                standing.pen,
                self._words(document, before),
                self._words(document, after),
                standing.closed,
                begun=summary.marks,
            )
            if found is None:
                return None
            verdict = found
        return Refusal(verdict.reason, verdict.sentence)

    def _words(self, document: str, runs: Runs) -> Words:
        """Return words in canonical form: what was after one change is before the next."""
        seen = self._seen.get(document)
        if seen is None or seen[0] is not runs:
            if len(self._seen) > MOST_SEEN:
                self._seen.clear()
            seen = self._seen[document] = (runs, from_delta(runs))
        return seen[1]

    async def _read_standing(self, asked: tuple[str, str]) -> Standing | None:
        person_id, name = asked
        place = await self._places.get(name)
        if place is None:
            return None
        actor = await self._actors.get((person_id, place.document.group_id))
        if actor is None or not open_to(actor, place.document):
            return None
        return Standing(
            mode=rules.writes(actor, place.state),
            pen=pen(place.pen_secret, place.lineage, actor.seat),
            closed=place.closed,
        )

    async def _read_place(self, name: str) -> Place | None:
        async with self._database.reading() as session:
            paragraph = await session.get(Paragraph, name.partition("@")[0])
            if paragraph is None or paragraph.sync_name != name:
                return None
            document = await session.get_one(Document, paragraph.document_id)
            group = await session.get_one(WorkingGroup, document.group_id)
            rows = await store.amendments_to(session, paragraph.id)
        return Place(
            document=document,
            state=paragraph.state(document),
            pen_secret=group.pen_secret,
            lineage=paragraph.lineage,
            closed=frozenset(row.id for row in rows if row.state in CLOSED),
        )

    async def _read_actor(self, asked: tuple[str, str]) -> Actor | None:
        person_id, group_id = asked
        async with self._database.reading() as session:
            return await actor_in(session, group_id, person_id)

    async def quiet(self, document: str) -> None:
        """Tell the record what a paragraph that has come to rest has become."""
        async with self._database.writing() as write:
            paragraph = await write.get(Paragraph, document.partition("@")[0])
            if paragraph is None:
                return
            owner = await write.get_one(Document, paragraph.document_id)
            group = await write.get_one(WorkingGroup, owner.group_id)
            at = Settling(write, self._hub, self._news, group, owner, self._clock())
            await settle(at, paragraph)
            await link_at_rest(at, paragraph)


TYPING = frozenset(("ParagraphEdited", "AmendmentProposed", "ReferencesLinked"))
"""Facts that change nobody's rights, and come with every pause in typing."""

CLOSED = frozenset(("accepted", "accepted in part", "rejected", "subsumed", "withdrawn"))
"""How an amendment ends for good; one that fell for want of words may be written again."""


SOMEBODY: Mapping[str, Any] = {
    "name": "A delegate",
    "delegation": None,
    "short": None,
    "colour": None,
    "role": "delegate",
}
"""What others are shown of a delegate where attribution is hidden: a cursor beside fresh words, or
the client id both bear, would say whose these are. (P5)"""


def presence_card(actor: Actor, delegation: Delegation | None) -> dict[str, Any]:
    """Return what others are shown of someone present; the server says it, not the page."""
    return {
        "name": actor.person_name,
        "delegation": delegation.id if delegation else None,
        "short": delegation.short if delegation else actor.role.capitalize(),
        "colour": delegation.colour if delegation else None,
        "role": actor.role,
    }
