"""The demonstration is played through the rooms, and what it leaves is what the scenario says."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import SQLModel, col, select

from app.demo import DemoPerson, load
from app.demo.notation import Piece, amended_text, authors, base_text, decide, parse
from app.demo.scenario import ParagraphEntry, Scenario, read
from app.kit.clock import Clock, system_clock
from app.kit.db import Database
from app.kit.settings import Settings
from app.people import sign_in
from app.record import Entry, News, verify_chain
from app.rules import words as w
from app.sync import Hub, Schema
from app.text import Amendment, Document, Paragraph, TextGate, paragraphs_of


@dataclass(frozen=True)
class Built:
    """A house as the composition makes it, less the web."""

    database: Database
    hub: Hub
    news: News
    clock: Clock
    settings: Settings


@dataclass(frozen=True)
class Played:
    """What is in the database after the demonstration was loaded."""

    people: list[DemoPerson]
    record: Sequence[Entry]
    plenary: dict[str, Paragraph]
    """By key of the scenario."""
    amendments: Sequence[Amendment]
    documents: Sequence[Document]
    copies: dict[str, Sequence[Paragraph]]
    """By the working copy's breakout's name."""
    signed_in: int


async def _play(path: Path, scenario: Scenario) -> Played:
    database = Database(f"sqlite+aiosqlite:///{path}")
    async with database.writing() as write:
        await (await write.connection()).run_sync(SQLModel.metadata.create_all)
    schema = Schema("p", lambda key: w.MARK.fullmatch(key) is not None)
    news, hub = News(), Hub(database, schema)
    await hub.start(TextGate(database, hub, news, system_clock))
    people = await load(Built(database, hub, news, system_clock, Settings()))
    async with database.reading() as session:
        record = (await session.exec(select(Entry).order_by(col(Entry.seq)))).all()
    await hub.stop()
    signed_in = 0
    for person in people:
        async with database.writing() as write:
            token = person.url.partition("/enter#")[2]
            _, found = await sign_in(write, token, system_clock(), timedelta(days=1))
            signed_in += found.name == person.name
    async with database.reading() as session:
        documents = (await session.exec(select(Document))).all()
        text = next(one for one in documents if one.breakout_id is None)
        rows = await paragraphs_of(session, text.id)
        played = Played(
            people=people,
            record=record,
            plenary=_by_words(scenario, rows),
            amendments=(await session.exec(select(Amendment))).all(),
            documents=documents,
            copies={
                one.breakout_name or "": await paragraphs_of(session, one.id, retired=True)
                for one in documents
                if one.breakout_id is not None
            },
            signed_in=signed_in,
        )
    await database.close()
    return played


def _submitted(entry: ParagraphEntry) -> tuple[Piece, ...]:
    return parse(entry.tabled or entry.words or "")


def _standing(entry: ParagraphEntry) -> tuple[Piece, ...]:
    """The words the plenary's discussion leaves, with what is pending."""
    if entry.words is not None:
        return parse(entry.words)
    return decide(_submitted(entry), entry.accept, entry.reject)


def _by_words(scenario: Scenario, rows: Sequence[Paragraph]) -> dict[str, Paragraph]:
    """The plenary's paragraphs outside breakouts, found by their amended words."""
    found = {w.plain(w.amended(w.counted(row.runs))): row for row in rows}
    mandated = {key for breakout in scenario.breakouts for key in _mandate(scenario, breakout.key)}
    return {
        entry.key: found[amended_text(_standing(entry))]
        for entry in scenario.every_paragraph()
        if entry.key not in mandated
    }


def _mandate(scenario: Scenario, key: str) -> list[str]:
    breakout = next(one for one in scenario.breakouts if one.key == key)
    listed = [p.key for label in breakout.categories for p in scenario.paragraphs[label]]
    return [*listed, *breakout.paragraphs]


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return read()


@pytest.fixture(scope="module")
def played(scenario: Scenario, tmp_path_factory: pytest.TempPathFactory) -> Played:
    """Played once: the tests only look."""
    return asyncio.run(_play(tmp_path_factory.mktemp("demo") / "demo.db", scenario))


def test_everybody_has_a_link_that_works(scenario: Scenario, played: Played) -> None:
    """Each link signs its own person in."""
    assert played.signed_in == len(played.people) == len(scenario.people)
    convenors = [p for p in played.people if "convenor" in dict(p.breakouts).values()]
    assert {p.name for p in convenors} == {
        "Radka Ekvallin",
        "Thandeka Brivois",
        "Miroslava Kestrin",
    }


def test_the_plenary_text_is_what_was_discussed(scenario: Scenario, played: Played) -> None:
    """Words, statuses and notes; outside the breakouts' mandates."""
    for entry in scenario.every_paragraph():
        row = played.plenary.get(entry.key)
        if row is None:
            continue
        assert w.plain(w.base(w.counted(row.runs))) == base_text(_standing(entry)), entry.key
        assert (row.status, row.status_note) == (entry.status, entry.note), entry.key
        assert row.kind == entry.kind
        pending = {one.id for one in played.amendments if one.paragraph_id == row.id} & set(
            w.amendments(row.runs)
        )
        proposed = {mark for piece in _standing(entry) for mark in piece.proposed}
        assert len(pending) == len({mark.number for mark in proposed}), entry.key


def test_late_paragraphs_are_numbered_bis(scenario: Scenario, played: Played) -> None:
    """What comes between two numbered paragraphs takes neither's number, until a renumbering."""
    late = {p.key for label in "CD" for p in scenario.paragraphs[label] if p.late}
    after = {p.key for p in scenario.paragraphs["D"] if p.late}
    assert after < late
    assert all(played.plenary[key].label.endswith(" bis") for key in after)
    assert not any(played.plenary[key].label.endswith(" bis") for key in late - after)


def test_amendments_are_their_delegates_own(scenario: Scenario, played: Played) -> None:
    """Every amendment was typed by somebody of the delegation in whose name it stands."""
    proposed = [fact for fact in played.record if fact.kind == "AmendmentProposed"]
    sources = [
        *(entry.tabled for entry in scenario.every_paragraph()),
        *(entry.words for entry in scenario.every_paragraph()),
        *(change.tabled for breakout in scenario.breakouts for change in breakout.change),
    ]
    written = [parse(source) for source in sources if source is not None]
    marks = [{mark.number for piece in pieces for mark in piece.proposed} for pieces in written]
    assert len(proposed) == sum(len(numbers) for numbers in marks)
    assert all(fact.role == "delegate" for fact in proposed)
    assert all(fact.delegation_id == fact.data["delegation_id"] for fact in proposed)


def test_the_record_is_whole_and_tells_everything(played: Played) -> None:
    """The chain holds, and every kind of act is in it."""
    assert verify_chain(played.record) is None
    assert {fact.kind for fact in played.record} >= {
        "GroupFounded",
        "DelegationSeated",
        "PersonInvited",
        "DocumentOpened",
        "ParagraphAdded",
        "ParagraphEdited",
        "ParagraphSplit",
        "ParagraphRetired",
        "KindChanged",
        "AmendmentProposed",
        "AmendmentAccepted",
        "AmendmentRejected",
        "StatusDeclared",
        "AgreementReopened",
        "BreakoutOpened",
        "BreakoutReported",
        "ParagraphEndorsed",
        "BreakoutEndorsed",
        "BracketJoined",
        "BracketPlaced",
        "RivalsJoined",
        "OptionAdded",
        "AlternativesLeft",
        "PositionTaken",
        "AgreementConfirmed",
        "SecretariatNotePut",
        "DocumentRenumbered",
        "SilenceOpened",
        "SilenceBroken",
        "ExplanationGiven",
        "SittingOpened",
        "SittingClosed",
    }


def test_references_are_linked(played: Played) -> None:
    """“Paragraphs 12 and 22” are references to what bears these numbers."""
    row = played.plenary["e-review"]
    assert len(w.structure(row.runs, "ref")) == 2


def test_breakouts_stand_where_the_scenario_leaves_them(scenario: Scenario, played: Played) -> None:
    """Each working copy has the words, statuses and state the scenario says."""
    entries = {one.key: one for one in scenario.every_paragraph()}
    for breakout in scenario.breakouts:
        document = next(one for one in played.documents if one.breakout_name == breakout.name)
        assert document.breakout_state == breakout.state
        copies = played.copies[breakout.name]
        by_words = {w.plain(w.amended(w.counted(row.runs))): row for row in copies}
        for change in breakout.change:
            place = f"{breakout.key}: {change.paragraph}"
            if change.tabled is not None:
                left = decide(parse(change.tabled), change.accept, change.reject)
                row = by_words[amended_text(left)]
                assert w.plain(w.base(w.counted(row.runs))) == base_text(left), place
                assert row.status == (change.status or entries[change.paragraph].status), place
                assert bool(w.amendments(row.runs)) == bool(authors(left)), place
        for new in breakout.new:
            row = by_words[amended_text(parse(new.words))]
            assert (row.kind, row.forked_from) == (new.kind, None)
        retired = [change for change in breakout.change if change.retired]
        assert len([row for row in copies if row.retired_at]) == len(retired)


def test_one_paragraph_moved_in_plenary_while_a_breakout_had_it(
    scenario: Scenario, played: Played
) -> None:
    """The report has a paragraph whose plenary words are no longer those that were forked."""
    edits = [fact for fact in played.record if fact.kind == "ParagraphEdited"]
    reported = next(one for one in scenario.breakouts if one.meanwhile)
    forked = {row.forked_from: row for row in played.copies[reported.name] if row.forked_from}
    moved = [
        fact
        for fact in edits
        if fact.paragraph_id in forked
        and fact.role == "secretariat"
        and fact.data["digest"] != forked[fact.paragraph_id].fork_digest
    ]
    assert len(moved) == len(reported.meanwhile)
