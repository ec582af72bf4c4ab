"""Who wrote each letter of a paragraph, told by the letters' own identities. (H4)

Every letter bears for ever the client id it was typed under and its clock; forks, splits, CRDT
merges and decisions leave both alone. A client id belongs to one person; what the server itself
wrote is told by the journal's actor, or, for words it had to write anew, by a credit.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.groups import Act
from app.record import Entry
from app.rules.words import Words, utf16_length
from app.sync import Hub, Passage, SyncClient, build, passages
from app.text.credit_tables import Credit
from app.text.edits import ROOT, append_words
from app.text.replay import SCHEMA, Birth, births, payloads_to
from app.text.tables import Document, Paragraph

OF_DOCUMENT = "document "
"""How the owner of a client id is called that is a document's own."""


@dataclass(frozen=True, slots=True)
class Authored:
    """Letters in a row by one author; no person: they came with a file."""

    text: str
    person: str | None
    at: datetime


async def authored(
    hub: Hub, session: AsyncSession, paragraph: Paragraph, seq: int | None = None
) -> list[Authored]:
    """Return who wrote each letter that stands in a paragraph, in reading order.

    As it is in this session's transaction, or as it was after the journal's entry `seq`.
    """
    found = await _standing(hub, session, paragraph, seq)
    register = await _register(session, paragraph, {one.client for one in found})
    return [part for one in found for part in register.parts(one)]


async def append_credited(
    act: Act, paragraph: Paragraph, added: Words, copied: Sequence[Authored]
) -> None:
    """Write words behind those of a paragraph, as their authors' and not the actor's. (H4)

    `copied` are the last of the added words, as they were authored where they come from.
    """
    before = set(_letters(await _standing(act.hub, act.write, paragraph)))
    await act.hub.change(
        act.write,
        paragraph.sync_name,
        act.actor.person_id,
        lambda doc: append_words(doc, added),
    )
    after = _letters(await _standing(act.hub, act.write, paragraph))
    new = [letter for letter in after if letter not in before]
    authors = [(one.person, one.at) for one in copied for _ in one.text]
    rows: list[Credit] = []
    for (client, clock, end), (person, at) in zip(
        new[len(new) - len(authors) :], authors, strict=True
    ):
        last = rows[-1] if rows else None
        if last and (last.client, last.end, last.person_id, last.at) == (client, clock, person, at):
            last.end = end
        else:
            rows.append(Credit(client=client, first=clock, end=end, person_id=person, at=at))
    act.write.add_all(rows)
    await act.write.flush()


async def _standing(
    hub: Hub, session: AsyncSession, paragraph: Paragraph, seq: int | None = None
) -> list[Passage]:
    name = paragraph.sync_name
    payloads = (
        [await hub.state(session, name)] if seq is None else await payloads_to(session, name, seq)
    )
    return passages(build(ROOT, payloads), SCHEMA)


def _letters(found: Sequence[Passage]) -> Iterator[tuple[int, int, int]]:
    """Yield each letter's client, clock and the clock after it."""
    for one in found:
        clock = one.clock
        for character in one.text:
            end = clock + utf16_length(character)
            yield one.client, clock, end
            clock = end


@dataclass(frozen=True, slots=True)
class _Claim:
    """Units of one client that are somebody's."""

    first: int
    end: int
    person: str | None
    at: datetime


class _Register:
    """Whose the units of each client are: what comes first in a client's list goes before."""

    def __init__(self, claims: Mapping[int, Sequence[Sequence[_Claim]]]) -> None:
        self._claims = {
            client: [sorted(one, key=lambda claim: claim.first) for one in lists]
            for client, lists in claims.items()
        }

    def parts(self, passage: Passage) -> Iterator[Authored]:
        """Cut a passage where its author changes."""
        held: Authored | None = None
        clock = passage.clock
        for character in passage.text:
            claim = self._claim(passage.client, clock)
            clock += utf16_length(character)
            if held is not None and (held.person, held.at) == (claim.person, claim.at):
                held = replace(held, text=held.text + character)
                continue
            if held is not None:
                yield held
            held = Authored(character, claim.person, claim.at)
        if held is not None:
            yield held

    def _claim(self, client: int, clock: int) -> _Claim:
        for claims in self._claims[client]:
            at = bisect_right(claims, clock, key=lambda claim: claim.first) - 1
            if at >= 0 and clock < claims[at].end:
                return claims[at]
        raise LookupError("a letter that no entry of the journal has brought")


async def _register(
    session: AsyncSession, paragraph: Paragraph, clients: Collection[int]
) -> _Register:
    """Gather who wrote what, in the paragraph and in all it was forked or split from. (H3)"""
    owned = select(SyncClient).where(col(SyncClient.client_id).in_(clients))
    owners = {one.client_id: one.owner for one in (await session.exec(owned)).all()}
    family = await _family(session, paragraph)
    born: dict[str, tuple[Birth, ...]] = {
        name: await births(session, name) for name in (paragraph.sync_name, *family)
    }
    imported = await _imported(session, paragraph)
    claims: dict[int, list[list[_Claim]]] = defaultdict(list)
    credited = select(Credit).where(col(Credit.client).in_(clients))
    for row in (await session.exec(credited)).all():
        claims[row.client].append([_Claim(row.first, row.end, row.person_id, row.at)])
    for direct in (True, False):
        for name, found in born.items():
            lists: dict[int, list[_Claim]] = defaultdict(list)
            for one in found:
                if one.client in owners and one.direct is direct:
                    with_file = one.opening and name.partition("@")[0] in imported
                    person = _writer(owners[one.client], one.hand, with_file=with_file)
                    lists[one.client].append(_Claim(one.first, one.end, person, one.at))
            for client, found_here in lists.items():
                claims[client].append(found_here)
    return _Register(claims)


def _writer(owner: str, hand: str, *, with_file: bool) -> str | None:
    """Return who wrote a client's units: its owner, or whoever had the server write them."""
    if not owner.startswith(OF_DOCUMENT):
        return owner
    return None if with_file else hand


async def _family(session: AsyncSession, paragraph: Paragraph) -> list[str]:
    """Return the names of the other documents its letters may have been born in."""
    query = select(Paragraph).where(
        Paragraph.lineage == paragraph.lineage, Paragraph.id != paragraph.id
    )
    return [one.sync_name for one in (await session.exec(query.order_by(Paragraph.id))).all()]


async def _imported(session: AsyncSession, paragraph: Paragraph) -> set[str]:
    """Return which paragraphs of its family came with an imported file: nobody added them here."""
    query = (
        select(Paragraph.id)
        .join(Document, col(Document.id) == col(Paragraph.document_id))
        .where(Paragraph.lineage == paragraph.lineage, col(Document.source).is_not(None))
    )
    ids = set((await session.exec(query)).all())
    added = select(Entry.paragraph_id).where(
        Entry.kind == "ParagraphAdded", col(Entry.paragraph_id).in_(ids)
    )
    return ids - set((await session.exec(added)).all())
