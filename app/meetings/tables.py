"""The rows of meetings."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from app.rules.meetings import SittingValues


class Sitting(SQLModel, table=True):
    """One time the working group meets, from its opening to its rising."""

    __tablename__ = "sitting"

    id: str = Field(primary_key=True)
    group_id: str = Field(foreign_key="working_group.id", index=True)
    number: int
    title: str = ""
    opened_at: datetime
    opened_by: str
    closed_at: datetime | None = None
    closed_by: str | None = None

    def values(self) -> SittingValues:
        """Return what the rules need to know of it."""
        return SittingValues(self.number, self.opened_at, self.closed_at)
