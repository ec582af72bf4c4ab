"""The rows of meetings: meetings, sittings, agendas, the floor and its speakers."""

from datetime import date, datetime

from sqlalchemy import String
from sqlmodel import Field, SQLModel

from app.rules.agenda import ItemValues, Outcome
from app.rules.floor import SpeakerState, SpeakerValues, Speaking
from app.rules.meetings import SittingValues


class Meeting(SQLModel, table=True):
    """When and where the working group meets: some days with sittings in them. (M5)"""

    __tablename__ = "meeting"

    id: str = Field(primary_key=True)
    group_id: str = Field(foreign_key="working_group.id", index=True)
    number: int
    title: str
    begins_on: date
    ends_on: date
    place: str = ""
    remote_access: str = ""
    """How to take part from afar, in words: an address, a number, whom to ask."""
    announced_at: datetime


class Sitting(SQLModel, table=True):
    """One time the working group, or a breakout, meets: from its opening to its rising."""

    __tablename__ = "sitting"

    id: str = Field(primary_key=True)
    group_id: str = Field(foreign_key="working_group.id", index=True)
    breakout_id: str | None = Field(default=None, index=True)
    """The breakout whose sitting it is; None: the plenary's."""
    meeting_id: str | None = Field(default=None, foreign_key="meeting.id", index=True)
    number: int
    title: str = ""
    planned_for: datetime | None = None
    opened_at: datetime | None = None
    opened_by: str | None = None
    closed_at: datetime | None = None
    closed_by: str | None = None
    agenda_revision: int = 0
    """Moves with each change of the agenda, so that nobody changes one that they were not shown."""
    adopted_at: datetime | None = None
    list_closed_at: datetime | None = None
    seconds_each: int | None = None
    """How long an intervention may last; None: as long as it takes."""

    def values(self) -> SittingValues:
        """Return what the rules need to know of it."""
        return SittingValues(
            self.id,
            self.number,
            self.opened_at,
            self.closed_at,
            self.breakout_id,
            self.agenda_revision,
            self.adopted_at,
            self.list_closed_at is not None,
        )


class AgendaItem(SQLModel, table=True):
    """One item of a sitting's agenda, in its place, and what became of it. (M6 to M10)"""

    __tablename__ = "agenda_item"

    id: str = Field(primary_key=True)
    sitting_id: str = Field(foreign_key="sitting.id", index=True)
    place: int
    title: str
    about_kind: str | None = None
    """document, category, paragraph or breakout"""
    about_id: str | None = None
    outcome: Outcome = Field(default="before the sitting", sa_type=String)
    taken_up_at: datetime | None = None
    concluded_at: datetime | None = None
    carried_from: str | None = Field(default=None, foreign_key="agenda_item.id")

    def values(self) -> ItemValues:
        """Return what the rules need to know of it."""
        return ItemValues(self.id, self.title, self.outcome, self.carried_from)


class Floor(SQLModel, table=True):
    """What a sitting has before it now. (M11, M12)"""

    __tablename__ = "floor"

    sitting_id: str = Field(primary_key=True, foreign_key="sitting.id")
    item_id: str | None = Field(default=None, foreign_key="agenda_item.id")
    document_id: str | None = Field(default=None, foreign_key="document.id")
    paragraph_id: str | None = Field(default=None, foreign_key="paragraph.id")
    question: str = ""
    since: datetime


class Speaker(SQLModel, table=True):
    """A delegation's request for the floor, and the intervention it became. (M13 to M16)"""

    __tablename__ = "speaker"

    id: str = Field(primary_key=True)
    sitting_id: str = Field(foreign_key="sitting.id", index=True)
    delegation_id: str = Field(foreign_key="delegation.id")
    kind: Speaking = Field(sa_type=String)
    remote: bool = False
    state: SpeakerState = Field(default="waiting", sa_type=String)
    place: int
    asked_at: datetime
    began_at: datetime | None = None
    ended_at: datetime | None = None
    seconds_before: int = 0
    item_id: str | None = Field(default=None, foreign_key="agenda_item.id")
    document_id: str | None = Field(default=None, foreign_key="document.id")
    paragraph_id: str | None = Field(default=None, foreign_key="paragraph.id", index=True)
    """What was on the floor when it was given."""

    def values(self) -> SpeakerValues:
        """Return what the rules need to know of it."""
        return SpeakerValues(
            self.id,
            self.delegation_id,
            self.kind,
            self.state,
            self.place,
            self.began_at,
            self.seconds_before,
            self.ended_at,
        )
