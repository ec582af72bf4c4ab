"""Brackets on their way into a working copy and back with the words they stand around. (K11)"""

from collections.abc import Mapping

from app.groups import Act
from app.rules import brackets as rules
from app.rules.facts import (
    BracketFell,
    BracketJoined,
    BracketLifted,
    BracketPlaced,
    BracketRemoved,
    Fact,
)
from app.text import bracket_store
from app.text.bracket_tables import Bracket, BracketHolder
from app.text.brackets import changed, unmarking
from app.text.edits import apply, words_of
from app.text.settling import PODIUM_SEATS
from app.text.structure import ends_without, marks_in
from app.text.tables import Document, Paragraph


async def fork_brackets(
    act: Act, document: Document, copy: Document, twins: Mapping[str, str]
) -> None:
    """Give a working copy the rows of what stands in the paragraphs it was made of."""
    going: dict[str, Bracket] = {}
    for row in await bracket_store.brackets_of(act.write, document.id):
        places = [twins[one] for one in row.places if one in twins]
        if places:
            kept = row.model_dump(exclude={"document_id", "places"})
            going[row.id] = Bracket(**kept, document_id=copy.id, places=places)
    act.write.add_all(going.values())
    await act.write.flush()
    for held in await bracket_store.holders_of(act.write, document.id):
        if held.bracket_id in going and held.lifted_at is None:
            act.write.add(_held(held, copy.id))
    await act.write.flush()


def _held(row: BracketHolder, document_id: str) -> BracketHolder:
    return BracketHolder(**row.model_dump(exclude={"document_id"}), document_id=document_id)


async def brackets_come_back(
    act: Act, document: Document, copy: Document, twin: Paragraph, paragraph: Paragraph
) -> None:
    """Carry lifts, joins and new brackets into the plenary's text, before its words are taken in.

    A bracket that has ended in the breakout, and runs on into paragraphs that have not come back
    with this one, stays as it was there, with its holders.
    """
    ids = {mark.id: mark for mark in (*marks_in(twin.runs), *marks_in(paragraph.runs))}
    ours = await bracket_store.named(act.write, document.id, ids)
    theirs = await bracket_store.named(act.write, copy.id, ids)
    ended: list[Bracket] = []
    for one, mark in ids.items():
        row, other = ours.get(one), theirs.get(one)
        if other is None:
            continue
        way = _Return(act, document, copy, twin, paragraph)
        if row is None:
            if other.state == "standing":
                await way.bring(other)
        elif row.state != "standing":
            continue
        elif other.state == "standing":
            await way.holders(row)
        elif set(row.places) <= {paragraph.id}:
            await way.finish(row, other)
            ended.append(row)
            await _without(act, paragraph, f"{mark.op}--{one}")
    await ends_without(act.write, ended)


async def _without(act: Act, paragraph: Paragraph, key: str) -> None:
    """Take a mark off words the plenary has put in meanwhile, too."""
    words = words_of(await act.hub.read(act.write, paragraph.sync_name))
    edits = unmarking(words, key)
    if edits:
        await changed(act, paragraph, lambda doc: apply(doc, edits))


class _Return:
    """One paragraph's way back, and the facts of what comes with it."""

    def __init__(
        self, act: Act, document: Document, copy: Document, twin: Paragraph, paragraph: Paragraph
    ) -> None:
        self._act = act
        self._document = document
        self._copy = copy
        self._twin = twin
        self._paragraph = paragraph

    async def bring(self, other: Bracket) -> None:
        """Bring in what the breakout has put in."""
        kept = other.model_dump(exclude={"document_id", "places"})
        row = Bracket(**kept, document_id=self._document.id, places=[])
        self._act.write.add(row)
        await self._act.write.flush()
        if row.op != "br":
            return
        held = await self._holding(self._copy)
        for place, one in enumerate(held.get(row.id, {}).values()):
            self._act.write.add(_held(one, self._document.id))
            told = BracketPlaced if place == 0 else BracketJoined
            carried = {"carried": True} if place == 0 else {}
            await self._tell(told, row, delegation_id=_delegation(one), **_said(one), **carried)
        await self._act.write.flush()

    async def holders(self, row: Bracket) -> None:
        """Let those who joined or lifted in the breakout have joined or lifted."""
        mine = (await self._holding(self._document)).get(row.id, {})
        for seat, one in (await self._holding(self._copy)).get(row.id, {}).items():
            known = mine.get(seat)
            if one.lifted_at is not None:
                if known is not None and known.lifted_at is None:
                    await self._lift(row, known, gone=False)
            elif known is None:
                self._act.write.add(_held(one, self._document.id))
                await self._tell(BracketJoined, row, delegation_id=_delegation(one), **_said(one))
            elif known.lifted_at is None and one.changed_at > known.changed_at:
                known.reason, known.accepts = one.reason, one.accepts
                known.changed_at = one.changed_at
                self._act.write.add(known)
                told = {"again": True, **_said(one)}
                await self._tell(BracketJoined, row, delegation_id=_delegation(one), **told)
        await self._act.write.flush()

    async def finish(self, row: Bracket, other: Bracket) -> None:
        """End what the breakout has ended, as it has."""
        row.state, row.ended_reason = other.state, other.ended_reason
        row.ended_at, row.ended_by = self._act.now, other.ended_by
        self._act.write.add(row)
        if other.state == "lifted":
            held = (await self._holding(self._document)).get(row.id, {}).values()
            left = [one for one in held if one.lifted_at is None]
            for place, one in enumerate(left, start=1):
                await self._lift(row, one, gone=place == len(left))
        elif other.state == "removed" and row.op == "br":
            await self._tell(BracketRemoved, row, reason=other.ended_reason or "")
        else:
            where = self._copy.breakout_name or "the breakout"
            await self._tell(BracketFell, row, reason=f"{other.state} by {where}")

    async def _lift(self, row: Bracket, held: BracketHolder, *, gone: bool) -> None:
        held.lifted_at = self._act.now
        self._act.write.add(held)
        told = {"gone": gone, "reason": f"as it did in {self._copy.breakout_name}"}
        await self._tell(BracketLifted, row, delegation_id=_delegation(held), **told)

    async def _holding(self, document: Document) -> dict[str, dict[str, BracketHolder]]:
        found: dict[str, dict[str, BracketHolder]] = {}
        for one in await bracket_store.holders_of(self._act.write, document.id):
            found.setdefault(one.bracket_id, {})[one.seat] = one
        return found

    async def _tell(self, kind: type[Fact], row: Bracket, **more: object) -> None:
        text = rules.held_text([self._paragraph.runs], row.key) or rules.held_text(
            [self._twin.runs], row.key
        )
        fields: dict[str, object] = {
            "document_id": self._document.id,
            "paragraph_id": self._paragraph.id,
            "label": self._paragraph.label,
            "bracket": row.key,
            "text": rules.excerpt(text),
            **more,
        }
        await self._act.record(kind.model_validate(fields))


def _delegation(row: BracketHolder) -> str | None:
    return None if row.seat in PODIUM_SEATS else row.seat


def _said(row: BracketHolder) -> dict[str, object]:
    return {"reason": row.reason, "accepts": row.accepts}
