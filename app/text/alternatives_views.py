"""What clients see of alternatives: sets, their options, and what may be done with them."""

from collections.abc import Collection, Sequence
from datetime import datetime

from pydantic import BaseModel

from app.groups import Names, ability
from app.kit.http import Ability
from app.rules import alternatives as rules
from app.rules.actors import Actor
from app.rules.options import Fate, SetStanding
from app.text.options import SetRows, state_of
from app.text.tables import Amendment, Document, Paragraph

May = dict[str, Ability]


class OptionRef(BaseModel):
    """The option of an open set that a paragraph belongs to; `position` counts from 1."""

    set_id: str
    option_id: str
    label: str
    position: int


class OptionOut(BaseModel):
    """An option: the paragraphs in force that are its words, and those retired with it."""

    id: str
    label: str
    no_text: bool
    proposers: list[str]
    mine: bool
    fate: Fate
    merged_into: str | None
    recommended: bool
    stands: bool
    paragraphs: list[str]
    retired: list[str]
    may: May


class OptionSetOut(BaseModel):
    """A set of alternatives; `open` while the text shows more than one option of it.

    `after` and `category_id` say where it stands when none of its paragraphs is in the text.
    """

    id: str
    document_id: str
    place: str
    state: SetStanding
    open: bool
    reason: str | None
    decided_at: datetime | None
    category_id: str | None
    after: str | None
    options: list[OptionOut]
    may: May


def refs_of(sets: Collection[SetRows]) -> dict[str, OptionRef]:
    """Return the option each paragraph of an open set belongs to, by paragraph."""
    return {
        paragraph.id: OptionRef(
            set_id=found.row.id, option_id=option.id, label=option.label, position=position
        )
        for found in sets
        if found.open
        for position, option in enumerate(found.standing, start=1)
        for paragraph in found.of(option.id)
    }


def set_out(
    actor: Actor,
    names: Names,
    found: SetRows,
    document: Document,
    amendments: Collection[Amendment],
    row: Sequence[Paragraph],
) -> OptionSetOut:
    """Show a set; `row` holds the document's paragraphs in force, in order. (A2, A4, A5, A9)"""
    state = state_of(found, document, amendments)
    decide = ability(rules.may_decide(actor, state))
    first = next(iter(found.everyone), None)
    standing = {one.id for one in found.standing}
    beside = [one.state(document) for one in found.everyone[:1]]
    add = [
        ability(rules.may_add_option(actor, state, beside, no_text=no_text)) if beside else decide
        for no_text in (False, True)
    ]
    return OptionSetOut(
        id=found.row.id,
        document_id=document.id,
        place=found.place,
        state=found.row.state,
        open=found.open,
        reason=found.row.reason,
        decided_at=found.row.decided_at,
        category_id=first.category_id if first else None,
        after=_after(first, row) if first else None,
        options=[
            OptionOut(
                id=one.id,
                label=one.label,
                no_text=one.no_text,
                proposers=[by for by in one.proposers if names.sees(by)],
                mine=actor.seat in one.proposers,
                fate=one.fate,
                merged_into=one.merged_into,
                recommended=one.recommended,
                stands=one.id in standing,
                paragraphs=[held.id for held in found.of(one.id)],
                retired=[
                    held.id
                    for held in found.paragraphs.get(one.id, ())
                    if held.retired_at is not None
                ],
                may={"withdraw": ability(rules.may_withdraw_option(actor, state, one.id))},
            )
            for one in found.options
        ],
        may={
            "choose": decide,
            "merge": decide,
            "leave": decide,
            "reopen": ability(rules.may_reopen(actor, state)),
            "add_option": add[0],
            "add_no_text": add[1],
        },
    )


def _after(first: Paragraph, row: Sequence[Paragraph]) -> str | None:
    """Return the paragraph in force that the place of a set stands behind, if there is one."""
    ahead = [
        one.id
        for one in row
        if one.category_id == first.category_id and one.position < first.position
    ]
    return ahead[-1] if ahead else None
