"""The rows of the record."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON
from sqlmodel import Field, SQLModel


class RecordHead(SQLModel, table=True):
    """The end of one working group's chain; its row lock numbers the entries without gaps."""

    __tablename__ = "record_head"

    group_id: str = Field(primary_key=True)
    seq: int = 0
    hash: str = ""


class Entry(SQLModel, table=True):
    """One fact of the record, chained to the one before by `hash`. Never updated or deleted."""

    __tablename__ = "record_entry"

    group_id: str = Field(primary_key=True)
    seq: int = Field(primary_key=True)
    at: datetime
    kind: str = Field(index=True)
    person_id: str | None = Field(default=None, index=True)
    person_name: str | None = None
    role: str
    delegation_id: str | None = None
    document_id: str | None = Field(default=None, index=True)
    paragraph_id: str | None = Field(default=None, index=True)
    breakout_id: str | None = None
    audience: str | None = None
    """The breakout that alone may read this, with the podium; None: the whole group. (R3)"""
    data: dict[str, Any] = Field(sa_type=JSON)
    hash: str
