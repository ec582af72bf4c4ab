"""The rows of the silence procedure: procedures, the paragraphs under them, explanations.

They keep what the facts tell; what became of each paragraph follows from them and the time. (S6)
"""

from datetime import datetime

from sqlalchemy import JSON
from sqlmodel import Field, SQLModel

from app.rules.facts import SilentItem
from app.rules.silence import Silence


class SilenceProcedure(SQLModel, table=True):
    """Text put under silence until a date and time."""

    __tablename__ = "silence"

    id: str = Field(primary_key=True)
    document_id: str = Field(foreign_key="document.id", index=True)
    note: str | None = None
    opened_at: datetime
    opened_by: str
    """The person's id; the name and role are as they were then."""
    opened_by_name: str
    opened_by_role: str
    closes_at: datetime = Field(index=True)
    reminded: list[int] = Field(default_factory=list, sa_type=JSON)
    """The reminders that went out, in hours before the deadline. (S8)"""
    cancelled_at: datetime | None = None
    cancelled_reason: str | None = None
    concluded: bool = Field(default=False, index=True)
    """Whether the paragraphs' rows have been brought up to what it came to. (S6)"""


class SilencedParagraph(SQLModel, table=True):
    """A paragraph under silence, at the exact words it had."""

    __tablename__ = "silenced_paragraph"

    silence_id: str = Field(primary_key=True, foreign_key="silence.id")
    paragraph_id: str = Field(primary_key=True, foreign_key="paragraph.id", index=True)
    place: int
    """Its place in the procedure, in the document's order."""
    label: str
    digest: str
    broken_at: datetime | None = None
    broken_by: str | None = None
    """The delegation's id."""
    reason: str | None = None

    @property
    def item(self) -> SilentItem:
        """The paragraph as the facts name it."""
        return SilentItem(paragraph_id=self.paragraph_id, label=self.label, digest=self.digest)


class Explanation(SQLModel, table=True):
    """A delegation's explanation of its position on an outcome. (S9)"""

    __tablename__ = "explanation"

    id: str = Field(primary_key=True)
    silence_id: str = Field(foreign_key="silence.id", index=True)
    paragraph_id: str | None = Field(default=None, foreign_key="paragraph.id")
    delegation_id: str | None = Field(default=None, foreign_key="delegation.id")
    person_id: str
    at: datetime
    text: str


def silence_of(row: SilenceProcedure, items: list[SilencedParagraph]) -> Silence:
    """Return what the rules need to know of a procedure."""
    return Silence(
        id=row.id,
        document_id=row.document_id,
        opened_at=row.opened_at,
        closes_at=row.closes_at,
        items=tuple(one.item for one in items),
        broken={one.paragraph_id: one.broken_at for one in items if one.broken_at is not None},
        cancelled_at=row.cancelled_at,
    )
