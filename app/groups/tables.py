"""The rows of working groups."""

from datetime import datetime

from sqlalchemy import String
from sqlmodel import Field, SQLModel

from app.rules.actors import BreakoutRole, DelegationKind, Role
from app.rules.facts.positions import PositionsShown


class WorkingGroup(SQLModel, table=True):
    """The body that negotiates: mandate, members, methods of work."""

    __tablename__ = "working_group"

    id: str = Field(primary_key=True)
    name: str
    short: str
    mandate: str
    parent_body: str = ""
    attribution_shown: bool = True
    """Whether the room sees who proposed what; it is always recorded. (P4)"""
    positions_shown: PositionsShown = Field(default="names", sa_type=String)
    """What the room sees of the delegations' positions. (C10)"""
    pen_secret: str
    """Keys the pens, the opaque names under which delegations' amendments stand in the text."""
    created_at: datetime


class Delegation(SQLModel, table=True):
    """Who speaks: a member State, an organisation or a stakeholder."""

    __tablename__ = "delegation"

    id: str = Field(primary_key=True)
    group_id: str = Field(foreign_key="working_group.id", index=True)
    name: str
    short: str
    kind: DelegationKind = Field(sa_type=String)
    observer: bool = False
    colour: int = 0
    """A place in the palette of twelve."""


class Membership(SQLModel, table=True):
    """A person's role in a working group, in a delegation or on the podium."""

    __tablename__ = "membership"

    id: str = Field(primary_key=True)
    group_id: str = Field(foreign_key="working_group.id", index=True)
    person_id: str = Field(foreign_key="person.id", index=True)
    role: Role = Field(sa_type=String)
    delegation_id: str | None = Field(default=None, foreign_key="delegation.id")
    invited_at: datetime
    revoked_at: datetime | None = None


class BreakoutSeatRow(SQLModel, table=True):
    """A member's place in a breakout."""

    __tablename__ = "breakout_seat"

    breakout_id: str = Field(primary_key=True)
    membership_id: str = Field(primary_key=True, foreign_key="membership.id")
    role: BreakoutRole = Field(sa_type=String)
