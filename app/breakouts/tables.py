"""The rows of breakouts and of the paragraphs they bring to the plenary."""

from datetime import datetime

from sqlalchemy import String
from sqlmodel import Field, SQLModel

from app.rules.breakouts import BreakoutValues, ItemState
from app.rules.text import BreakoutState


class Breakout(SQLModel, table=True):
    """A small group over some paragraphs, with a convenor, a task and a working copy."""

    __tablename__ = "breakout"

    id: str = Field(primary_key=True)
    group_id: str = Field(foreign_key="working_group.id", index=True)
    document_id: str = Field(foreign_key="document.id", index=True)
    working_document_id: str = Field(foreign_key="document.id")
    name: str
    task: str
    state: BreakoutState = Field(default="at work", sa_type=String)
    closed: bool = False
    report_intro: str | None = None
    reported_at: datetime | None = None
    created_at: datetime

    def values(self) -> BreakoutValues:
        """Return what the rules need to know of it."""
        return BreakoutValues(
            id=self.id,
            title=self.name,
            state=self.state,
            closed=self.closed,
            document_id=self.document_id,
        )


class BreakoutItem(SQLModel, table=True):
    """One paragraph of a working copy on its way to the plenary."""

    __tablename__ = "breakout_item"

    copy_id: str = Field(primary_key=True, foreign_key="paragraph.id")
    breakout_id: str = Field(foreign_key="breakout.id", index=True)
    added: bool = False
    """Whether the breakout added it."""
    state: ItemState = Field(default="at work", sa_type=String)
    kind_before: str | None = None
    comment: str | None = None
    decided_at: datetime | None = None
