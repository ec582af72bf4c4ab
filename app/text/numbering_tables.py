"""The rows of numbering: labels ever given, renumberings, and references to paragraphs."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, String
from sqlmodel import Field, SQLModel

from app.rules.numbering import Numbering
from app.rules.references import Form


class ParagraphLabel(SQLModel, table=True):
    """A label a paragraph has borne; none is given twice while it means something. (N5)"""

    __tablename__ = "paragraph_label"

    id: str = Field(primary_key=True)
    document_id: str = Field(foreign_key="document.id", index=True)
    paragraph_id: str = Field(foreign_key="paragraph.id", index=True)
    category_id: str
    """Where the paragraph stood when it was given."""
    label: str
    generation: int = 0
    """How often the document had been renumbered by then."""
    since: datetime
    until: datetime | None = None


class Renumbering(SQLModel, table=True):
    """The map from old labels to new of one renumbering. (N6)"""

    __tablename__ = "renumbering"

    id: str = Field(primary_key=True)
    document_id: str = Field(foreign_key="document.id", index=True)
    generation: int
    at: datetime
    by: str
    """The name of who did it: the chair's."""
    reason: str
    numbering: Numbering = Field(sa_type=String)
    digest: str
    changes: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSON)
    """`paragraph_id`, `before` and `after` of every numbered paragraph, in text order."""


class Reference(SQLModel, table=True):
    """A place in a paragraph's words that names another paragraph: its mark is `ref--<id>`. (N8)"""

    __tablename__ = "reference"

    document_id: str = Field(primary_key=True, foreign_key="document.id")
    id: str = Field(primary_key=True)
    paragraph_id: str = Field(foreign_key="paragraph.id", index=True)
    """Where it stands."""
    target_id: str = Field(foreign_key="paragraph.id", index=True)
    """What it names."""
    form: Form = Field(default="full", sa_type=String)
    """How much of the target's label it spells out."""
    said: str = ""
    """The characters it was linked by: in an imported text, the number the file gave."""
