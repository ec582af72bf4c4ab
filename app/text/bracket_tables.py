"""The rows of brackets, placeholders and notes: what the marks in the words do not say of them."""

from datetime import datetime
from typing import Literal

from sqlalchemy import JSON, ForeignKeyConstraint, String
from sqlmodel import Field, SQLModel

from app.rules.words import StructureOp

BracketSource = Literal["placed", "imported"]
BracketState = Literal["standing", "lifted", "removed", "chosen", "not chosen", "fallen"]


class Bracket(SQLModel, table=True):
    """A bracket, a placeholder or a secretariat's note, standing in a text or gone from it.

    A working copy's are rows of its own, under the same ids: the marks in the words are the same.
    """

    __tablename__ = "bracket"

    document_id: str = Field(primary_key=True, foreign_key="document.id")
    id: str = Field(primary_key=True)
    """As in the marks: `br--<id>`."""
    op: StructureOp = Field(default="br", sa_type=String)
    source: BracketSource = Field(default="placed", sa_type=String)
    reason: str = ""
    placed_at: datetime
    placed_by: str | None = None
    rivals: str | None = Field(default=None, index=True)
    """The group of rival words its words belong to. (K8)"""
    places: list[str] = Field(default_factory=list, sa_type=JSON)
    """The paragraphs its mark stands in."""
    state: BracketState = Field(default="standing", sa_type=String)
    ended_at: datetime | None = None
    ended_by: str | None = None
    ended_reason: str | None = None

    @property
    def key(self) -> str:
        """Its mark."""
        return f"{self.op}--{self.id}"


class BracketHolder(SQLModel, table=True):
    """A seat that holds a bracket, or has held it."""

    __tablename__ = "bracket_holder"
    __table_args__ = (
        ForeignKeyConstraint(["document_id", "bracket_id"], ["bracket.document_id", "bracket.id"]),
    )

    document_id: str = Field(primary_key=True)
    bracket_id: str = Field(primary_key=True)
    seat: str = Field(primary_key=True)
    """Whose: a delegation's id, or a role of the podium."""
    reason: str
    accepts: str | None = None
    """The words it would accept instead."""
    since: datetime
    changed_at: datetime
    lifted_at: datetime | None = None
