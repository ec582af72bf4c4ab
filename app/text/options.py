"""Reads sets of alternatives with their options and paragraphs, for rules, views and commands."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.groups import Act
from app.kit.errors import NotFound
from app.kit.ids import new_id
from app.rules import alternatives as rules
from app.rules import words as w
from app.rules.options import OPEN, OptionState, SetState, place_named
from app.rules.verdict import No
from app.text.option_tables import Option, OptionSet
from app.text.tables import Amendment, Category, Document, Paragraph


@dataclass(frozen=True, slots=True)
class SetRows:
    """A set with its options ("No text" last) and the paragraphs of each, retired ones too."""

    row: OptionSet
    options: Sequence[Option]
    paragraphs: Mapping[str, Sequence[Paragraph]]

    @property
    def everyone(self) -> list[Paragraph]:
        """Every paragraph of the set, retired ones too, option by option."""
        return [one for option in self.options for one in self.paragraphs.get(option.id, ())]

    @property
    def in_force(self) -> list[Paragraph]:
        """The paragraphs of the set that stand in the text."""
        return [one for one in self.everyone if one.retired_at is None]

    @property
    def standing(self) -> list[Option]:
        """The options that stand: those with paragraphs in force, and "No text"."""
        return [
            option
            for option in self.options
            if option.fate in ("standing", "chosen") and (option.no_text or self.of(option.id))
        ]

    @property
    def open(self) -> bool:
        """Whether the text shows more than one option of it."""
        return self.row.state in OPEN and len(self.standing) > 1

    @property
    def place(self) -> str:
        """Where it stands: the numbers of its first option."""
        first = next((one for one in self.options if self.paragraphs.get(one.id)), None)
        held = self.paragraphs[first.id] if first else ()
        return place_named([one.label for one in held])

    @property
    def stem(self) -> Paragraph | None:
        """The paragraph the others are alternatives to: the first in force."""
        return next(iter(self.in_force), None)

    def of(self, option_id: str) -> list[Paragraph]:
        """Return an option's paragraphs in force, in order."""
        return [one for one in self.paragraphs.get(option_id, ()) if one.retired_at is None]

    def option(self, option_id: str) -> Option:
        """Return one of its options, or `NotFound`."""
        found = next((one for one in self.options if one.id == option_id), None)
        if found is None:
            raise NotFound("option")
        return found


async def option_sets_of(session: AsyncSession, document_id: str) -> list[SetRows]:
    """Return every set of alternatives of a document, decided ones too, oldest first."""
    query = (
        select(OptionSet)
        .where(OptionSet.document_id == document_id)
        .order_by(col(OptionSet.opened_at), col(OptionSet.id))
    )
    rows = (await session.exec(query)).all()
    if not rows:
        return []
    found = await session.exec(
        select(Option)
        .join(OptionSet, col(OptionSet.id) == col(Option.set_id))
        .where(OptionSet.document_id == document_id)
        .order_by(col(Option.no_text), col(Option.position))
    )
    options: dict[str, list[Option]] = {}
    for option in found.all():
        options.setdefault(option.set_id, []).append(option)
    held = await session.exec(
        select(Paragraph)
        .join(Category, col(Category.id) == col(Paragraph.category_id))
        .where(Paragraph.document_id == document_id, col(Paragraph.option_id).is_not(None))
        .order_by(col(Category.position), col(Paragraph.position))
    )
    paragraphs: dict[str, list[Paragraph]] = {}
    for one in held.all():
        paragraphs.setdefault(one.option_id or "", []).append(one)
    return [
        SetRows(
            row,
            options.get(row.id, []),
            {one.id: paragraphs.get(one.id, []) for one in options.get(row.id, [])},
        )
        for row in rows
    ]


async def read_set(session: AsyncSession, document_id: str, set_id: str) -> SetRows:
    """Return one set of a document, or `NotFound`."""
    for found in await option_sets_of(session, document_id):
        if found.row.id == set_id:
            return found
    raise NotFound("set of alternatives")


async def set_around(session: AsyncSession, paragraph: Paragraph) -> SetRows | None:
    """Return the set a paragraph belongs to, decided or not, or None."""
    if paragraph.option_id is None:
        return None
    option = await session.get_one(Option, paragraph.option_id)
    return await read_set(session, paragraph.document_id, option.set_id)


def alternatives_to(sets: Sequence[SetRows]) -> dict[str, str]:
    """Return, for the paragraphs of open sets but the first option's, what they stand beside."""
    return {
        paragraph.id: found.stem.id
        for found in sets
        if found.open and found.stem is not None
        for paragraph in found.in_force
        if paragraph.option_id != found.stem.option_id
    }


async def open_option_set(session: AsyncSession, paragraph: Paragraph) -> str | None:
    """Return where the undecided alternatives of a paragraph stand, or None if there are none.

    What is left standing has been decided: it does not stand in the way of anything. (A3)
    """
    found = await set_around(session, paragraph)
    return found.place if found and found.open and found.row.state == "standing" else None


async def paragraphs_in_open_sets(session: AsyncSession, document_id: str) -> dict[str, str]:
    """Return the place of the undecided set that each paragraph of a document stands in."""
    return {
        paragraph.id: found.place
        for found in await option_sets_of(session, document_id)
        if found.open and found.row.state == "standing"
        for paragraph in found.in_force
    }


async def open_option(session: AsyncSession, paragraph: Paragraph) -> str | None:
    """Return the option a paragraph is part of while its set is open, or None."""
    found = await set_around(session, paragraph)
    return paragraph.option_id if found and found.open else None


async def option_behind(session: AsyncSession, paragraph: Paragraph) -> str | None:
    """Return the option a newcomer behind this paragraph stands in, or None. (A10)

    Behind the last paragraph of a set it stands behind the set.
    """
    found = await set_around(session, paragraph)
    if found is None or not found.open or found.in_force[-1].id == paragraph.id:
        return None
    return paragraph.option_id


async def may_stand_behind(
    session: AsyncSession, paragraph: Paragraph, neighbour: Paragraph | None
) -> No | None:
    """Whether a paragraph may go behind another: one of an option stays within it. (A10)"""
    mine = await open_option(session, paragraph)
    if neighbour is None or (mine is not None and neighbour.option_id == mine):
        return rules.stays_together(mine, mine if neighbour else None)
    return rules.stays_together(mine, await option_behind(session, neighbour))


async def whole_sets(session: AsyncSession, document_id: str, named: Collection[str]) -> set[str]:
    """Return the paragraphs named, with those of every open set one of them stands in. (A11)"""
    ids = set(named)
    for found in await option_sets_of(session, document_id):
        members = {one.id for one in found.in_force}
        if found.open and members & ids:
            ids |= members
    return ids


def state_of(
    found: SetRows, document: Document, amendments: Collection[Amendment] = ()
) -> SetState:
    """Return what the rules need to know of a set; `amendments` are those to its paragraphs."""
    row = found.row
    before = row.decided_at is not None and row.decided_at <= document.created_at
    return SetState(
        id=row.id,
        document_id=row.document_id,
        place=found.place,
        state=row.state,
        options=tuple(
            OptionState(
                id=option.id,
                label=option.label,
                no_text=option.no_text,
                proposers=tuple(option.proposers),
                paragraphs=tuple(one.state(document) for one in found.of(option.id)),
                touched=_touched(found, option, amendments),
            )
            for option in found.standing
        ),
        breakout_id=document.breakout_id,
        breakout_state=document.breakout_state,
        away=any(one.with_breakout for one in found.in_force),
        endorsed=any(one.endorsed_at for one in found.everyone),
        settled_above=row.forked_from is not None and before,
    )


def _touched(found: SetRows, option: Option, amendments: Collection[Amendment]) -> bool:
    """Whether others have worked on an option since it was put in. (A4)"""
    held = found.of(option.id)
    if [w.digest(w.base(one.runs)) for one in held] != option.added:
        return True
    ids = {one.id for one in held}
    return any(one.paragraph_id in ids and one.seat not in option.proposers for one in amendments)


async def end_if_alone(act: Act, document: Document, set_id: str) -> None:
    """Let a set end that has nothing left to choose between. (A10)"""
    found = await read_set(act.write, document.id, set_id)
    fact = rules.ended(state_of(found, document))
    if fact is None:
        return
    found.row.state = "over"
    act.write.add(found.row)
    await act.write.flush()
    await act.record(fact, audience=document.audience)


async def tie_imported(act: Act, document: Document, tied: Sequence[Sequence[Paragraph]]) -> None:
    """Make the sets a text comes with: paragraphs, not yet written, that are alternatives."""
    options: list[Option] = []
    for paragraphs in tied:
        made = OptionSet(id=new_id(), document_id=document.id, opened_at=act.now)
        act.write.add(made)
        for position, paragraph in enumerate(paragraphs, start=1):
            option = Option(
                id=new_id(),
                set_id=made.id,
                position=position,
                proposers=list(paragraph.proposers),
                added_at=act.now,
                added=[w.digest(w.base(paragraph.runs))],
            )
            paragraph.option_id = option.id
            options.append(option)
    await act.write.flush()
    act.write.add_all(options)
    await act.write.flush()
