"""The rows of the text: documents, categories, paragraphs, amendments.

The words themselves live in one Yjs document a paragraph; `words` is their reading copy, as they
were when they last came to rest.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, String
from sqlmodel import Field, SQLModel

from app.rules.kinds import Kind, Status
from app.rules.numbering import Number, Numbering, Step, label
from app.rules.text import BreakoutState, ParagraphState
from app.rules.words import Words, from_json


class Document(SQLModel, table=True):
    """A rolling document, or a breakout's working copy of some of its paragraphs."""

    __tablename__ = "document"

    id: str = Field(primary_key=True)
    group_id: str = Field(foreign_key="working_group.id", index=True)
    title: str
    state: str = "rolling document"
    created_at: datetime
    source: str | None = None
    """The file it was imported from."""
    numbering: Numbering = Field(default="through", sa_type=String)
    """Whether numbers run through it or begin anew in each category. (N4)"""
    plenary_document_id: str | None = Field(default=None, foreign_key="document.id")
    """For a working copy: the document it was forked from."""
    breakout_id: str | None = Field(default=None, index=True)
    breakout_name: str | None = None
    breakout_state: BreakoutState | None = Field(default=None, sa_type=String)
    closed: bool = False
    """For a working copy: whether only the breakout's members and the podium may read it. (B5)"""

    @property
    def audience(self) -> str | None:
        """The breakout that alone reads facts about this document, or None. (R3)"""
        return self.breakout_id if self.closed else None


class Category(SQLModel, table=True):
    """A heading of the document's framework; its identity outlives its label."""

    __tablename__ = "category"

    id: str = Field(primary_key=True)
    document_id: str = Field(foreign_key="document.id", index=True)
    label: str = ""
    title: str
    level: int = 1
    position: int
    forked_from: str | None = None


class Paragraph(SQLModel, table=True):
    """The unit of text and of negotiation."""

    __tablename__ = "paragraph"

    id: str = Field(primary_key=True)
    document_id: str = Field(foreign_key="document.id", index=True)
    category_id: str = Field(foreign_key="category.id", index=True)
    kind: Kind = Field(sa_type=String)
    position: int
    whole: int | None = None
    suffix: int = 0
    alt: int = 0
    under: list[list[int]] = Field(default_factory=list, sa_type=JSON)
    """The lettered and roman steps of its number: `2 (a) bis` is [[1, 1, 0]] below 2."""
    level: int = 0
    """How far it is indented: 0, 1 for (a), 2 for (i). (N2)"""
    number_given: str | None = None
    """The number it bore in the file it was imported from."""
    option_id: str | None = Field(default=None, foreign_key="option.id", index=True)
    """The option of a set of alternatives that it belongs to, or belonged to when it left."""
    words: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSON)
    digest: str
    epoch: int = 1
    lineage: str
    """What pens are keyed with; shared with the paragraphs it was forked or split from."""
    status: Status = Field(default="not discussed", sa_type=String)
    status_digest: str | None = None
    status_note: str | None = None
    status_at: datetime | None = None
    status_by: str | None = None
    """The person who declared the status; the name and role are as they were then."""
    status_by_name: str | None = None
    status_by_role: str | None = None
    proposers: list[str] = Field(default_factory=list, sa_type=JSON)
    origin: str | None = None
    forked_from: str | None = Field(default=None, index=True)
    """For a paragraph of a working copy: the plenary's paragraph it was forked from."""
    fork_digest: str | None = None
    """The plenary's words when they were forked; if those are others now, they have moved."""
    silent_until: datetime | None = None
    """Under the silence procedure: when it ends. (S4)"""
    with_breakout: str | None = None
    """For the plenary's paragraph: the breakout that is working on it."""
    endorsed_at: datetime | None = None
    """For a paragraph of a working copy: when the plenary took its words as its own."""
    retired_at: datetime | None = None
    retired_reason: str | None = None

    @property
    def number(self) -> Number | None:
        """Its place in its series."""
        if self.whole is None:
            return None
        return Number(self.whole, self.suffix, self.alt, tuple(Step(*one) for one in self.under))

    @number.setter
    def number(self, number: Number | None) -> None:
        self.whole, self.suffix, self.alt = number[:3] if number else (None, 0, 0)
        self.under = [list(step) for step in number.under] if number else []

    @property
    def label(self) -> str:
        """The number as shown."""
        return label(self.kind, self.number)

    @property
    def sync_name(self) -> str:
        """The name of its Yjs document on the wire."""
        return f"{self.id}@{self.epoch}"

    @property
    def runs(self) -> Words:
        """Its words as they last came to rest."""
        return from_json(self.words)

    def state(self, document: Document) -> ParagraphState:
        """Return what the rules need to know of it."""
        return ParagraphState(
            id=self.id,
            document_id=self.document_id,
            label=self.label,
            kind=self.kind,
            status=self.status,
            status_digest=self.status_digest,
            retired=self.retired_at is not None,
            endorsed=self.endorsed_at is not None,
            breakout_id=document.breakout_id,
            breakout_state=document.breakout_state,
            silent_until=self.silent_until,
        )


class Amendment(SQLModel, table=True):
    """A proposed change of words inside a paragraph, and what became of it."""

    __tablename__ = "amendment"

    paragraph_id: str = Field(primary_key=True, foreign_key="paragraph.id")
    id: str = Field(primary_key=True)
    """`<pen>-<group>`, as in the marks."""
    seat: str
    """Whose: a delegation's id, or a role of the podium."""
    person_id: str | None = None
    opened_at: datetime
    state: str = "pending"
    """pending, accepted, accepted in part, rejected, subsumed, withdrawn, fallen, or moved with its
    words elsewhere."""
    decided_at: datetime | None = None
    decided_by: str | None = None
    note: str | None = None
    inserted: str = ""
    deleted: str = ""
    outcome: dict[str, str | None] = Field(default_factory=dict, sa_type=JSON)
    """What the fact of its end adds: what was taken, or what it is subsumed by. (T13, T14)"""

    @property
    def pen(self) -> str:
        """The opaque name it is signed with in the text."""
        return self.id.partition("-")[0]
