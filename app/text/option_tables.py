"""The rows of alternatives: sets of options over one place of the text, and each option.

The words of an option are ordinary paragraphs (`Paragraph.option_id`); "No text" is an option
without any. docs/rules/alternatives.md says what may be done with them.
"""

from datetime import datetime

from sqlalchemy import JSON, String
from sqlmodel import Field, SQLModel

from app.rules.options import Fate, SetStanding, option_label


class OptionSet(SQLModel, table=True):
    """Options that stand for one another, and what was decided about them."""

    __tablename__ = "option_set"

    id: str = Field(primary_key=True)
    document_id: str = Field(foreign_key="document.id", index=True)
    state: SetStanding = Field(default="standing", sa_type=String)
    opened_at: datetime
    decided_at: datetime | None = None
    decided_by: str | None = None
    """The person who took the decision; the record says in which role."""
    reason: str | None = None
    """What was said when it was decided, left standing or opened again."""
    retired: list[str] = Field(default_factory=list, sa_type=JSON)
    """The paragraphs the decision took out of the text; they come back with it. (A9)"""
    forked_from: str | None = Field(default=None, index=True)
    """For a set of a working copy: the plenary's set it was forked from, or has become."""


class Option(SQLModel, table=True):
    """One option of a set: paragraphs of the text, or "No text"."""

    __tablename__ = "option"

    id: str = Field(primary_key=True)
    set_id: str = Field(foreign_key="option_set.id", index=True)
    position: int
    """Its place in the set, from 1; given once, so that Option 2 stays Option 2."""
    no_text: bool = False
    proposers: list[str] = Field(default_factory=list, sa_type=JSON)
    added_at: datetime
    added: list[str] = Field(default_factory=list, sa_type=JSON)
    """The digests of its base words when it was added: whether it is untouched. (A4)"""
    fate: Fate = Field(default="standing", sa_type=String)
    merged_into: str | None = Field(default=None, foreign_key="option.id")
    recommended: bool = False
    """Whether a majority recommends it, where all were left standing. (A8)"""
    forked_from: str | None = Field(default=None, index=True)

    @property
    def label(self) -> str:
        """Its name in the set: `Option 2`, or `No text`."""
        return option_label(self.position, no_text=self.no_text)
