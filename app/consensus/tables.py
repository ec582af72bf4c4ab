"""The rows of consensus: positions, confirmations that are awaited, packages."""

from datetime import datetime
from typing import Literal

from sqlalchemy import String
from sqlmodel import Field, SQLModel

from app.rules import positions as rules
from app.rules.facts.positions import Stance

Answer = Literal["awaited", "confirmed"]
"""Who declines ends the agreement, and with it what others were asked."""
PackageState = Literal["standing", "agreed", "broken"]


class Position(SQLModel, table=True):
    """What a delegation thinks of a proposal or an option, about the words it was shown. (C8)"""

    __tablename__ = "position"

    subject_id: str = Field(primary_key=True)
    """The paragraph's id, or the option's."""
    delegation_id: str = Field(primary_key=True, foreign_key="delegation.id")
    document_id: str = Field(foreign_key="document.id", index=True)
    paragraph_id: str = Field(foreign_key="paragraph.id")
    option_id: str | None = Field(default=None, foreign_key="option.id")
    stance: Stance = Field(sa_type=String)
    reason: str | None = None
    would_lift: str | None = None
    """The words that would lift an objection or a reservation."""
    digest: str
    person_id: str
    at: datetime

    def value(self) -> rules.Position:
        """Return what the rules need to know of it."""
        return rules.Position(
            delegation_id=self.delegation_id,
            stance=self.stance,
            digest=self.digest,
            reason=self.reason,
            would_lift=self.would_lift,
        )


class Confirmation(SQLModel, table=True):
    """A delegation whose word an agreement waits for, and its answer. (C14)"""

    __tablename__ = "confirmation"

    paragraph_id: str = Field(primary_key=True, foreign_key="paragraph.id")
    delegation_id: str = Field(primary_key=True, foreign_key="delegation.id")
    state: Answer = Field(default="awaited", sa_type=String)
    digest: str
    asked_at: datetime
    answered_at: datetime | None = None
    person_id: str | None = None


class Package(SQLModel, table=True):
    """Paragraphs that are agreed together or not at all. (C15)"""

    __tablename__ = "package"

    id: str = Field(primary_key=True)
    document_id: str = Field(foreign_key="document.id", index=True)
    state: PackageState = Field(default="standing", sa_type=String)
    opened_at: datetime
    opened_by: str
    closed_at: datetime | None = None
    reason: str | None = None
    """Why it broke."""


class PackagePart(SQLModel, table=True):
    """A paragraph of a package, and the words it was agreed about."""

    __tablename__ = "package_part"

    package_id: str = Field(primary_key=True, foreign_key="package.id")
    paragraph_id: str = Field(primary_key=True, foreign_key="paragraph.id", index=True)
    digest: str
