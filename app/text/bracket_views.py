"""What clients see of brackets: where, why, who holds them as far as they may know, what to do."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from pydantic import BaseModel
from sqlmodel.ext.asyncio.session import AsyncSession

from app.groups import Names, ability, delegations_of, names_for
from app.kit.http import Ability
from app.rules import bracket_rights as rights
from app.rules import brackets as rules
from app.rules.bracket_rights import BracketValues
from app.rules.verdict import No
from app.rules.words import Words
from app.text import bracket_store, store
from app.text.access import Reader
from app.text.bracket_tables import Bracket, BracketHolder, BracketSource, BracketState
from app.text.tables import Paragraph


class HolderOut(BaseModel):
    """A seat that holds a bracket; only one's own where attribution is hidden. (P5)"""

    seat_label: str
    delegation_id: str | None
    mine: bool
    reason: str
    accepts: str | None
    since: datetime


class BracketOut(BaseModel):
    """A bracket; `text` begins the words it stands around, `paragraphs` are in text order."""

    id: str
    key: str
    document_id: str
    paragraphs: list[str]
    source: BracketSource
    reason: str
    placed_at: datetime
    depth: int
    holders: list[HolderOut]
    held_by_count: int
    rivals: str | None
    state: BracketState
    text: str
    may: dict[str, Ability]


class BracketsOut(BaseModel):
    """The brackets that stand in a document, in the order they open."""

    brackets: list[BracketOut]


class _Gallery:
    """What is gathered once to show all of a document's brackets."""

    def __init__(self, reader: Reader, names: Names, paragraphs: Sequence[Paragraph]) -> None:
        self.reader = reader
        self.names = names
        self.rank = {one.id: place for place, one in enumerate(paragraphs)}
        self.words: Mapping[str, Words] = {one.id: one.runs for one in paragraphs}
        self.states = {one.id: one.state(reader.document) for one in paragraphs}

    def out(self, row: Bracket, held: Sequence[BracketHolder], depth: int) -> BracketOut:
        """Show one bracket."""
        places = sorted((one for one in row.places if one in self.rank), key=self.rank.__getitem__)
        text = rules.held_text([self.words[one] for one in places], row.key)
        values = BracketValues(
            row.key,
            text,
            tuple(self.states[one] for one in places),
            tuple(one.seat for one in held),
            row.rivals,
        )
        return BracketOut(
            id=row.id,
            key=row.key,
            document_id=row.document_id,
            paragraphs=places,
            source=row.source,
            reason=row.reason,
            placed_at=row.placed_at,
            depth=depth,
            holders=[self._holder(one) for one in held if self.names.sees(one.seat)],
            held_by_count=len(held),
            rivals=row.rivals,
            state=row.state,
            text=rules.excerpt(text),
            may=self._may(values) if row.state == "standing" and places else GONE,
        )

    def _holder(self, row: BracketHolder) -> HolderOut:
        delegation = self.names.delegation(row.seat)
        return HolderOut(
            seat_label=self.names.label(row.seat),
            delegation_id=delegation.id if delegation else None,
            mine=row.seat == self.reader.actor.seat,
            reason=row.reason,
            accepts=row.accepts,
            since=row.since,
        )

    def _may(self, values: BracketValues) -> dict[str, Ability]:
        actor = self.reader.actor
        return {
            "join": ability(rights.may_join(actor, values)),
            "lift": ability(rights.may_lift(actor, values)),
            "remove": ability(rights.may_remove(actor, values)),
            "rival": ability(rights.may_join_rivals(actor, values)),
            "choose": ability(rights.may_choose(actor, values)),
        }


def _gone(verdict: No) -> dict[str, Ability]:
    return dict.fromkeys(("join", "lift", "remove", "rival", "choose"), ability(verdict))


GONE = _gone(rights.GONE)


async def brackets_shown(
    session: AsyncSession, reader: Reader, *, ended: bool = False
) -> list[BracketOut]:
    """Show a document's brackets, in the order they open; those gone last, when asked for."""
    document = reader.document
    paragraphs = await store.paragraphs_of(session, document.id)
    names = names_for(reader.group, reader.actor, await delegations_of(session, reader.group.id))
    rows = [
        one
        for one in await bracket_store.brackets_of(session, document.id, ended=ended)
        if one.op == "br"
    ]
    held: dict[str, list[BracketHolder]] = {}
    for one in await bracket_store.holders_of(session, document.id):
        if one.lifted_at is None:
            held.setdefault(one.bracket_id, []).append(one)
    gallery = _Gallery(reader, names, paragraphs)
    depths = rules.nesting(list(gallery.words.values()), [one.id for one in rows])
    opened = {one: place for place, one in enumerate(depths)}
    shown = sorted(rows, key=lambda one: opened.get(one.id, len(opened)))
    return [gallery.out(one, held.get(one.id, []), depths.get(one.id, 0)) for one in shown]


async def bracket_shown(session: AsyncSession, reader: Reader, bracket_id: str) -> BracketOut:
    """Show one bracket, standing or gone."""
    found = await brackets_shown(session, reader, ended=True)
    return next(one for one in found if one.id == bracket_id)
