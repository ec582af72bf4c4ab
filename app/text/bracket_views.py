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
    """A seat that holds a bracket; only one's own where attribution is hidden. (K12)"""

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
    """What is gathered once to show all of a document's brackets, or some of them."""

    def __init__(
        self, reader: Reader, names: Names, paragraphs: Sequence[Paragraph], rows: Sequence[Bracket]
    ) -> None:
        self.reader = reader
        self.names = names
        self.rank = {one.id: place for place, one in enumerate(paragraphs)}
        self.states = {one.id: one.state(reader.document) for one in paragraphs}
        words = [one.runs for one in paragraphs]
        self.texts = _texts(words)
        self.depths = rules.nesting(words, [one.id for one in rows])
        self._mays: dict[object, dict[str, Ability]] = {}

    def out(self, row: Bracket, held: Sequence[BracketHolder]) -> BracketOut:
        """Show one bracket."""
        places = sorted((one for one in row.places if one in self.rank), key=self.rank.__getitem__)
        return BracketOut(
            id=row.id,
            key=row.key,
            document_id=row.document_id,
            paragraphs=places,
            source=row.source,
            reason=row.reason,
            placed_at=row.placed_at,
            depth=self.depths.get(row.id, 0),
            holders=[self._holder(one) for one in held if self.names.sees(one.seat)],
            held_by_count=len(held),
            rivals=row.rivals,
            state=row.state,
            text=rules.excerpt(self.texts.get(row.key, "")),
            may=self._may(row, places, held) if row.state == "standing" and places else GONE,
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

    def _may(
        self, row: Bracket, places: Sequence[str], held: Sequence[BracketHolder]
    ) -> dict[str, Ability]:
        """Ask the rules once for all brackets that stand in the same paragraphs."""
        actor = self.reader.actor
        own = tuple(one.seat for one in held if one.seat == actor.seat)
        asked = (*places, own, row.rivals is None)
        if asked not in self._mays:
            states = tuple(self.states[one] for one in places)
            values = BracketValues(row.key, "", states, own, row.rivals)
            self._mays[asked] = {
                "join": ability(rights.may_join(actor, values)),
                "lift": ability(rights.may_lift(actor, values)),
                "remove": ability(rights.may_remove(actor, values)),
                "rival": ability(rights.may_join_rivals(actor, values)),
                "choose": ability(rights.may_choose(actor, values)),
            }
        return self._mays[asked]


def _texts(paragraphs: Sequence[Words]) -> dict[str, str]:
    """Return how the words of each bracket begin, by its mark."""
    found: dict[str, str] = {}
    for words in paragraphs:
        seen: set[str] = set()
        for run in words:
            for key in run.marks:
                text = found.get(key, "")
                if len(text) <= rules.SHOWN:
                    gap = " " if text and key not in seen else ""
                    found[key] = text + gap + run.text[: rules.SHOWN + 1]
                seen.add(key)
    return found


def _gone(verdict: No) -> dict[str, Ability]:
    return dict.fromkeys(("join", "lift", "remove", "rival", "choose"), ability(verdict))


GONE = _gone(rights.GONE)


async def brackets_shown(
    session: AsyncSession, reader: Reader, *, ended: bool = False
) -> list[BracketOut]:
    """Show a document's brackets, in the order they open; those gone last, when asked for."""
    document = reader.document
    rows = await bracket_store.brackets_of(session, document.id, ended=ended)
    held: dict[str, list[BracketHolder]] = {}
    for one in await bracket_store.holders_of(session, document.id):
        held.setdefault(one.bracket_id, []).append(one)
    return await _shown(
        session, reader, rows, held, await store.paragraphs_of(session, document.id)
    )


async def _shown(
    session: AsyncSession,
    reader: Reader,
    rows: Sequence[Bracket],
    held: Mapping[str, Sequence[BracketHolder]],
    paragraphs: Sequence[Paragraph],
) -> list[BracketOut]:
    names = names_for(reader.group, reader.actor, await delegations_of(session, reader.group.id))
    rows = [one for one in rows if one.op == "br"]
    gallery = _Gallery(reader, names, paragraphs, rows)
    opened = {one: place for place, one in enumerate(gallery.depths)}
    return [
        gallery.out(row, [one for one in held.get(row.id, ()) if one.lifted_at is None])
        for row in sorted(rows, key=lambda one: opened.get(one.id, len(opened)))
    ]


async def bracket_shown(session: AsyncSession, reader: Reader, bracket_id: str) -> BracketOut:
    """Show one bracket, standing or gone: what stands around it stands in its paragraphs, too."""
    document = reader.document
    row = await session.get_one(Bracket, (document.id, bracket_id))
    paragraphs = await bracket_store.paragraphs_named(session, row.places)
    held = {row.id: await bracket_store.holders_of(session, document.id, row.id)}
    return (await _shown(session, reader, [row], held, paragraphs))[0]
