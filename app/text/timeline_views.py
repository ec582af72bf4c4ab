"""What clients see of a paragraph's past: its line of time, and who wrote its words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from pydantic import BaseModel
from sqlmodel.ext.asyncio.session import AsyncSession

from app.groups import FactOut, Names, delegations_of, fact_out, members_of, names_for
from app.kit.errors import NotFound
from app.record import Entry
from app.rules import history
from app.rules import words as w
from app.rules.history import Shape, Version, Written
from app.rules.redline import redline
from app.rules.words import Words
from app.sync import Hub
from app.text.access import Reader
from app.text.authors import authored
from app.text.replay import replay
from app.text.settling import PODIUM_SEATS
from app.text.tables import Paragraph
from app.text.timeline import Line, Way, past_of
from app.text.views import RunOut, runs_out


class HandOut(BaseModel):
    """Whose hand it was, as far as the reader may know; `imported`: the words came with a file."""

    label: str
    delegation_id: str | None
    mine: bool
    imported: bool = False


class OriginOut(BaseModel):
    """A paragraph whose words are in this line of time, and how they came into it."""

    paragraph_id: str
    document_id: str
    document_title: str
    label: str
    way: Way


class VersionOut(BaseModel):
    """Words as somebody left them; `id` stays theirs, `number` is their place among all shown."""

    id: str
    number: int
    paragraph_id: str
    began: datetime
    at: datetime
    by: HandOut
    decided: bool
    """Whether a decision made them and nobody typed them."""
    digest: str
    words: list[RunOut]
    previous: str | None
    """The version of the same words before this one, to compare it with."""


class MomentOut(BaseModel):
    """One place of the line: a version, or a fact with the version it stands behind."""

    kind: Literal["version", "fact"]
    at: datetime
    version: VersionOut | None = None
    fact: FactOut | None = None
    stands_behind: str | None = None
    of: str
    """The paragraph it is about."""


class TimelineOut(BaseModel):
    """A paragraph's line of time, oldest first; `next` is the `offset` of what follows."""

    paragraph_id: str
    document_id: str
    group_id: str
    label: str
    digest: str
    origins: list[OriginOut]
    moments: list[MomentOut]
    total: int
    versions: int
    next: int | None


class ComparedPiece(BaseModel):
    """Words that both versions have, or only the later, or only the earlier."""

    op: Literal["equal", "insert", "delete"]
    text: str


class ComparisonOut(BaseModel):
    """What changed between two versions."""

    of: Shape
    pieces: list[ComparedPiece]


class SpanOut(BaseModel):
    """Words under the same marks by one hand; `since` is when they were written."""

    text: str
    marks: list[str]
    by: HandOut
    since: datetime


class AuthorsOut(BaseModel):
    """Who wrote each span of a paragraph's words."""

    digest: str
    spans: list[SpanOut]


@dataclass(frozen=True, slots=True)
class _Hands:
    """Turns people into what the reader may know of them. (H5)"""

    names: Names
    seats: Mapping[str, Sequence[tuple[datetime, str]]]
    """Each person's seats, by when they were invited to them."""
    mine: str

    def seat(self, person: str, at: datetime) -> str:
        """Return the seat a person wrote from at a time; who left keeps the one they had."""
        held = self.seats.get(person, [(at, "secretariat")])
        before = [seat for invited, seat in held if invited <= at]
        return before[-1] if before else held[0][1]

    def out(self, seat: str | None) -> HandOut:
        if seat is None:
            return HandOut(label="", delegation_id=None, mine=False, imported=True)
        delegation = self.names.delegation(seat)
        return HandOut(
            label=self.names.label(seat),
            delegation_id=delegation.id if delegation else None,
            mine=seat == self.mine,
        )

    def written(self, person: str | None, at: datetime) -> str | None:
        """Return the author's seat, or one and the same for all whose names are hidden."""
        if person is None:
            return None
        seat = self.seat(person, at)
        return seat if self.names.sees(seat) or seat in PODIUM_SEATS else HIDDEN


HIDDEN = ""
"""The one seat of all whose names the reader may not know."""


async def _hands(session: AsyncSession, reader: Reader) -> _Hands:
    names = names_for(reader.group, reader.actor, await delegations_of(session, reader.group.id))
    seats: dict[str, list[tuple[datetime, str]]] = {}
    for membership, person in await members_of(session, reader.group.id):
        seat = membership.delegation_id or membership.role
        seats.setdefault(person.id, []).append((membership.invited_at, seat))
    return _Hands(names, seats, reader.actor.seat)


async def timeline_out(
    session: AsyncSession, reader: Reader, paragraph: Paragraph, *, offset: int, limit: int
) -> TimelineOut:
    """Show a paragraph's line of time, or a part of it. (H1 to H3, H5)"""
    lines = await past_of(session, reader, paragraph)
    hands = await _hands(session, reader)
    order = _in_time(lines)
    numbers = {
        version_id(line, place): number
        for number, (line, place) in enumerate(
            ((line, place) for line, kind, place in order if kind == "version"), start=1
        )
    }
    part = order[offset : offset + limit]
    return TimelineOut(
        paragraph_id=paragraph.id,
        document_id=paragraph.document_id,
        group_id=reader.group.id,
        label=paragraph.label,
        digest=paragraph.digest,
        origins=[_origin_out(line) for line in lines if line.way is not None],
        moments=[_moment(lines, hands, numbers, *one) for one in part],
        total=len(order),
        versions=len(numbers),
        next=offset + limit if offset + limit < len(order) else None,
    )


_Place = tuple[Line, Literal["version", "fact"], int]


def _in_time(lines: Sequence[Line]) -> list[_Place]:
    """Put all lines' versions and facts on one line; each line keeps its own order. (H2)"""
    timed: list[tuple[datetime, _Place]] = []
    for line in lines:
        for moment in _own_order(line):
            at = line.versions[moment[2]].at if moment[1] == "version" else _at(line, moment[2])
            timed.append((at, moment))
    return [moment for _, moment in sorted(timed, key=lambda one: one[0])]


def _own_order(line: Line) -> list[_Place]:
    order: list[_Place] = []
    for place in range(-1, len(line.versions)):
        if place >= 0:
            order.append((line, "version", place))
        order += [
            (line, "fact", number) for number, behind in enumerate(line.behind) if behind == place
        ]
    return order


def _at(line: Line, fact: int) -> datetime:
    """Return when a fact stands: with the words it names, which a clock may stamp a little later.

    Within a line time never goes back, or sorting would part facts from their versions.
    """
    behind = line.behind[fact]
    own = line.facts[fact].at
    return max(own, line.versions[behind].at) if behind >= 0 else own


def version_id(line: Line, place: int) -> str:
    """Name a version for good: by its paragraph and its last entry in the journal."""
    return f"{line.paragraph.id}.{line.versions[place].seq}"


def _moment(
    lines: Sequence[Line],
    hands: _Hands,
    numbers: Mapping[str, int],
    line: Line,
    kind: Literal["version", "fact"],
    place: int,
) -> MomentOut:
    if kind == "fact":
        behind = line.behind[place]
        entry: Entry = line.facts[place]
        return MomentOut(
            kind="fact",
            at=entry.at,
            fact=fact_out(entry, hands.names),
            stands_behind=version_id(line, behind) if behind >= 0 else _before(lines, line),
            of=line.paragraph.id,
        )
    version: Version = line.versions[place]
    named = version_id(line, place)
    return MomentOut(
        kind="version",
        at=version.at,
        version=VersionOut(
            id=named,
            number=numbers[named],
            paragraph_id=line.paragraph.id,
            began=version.began,
            at=version.at,
            by=hands.out(hands.seat(version.hand, version.began)),
            decided=version.seq in line.replay.by_server,
            digest=version.digest,
            words=runs_out(line.words(version)),
            previous=version_id(line, place - 1) if place else _before(lines, line),
        ),
        of=line.paragraph.id,
    )


def _before(lines: Sequence[Line], line: Line) -> str | None:
    """Return the last version a line's words had where they came from."""
    steps = line.replay.steps
    begun = steps[0].digest if steps else None
    for other in lines:
        if other is not line and other.paragraph.lineage == line.paragraph.lineage:
            for place in reversed(range(len(other.versions))):
                if other.versions[place].digest == begun:
                    return version_id(other, place)
    return None


def _origin_out(line: Line) -> OriginOut:
    assert line.way is not None
    return OriginOut(
        paragraph_id=line.paragraph.id,
        document_id=line.document.id,
        document_title=line.document.title
        if line.document.breakout_name is None
        else line.document.breakout_name,
        label=line.paragraph.label,
        way=line.way,
    )


async def words_at(
    session: AsyncSession, reader: Reader, paragraph: Paragraph, version: str
) -> Words:
    """Return the words of a version that is in the paragraph's past, or `NotFound`."""
    owner, _, seq = version.partition(".")
    for line in await past_of(session, reader, paragraph):
        if line.paragraph.id == owner:
            journal = await replay(session, line.paragraph.sync_name)
            for place, step in enumerate(journal.steps):
                if str(step.seq) == seq:
                    return journal.words[place]
    raise NotFound("version")


async def comparison_out(
    session: AsyncSession, reader: Reader, paragraph: Paragraph, ids: tuple[str, str], of: Shape
) -> ComparisonOut:
    """Compare two versions word by word. (H6)"""
    before, after = [await words_at(session, reader, paragraph, one) for one in ids]
    pieces = redline(history.text_in(before, of), history.text_in(after, of))
    return ComparisonOut(of=of, pieces=[ComparedPiece(op=one.op, text=one.text) for one in pieces])


async def authors_out(
    hub: Hub, session: AsyncSession, reader: Reader, paragraph: Paragraph, version: str | None
) -> AuthorsOut:
    """Show who wrote each span of the words: as they are, or as they were in a version. (H4, H5)"""
    owner, seq = paragraph, None
    if version is None:
        words = await _current(session, paragraph)
    else:
        words = await words_at(session, reader, paragraph, version)
        owner = await session.get_one(Paragraph, version.partition(".")[0])
        seq = int(version.partition(".")[2])
    hands = await _hands(session, reader)
    letters = [
        (hands.written(one.person, one.at), one.at, character)
        for one in await authored(hub, session, owner, seq)
        for character in one.text
    ]
    marks = [run.marks for run in words for _ in run.text]
    written = (
        Written(character, keys, seat, at)
        for (seat, at, character), keys in zip(letters, marks, strict=True)
    )
    return AuthorsOut(
        digest=w.digest(words),
        spans=[
            SpanOut(text=one.text, marks=list(one.marks), by=hands.out(one.seat), since=one.at)
            for one in history.spans(written)
        ],
    )


async def _current(session: AsyncSession, paragraph: Paragraph) -> Words:
    words = (await replay(session, paragraph.sync_name)).words
    return words[-1] if words else ()
