"""Commands on brackets: place, join, lift, take off. (K3 to K6)"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from app.groups import Act, Delegation, allowed
from app.kit.errors import BadInput, NotFound, Refused
from app.kit.ids import mark_id
from app.rules import bracket_rights as rights
from app.rules import brackets as rules
from app.rules import words as w
from app.rules.bracket_rights import BracketValues, Hold
from app.rules.words import Edit, Words
from app.text import bracket_store, store, structure
from app.text.access import paragraph_in, settling
from app.text.bracket_tables import Bracket, BracketHolder, BracketState
from app.text.edits import YDoc, apply, mark, words_of
from app.text.paragraphs import words_shown
from app.text.settling import let_status_fall, settle, take
from app.text.tables import Document, Paragraph

MOST_PARAGRAPHS = 200
"""How many paragraphs one bracket may run over."""


@dataclass(frozen=True, slots=True)
class Range:
    """Words of a paragraph as they were shown, from one place in UTF-16 units to another."""

    paragraph_id: str
    start: int
    stop: int
    digest: str


@dataclass(frozen=True, slots=True)
class Stretch:
    """The same words found in the paragraph as it is, in characters."""

    paragraph: Paragraph
    words: Words
    start: int
    stop: int


async def place(
    act: Act,
    document: Document,
    ranges: Sequence[Range],
    reason: str,
    accepts: str | None,
    delegation_id: str | None,
) -> Bracket:
    """Put words in brackets for a delegation, or for whoever of the podium asks. (K3, K4)

    Raises `Refused` with the words as they are if they are not those shown (C2).
    """
    hold = await _hold(act, delegation_id, reason, accepts)
    places = await stretches(act, document, ranges)
    key = f"br--{mark_id()}"
    values = BracketValues(
        key,
        " ".join(w.plain(one.words)[one.start : one.stop] for one in places),
        tuple(one.paragraph.state(document) for one in places),
    )
    fact = allowed(rights.place(act.actor, values, hold))
    row = Bracket(
        document_id=document.id,
        id=key.removeprefix("br--"),
        reason=fact.reason,
        placed_at=act.now,
        placed_by=act.actor.person_id,
    )
    act.write.add(row)
    await act.write.flush()
    act.write.add(holder(row, hold, act))
    for one in places:
        await put_mark(act, document, one, key)
    digests = tuple(one.paragraph.digest for one in places)
    await act.record(fact.model_copy(update={"digests": digests}), audience=document.audience)
    for one in places:
        await let_status_fall(settling(act, document), one.paragraph, act.actor)
    return row


def holder(row: Bracket, hold: Hold, act: Act) -> BracketHolder:
    """Make the row of a seat that comes to hold a bracket."""
    return BracketHolder(
        document_id=row.document_id,
        bracket_id=row.id,
        seat=hold.seat,
        reason=hold.reason.strip(),
        accepts=hold.accepts,
        since=act.now,
        changed_at=act.now,
    )


async def changed(act: Act, paragraph: Paragraph, edit: Callable[[YDoc], None]) -> Words:
    """Change a paragraph's words on the server; returns what they are now."""

    def carried_out(doc: YDoc) -> Words:
        edit(doc)
        return words_of(doc)

    return await act.hub.change(act.write, paragraph.sync_name, act.actor.person_id, carried_out)


async def put_mark(act: Act, document: Document, place: Stretch, key: str) -> None:
    """Put a mark on words, and take in what they are now."""
    words = await changed(act, place.paragraph, lambda doc: mark(doc, place.start, place.stop, key))
    await take(settling(act, document), place.paragraph, words)


async def _hold(act: Act, delegation_id: str | None, reason: str, accepts: str | None) -> Hold:
    """Return what is said of a bracket, and by whom: oneself, unless a delegation is named."""
    seat, delegation = await seat_named(act, delegation_id)
    return Hold(seat, delegation, reason, (accepts or "").strip() or None)


async def seat_named(act: Act, delegation_id: str | None) -> tuple[str, str | None]:
    """Return the seat an act is for, and the delegation that is; one's own if none is named."""
    if delegation_id is None:
        own = act.actor.delegation_id if act.actor.speaks else None
        return act.actor.seat, own
    found = await act.write.get(Delegation, delegation_id)
    if found is None or found.group_id != act.group.id:
        raise NotFound("delegation")
    if found.observer:
        raise BadInput("text.observers_hold_none", "Observers hold no brackets.")
    return found.id, found.id


async def stretches(
    act: Act, document: Document, ranges: Sequence[Range], *, bare: bool = True
) -> list[Stretch]:
    """Find the words shown, all of them or `Refused`, as one stretch of the text. (K3, C2)

    With `bare`, white space at its ends is left out.
    """
    order = await store.paragraphs_of(act.write, document.id)
    rank = {one.id: place for place, one in enumerate(order)}
    named = sorted(ranges, key=lambda one: rank.get(one.paragraph_id, -1))
    if (
        not named
        or len(named) > MOST_PARAGRAPHS
        or len({r.paragraph_id for r in named}) != len(named)
    ):
        raise BadInput("text.outside", "Name the words to mark, each paragraph once.")
    found = [await _stretch(act, document, one) for one in named]
    for place, one in enumerate(found):
        plain = w.plain(one.words)
        last = place == len(found) - 1
        if (place and plain[: one.start].strip()) or (not last and plain[one.stop :].strip()):
            raise _torn()
    ranks = [rank.get(one.paragraph.id, -1) for one in found]
    given = {one.paragraph.id for one in found}
    if any(one.words and one.id not in given for one in order[ranks[0] : ranks[-1]]):
        raise _torn()
    return _whole(found, bare=bare)


def _torn() -> BadInput:
    return BadInput(
        "text.torn", "Mark one stretch of the text, from its first word to its last without a gap."
    )


async def _stretch(act: Act, document: Document, asked: Range) -> Stretch:
    paragraph = await paragraph_in(act, document, asked.paragraph_id)
    if paragraph.retired_at is not None:
        raise NotFound("paragraph")
    words = await words_shown(act, document, paragraph, asked.digest)
    start, stop = w.character_at(words, asked.start), w.character_at(words, asked.stop)
    if start is None or stop is None or start >= stop:
        raise BadInput("text.outside", "The words to mark are not in this paragraph.")
    return Stretch(paragraph, words, *rules.with_whole_references(words, start, stop))


def _whole(found: Sequence[Stretch], *, bare: bool) -> list[Stretch]:
    """Let the stretch run through the space between its paragraphs' words."""
    kept = [one for one in found if w.plain(one.words)[one.start : one.stop].strip() or not bare]
    if not kept:
        raise BadInput("text.outside", "There are no words there, only space.")
    first, last = kept[0], kept[-1]
    start, stop = first.start, last.stop
    if bare:
        start = (rules.trimmed(w.plain(first.words), start, first.stop) or first).start
        stop = (rules.trimmed(w.plain(last.words), last.start, stop) or last).stop
    return [
        replace(
            one,
            start=start if one is first else 0,
            stop=stop if one is last else len(w.plain(one.words)),
        )
        for one in kept
    ]


async def standing(act: Act, document: Document, bracket_id: str) -> tuple[Bracket, BracketValues]:
    """Return a bracket that stands, its paragraphs settled and locked, and what rules ask of it."""
    row = await act.write.get(Bracket, (document.id, bracket_id))
    if row is None or row.op != "br":
        raise NotFound("bracket")
    for place in tuple(row.places):
        paragraph = await act.write.get_one(Paragraph, place)
        await settle(settling(act, document), paragraph)
    if row.state != "standing" or not row.places:
        raise Refused(rights.GONE.reason, rights.GONE.sentence)
    return row, await values_of(act, document, row)


async def values_of(act: Act, document: Document, row: Bracket) -> BracketValues:
    """Return what the rules ask of a bracket that stands."""
    places = await bracket_store.paragraphs_named(act.write, row.places)
    held = await bracket_store.holders_of(act.write, document.id, row.id)
    return BracketValues(
        row.key,
        rules.held_text([one.runs for one in places], row.key),
        tuple(one.state(document) for one in places),
        tuple(one.seat for one in held if one.lifted_at is None),
        row.rivals,
    )


async def join(
    act: Act,
    document: Document,
    bracket_id: str,
    reason: str,
    accepts: str | None,
    delegation_id: str | None = None,
) -> Bracket:
    """Join the holders of a bracket; one that holds it already gives its reason anew. (K5)"""
    row, values = await standing(act, document, bracket_id)
    hold = await _hold(act, delegation_id, reason, accepts)
    fact = allowed(rights.join(act.actor, values, hold))
    entry = await act.write.get(BracketHolder, (document.id, row.id, hold.seat))
    if entry is None or entry.lifted_at is not None:
        if entry is not None:
            await act.write.delete(entry)
            await act.write.flush()
        entry = holder(row, hold, act)
    entry.reason, entry.accepts, entry.changed_at = fact.reason, hold.accepts, act.now
    act.write.add(entry)
    await act.write.flush()
    await act.record(fact, audience=document.audience)
    return row


async def lift(
    act: Act,
    document: Document,
    bracket_id: str,
    reason: str | None,
    delegation_id: str | None = None,
) -> Bracket:
    """Lift a bracket for oneself; with its last holder it goes. (K5)"""
    row, values = await standing(act, document, bracket_id)
    seat, delegation = await seat_named(act, delegation_id)
    fact = allowed(rights.lift(act.actor, values, seat, delegation, reason))
    entry = await act.write.get_one(BracketHolder, (document.id, row.id, seat))
    entry.lifted_at = act.now
    act.write.add(entry)
    if fact.gone:
        digests = await end(act, document, row, "lifted", fact.reason)
        fact = fact.model_copy(update={"digests": digests})
    await act.record(fact, audience=document.audience)
    await statuses_fall(act, document, values)
    return row


async def remove(act: Act, document: Document, bracket_id: str, reason: str) -> Bracket:
    """Take a bracket off, whoever holds it, with a reason on the record. (K6)"""
    row, values = await standing(act, document, bracket_id)
    fact = allowed(rights.remove(act.actor, values, reason))
    digests = await end(act, document, row, "removed", fact.reason)
    await act.record(fact.model_copy(update={"digests": digests}), audience=document.audience)
    await statuses_fall(act, document, values)
    return row


async def end(
    act: Act, document: Document, row: Bracket, state: BracketState, reason: str | None
) -> tuple[str, ...]:
    """Take a bracket's mark off its words, wherever it stands; returns their digests."""
    places = tuple(row.places)
    closed(act, row, state, reason)
    digests = []
    for place in places:
        paragraph = await act.write.get_one(Paragraph, place)
        await unmark(act, document, paragraph, row.key)
        digests.append(paragraph.digest)
    await structure.ends_without(act.write, [row])
    return tuple(digests)


def closed(act: Act, row: Bracket, state: BracketState, reason: str | None) -> None:
    """Note how something that stood has ended; its words are brought up to that afterwards."""
    row.state, row.ended_reason = state, reason
    row.ended_at, row.ended_by = act.now, act.actor.person_id
    act.write.add(row)


async def unmark(act: Act, document: Document, paragraph: Paragraph, key: str) -> None:
    """Take a mark off a paragraph's words."""
    await change(act, document, paragraph, unmarking(paragraph.runs, key))


def unmarking(words: Words, key: str) -> list[Edit]:
    """Return the edits that take a mark off words."""
    edits, at = [], 0
    for run in words:
        if key in run.marks:
            edits.append(Edit(at, len(run.text), (key,)))
        at += len(run.text)
    return edits


async def change(act: Act, document: Document, paragraph: Paragraph, edits: Sequence[Edit]) -> None:
    """Carry a decision's edits out in a paragraph that is settled, and take in its words."""
    words = await changed(act, paragraph, lambda doc: apply(doc, edits))
    await take(settling(act, document), paragraph, words)


async def statuses_fall(act: Act, document: Document, values: BracketValues) -> None:
    """Let statuses fall that name the words as they were with the bracket. (C5)"""
    for one in values.places:
        paragraph = await act.write.get_one(Paragraph, one.id)
        await let_status_fall(settling(act, document), paragraph, act.actor)
