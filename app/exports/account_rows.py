"""Reads what other rooms keep about a text into a draft: brackets, options, positions, silence."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from app.consensus import Position, positions_in, silences_read
from app.exports.accounts import (
    DraftAccounts,
    DraftBracket,
    DraftExplanation,
    DraftHolder,
    DraftOption,
    DraftOptionSet,
    DraftPosition,
    DraftRelabelled,
    DraftRenumbering,
    DraftSense,
    DraftSilence,
    DraftSilenced,
)
from app.groups import WorkingGroup
from app.rules.actors import Actor
from app.rules.brackets import excerpt, held_text
from app.rules.positions import STANCES, shown_to
from app.text import (
    BracketHolder,
    Document,
    Paragraph,
    brackets_of,
    holders_of,
    option_sets_of,
    renumberings_of,
)

_ANYBODY = Actor(person_id="", person_name="", role="observer")
"""Whose eyes a file is written for: it goes out of the room. (X5)"""

_DECIDED = ("chosen", "merged")


class Seats:
    """Names of those who said something, where attribution is shown. (P5, X5)"""

    def __init__(self, names: Mapping[str, str], *, shown: bool) -> None:
        self._names = names
        self.shown = shown

    def name(self, seat: str | None) -> str | None:
        """Return a seat's name, the podium's by its role; None where names are hidden."""
        if not self.shown:
            return None
        return "The podium" if seat is None else self._names.get(seat, seat.capitalize())

    def named(self, seats: Sequence[str]) -> tuple[str, ...]:
        """Return the delegations' names; none where they are hidden."""
        return tuple(self._names[one] for one in seats if one in self._names) if self.shown else ()


async def accounts_of(
    session: AsyncSession,
    group: WorkingGroup,
    document: Document,
    paragraphs: Sequence[Paragraph],
    seats: Seats,
    now: datetime,
) -> DraftAccounts:
    """Return all that is said about a document's text, as far as a file may say it. (X5, X11)"""
    shown = shown_to(_ANYBODY, group.positions_shown, group.attribution_shown, document.breakout_id)
    labels = {one.id: one.label for one in paragraphs}
    return DraftAccounts(
        brackets=await _brackets(session, document, paragraphs, seats),
        options=await _options(session, document, seats),
        positions_shown=shown,
        positions=(
            ()
            if shown == "nothing"
            else await _positions(session, document, labels, seats, names=shown == "names")
        ),
        silences=await _silences(session, document, labels, seats, now),
        renumberings=await _renumberings(session, document),
    )


async def _brackets(
    session: AsyncSession, document: Document, paragraphs: Sequence[Paragraph], seats: Seats
) -> tuple[DraftBracket, ...]:
    held: dict[str, list[BracketHolder]] = {}
    for one in await holders_of(session, document.id):
        if one.lifted_at is None:
            held.setdefault(one.bracket_id, []).append(one)
    rows = {one.id: one for one in paragraphs}
    rank = {one.id: place for place, one in enumerate(paragraphs)}
    made = []
    for bracket in await brackets_of(session, document.id):
        places = sorted((one for one in bracket.places if one in rank), key=rank.__getitem__)
        if bracket.op != "br" or not places:
            continue
        holders = held.get(bracket.id, [])
        made.append(
            DraftBracket(
                key=bracket.key,
                paragraphs=tuple(places),
                labels=tuple(rows[one].label for one in places),
                text=excerpt(held_text([rows[one].runs for one in places], bracket.key)),
                held_by=len(holders),
                holders=tuple(_holder(one, seats) for one in holders) if seats.shown else (),
            )
        )
    return tuple(sorted(made, key=lambda one: rank[one.paragraphs[0]]))


def _holder(row: BracketHolder, seats: Seats) -> DraftHolder:
    name = seats.name(row.seat) or ""
    return DraftHolder(name=name, reason=row.reason, accepts=row.accepts, since=row.since)


async def _options(
    session: AsyncSession, document: Document, seats: Seats
) -> tuple[DraftOptionSet, ...]:
    return tuple(
        DraftOptionSet(
            place=found.place,
            decided=found.row.state in _DECIDED,
            left_standing=found.row.state == "left standing",
            reason=found.row.reason or None,
            options=tuple(
                DraftOption(
                    label=option.label,
                    fate=option.fate,
                    no_text=option.no_text,
                    recommended=option.recommended,
                    paragraphs=tuple(one.id for one in found.of(option.id)),
                    proposers=seats.named(option.proposers),
                )
                for option in (found.standing if found.open else found.options)
            ),
        )
        for found in await option_sets_of(session, document.id)
        if found.open or found.row.state in _DECIDED
    )


async def _positions(
    session: AsyncSession,
    document: Document,
    labels: Mapping[str, str],
    seats: Seats,
    *,
    names: bool,
) -> tuple[DraftSense, ...]:
    by_subject: dict[str, list[Position]] = {}
    for one in await positions_in(session, document.id):
        if one.paragraph_id in labels:
            by_subject.setdefault(one.subject_id, []).append(one)
    options = {
        option.id: option.label
        for found in await option_sets_of(session, document.id)
        for option in found.options
    }
    order = {one: place for place, one in enumerate(labels)}
    senses = []
    for taken in sorted(by_subject.values(), key=lambda some: order[some[0].paragraph_id]):
        first = taken[0]
        counts = Counter(one.stance for one in taken)
        option = options.get(first.option_id or "")
        senses.append(
            DraftSense(
                paragraph_id=first.paragraph_id,
                label=", ".join(filter(None, (labels[first.paragraph_id], option))),
                counts={stance: counts[stance] for stance in STANCES if counts[stance]},
                said=tuple(_position(one, seats) for one in taken) if names else (),
            )
        )
    return tuple(senses)


def _position(row: Position, seats: Seats) -> DraftPosition:
    return DraftPosition(
        name=seats.name(row.delegation_id) or "",
        stance=row.stance,
        reason=row.reason,
        would_lift=row.would_lift,
    )


async def _silences(
    session: AsyncSession,
    document: Document,
    labels: Mapping[str, str],
    seats: Seats,
    now: datetime,
) -> tuple[DraftSilence, ...]:
    made = []
    for found in reversed(await silences_read(session, document, now)):
        names = dict(labels) | {item.paragraph_id: item.label for item, _ in found.items}
        made.append(
            DraftSilence(
                closes_at=found.row.closes_at,
                state=found.state,
                items=tuple(
                    DraftSilenced(
                        paragraph_id=item.paragraph_id,
                        label=item.label,
                        fate=fate,
                        broken_by=seats.name(item.broken_by) if item.broken_by else None,
                        reason=item.reason,
                    )
                    for item, fate in found.items
                ),
                explanations=tuple(
                    DraftExplanation(
                        name=seats.name(one.delegation_id),
                        label=names.get(one.paragraph_id or ""),
                        at=one.at,
                        text=one.text,
                    )
                    for one in found.explanations
                ),
            )
        )
    return tuple(made)


async def _renumberings(session: AsyncSession, document: Document) -> tuple[DraftRenumbering, ...]:
    return tuple(
        DraftRenumbering(
            at=row.at,
            reason=row.reason,
            changes=tuple(
                DraftRelabelled.model_validate(change)
                for change in row.changes
                if change["before"] != change["after"]
            ),
        )
        for row in await renumberings_of(session, document.id)
    )
