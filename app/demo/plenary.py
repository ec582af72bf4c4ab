"""The plenary's part of the demonstration: the group is founded, its text opened and discussed."""

from collections.abc import Sequence
from datetime import timedelta
from itertools import pairwise

from app.demo.notation import Piece, base, parse
from app.demo.scenario import ParagraphEntry, PersonEntry
from app.demo.stage import Seated, Stage
from app.groups import (
    found_group,
    invite,
    renew_link,
    seat_delegation,
    seat_first,
)
from app.kit.ids import mark_id
from app.rules.words import Run, Words
from app.text import (
    NewCategory,
    NewParagraph,
    add_paragraph,
    categories_of,
    document_in,
    open_document,
    paragraphs_of,
)


async def found(stage: Stage) -> None:
    """Found the group under its chair, who seats the delegations and invites everybody else."""
    entry, house = stage.scenario.group, stage.house
    lasting = timedelta(days=house.settings.link_days)
    chair = next(person for person in stage.scenario.people if person.role == "chair")
    async with house.database.writing() as write:
        group = await found_group(
            write,
            house.news,
            house.clock(),
            name=entry.name,
            short=entry.short,
            mandate=entry.mandate,
            parent_body=entry.parent_body,
        )
        first = await seat_first(write, house.news, group, chair.name, "chair", house.clock())
    stage.group_id = group.id
    stage.people[chair.key] = Seated(chair, first.person_id, first.id, "")
    async with stage.act(chair.key) as act:
        secret = await renew_link(act, first.id, lasting)
        for delegation in stage.scenario.delegations:
            seated = await seat_delegation(
                act,
                delegation.name,
                delegation.short,
                delegation.kind,
                observer=delegation.observer,
            )
            stage.delegations[delegation.short] = seated.id
    stage.people[chair.key] = Seated(chair, first.person_id, first.id, secret.token)
    for person in stage.scenario.people:
        if person is not chair:
            stage.people[person.key] = await _invited(stage, chair.key, person, lasting)


async def _invited(stage: Stage, by: str, person: PersonEntry, lasting: timedelta) -> Seated:
    """Invite one person."""
    delegation = stage.delegations[person.delegation] if person.delegation else None
    async with stage.act(by) as act:
        membership, _, secret = await invite(act, person.name, person.role, delegation, lasting)
    return Seated(person, membership.person_id, membership.id, secret.token)


async def open_text(stage: Stage) -> None:
    """Let the secretariat open the rolling document with what was submitted, as submitted."""
    scenario = stage.scenario
    secretary = next(person.key for person in scenario.people if person.role == "secretariat")
    categories = [
        NewCategory(
            category.label,
            category.title,
            paragraphs=[
                _submitted(stage, entry)
                for entry in scenario.paragraphs[category.label]
                if not entry.late
            ],
        )
        for category in scenario.categories
    ]
    async with stage.act(secretary) as act:
        document = await open_document(act, scenario.document, categories)
        stage.document_id = document.id
        rows = await paragraphs_of(act.write, document.id)
        in_time = [entry for entry in scenario.every_paragraph() if not entry.late]
        for entry, row in zip(in_time, rows, strict=True):
            stage.paragraphs[entry.key] = row.id
        for category in await categories_of(act.write, document.id):
            stage.categories[category.label] = category.id


async def add_late(stage: Stage, label: str) -> None:
    """Let delegations put into a category what came too late for the text as it was opened."""
    for before, entry in pairwise(stage.scenario.paragraphs[label]):
        if not entry.late:
            continue
        async with stage.act(stage.speaker(entry.by[0])) as act:
            paragraph = await add_paragraph(
                act,
                await document_in(act, stage.document_id),
                stage.categories[label],
                stage.paragraphs[before.key],
                _submitted(stage, entry),
            )
        stage.paragraphs[entry.key] = paragraph.id


def _submitted(stage: Stage, entry: ParagraphEntry) -> NewParagraph:
    """A paragraph as it was submitted, before anybody amended it."""
    source = entry.tabled if entry.tabled is not None else entry.words
    return NewParagraph(
        kind=entry.kind,
        words=as_words(base(parse(source or ""))),
        proposers=[stage.delegations[short] for short in entry.by],
        origin=entry.origin,
        alternative=entry.alternative_to is not None,
    )


def as_words(pieces: Sequence[Piece]) -> Words:
    """Pieces without amendments, as the words of a paragraph whose brackets have names."""
    names: dict[str, str] = {}
    return tuple(
        Run(piece.text, tuple(_named(style, names) for style in piece.styles)) for piece in pieces
    )


def _named(style: str, names: dict[str, str]) -> str:
    if not style.startswith("br--"):
        return style
    return names.setdefault(style, f"br--{mark_id()}")
