"""What is stored: documents, their journal, and whom each client id belongs to."""

from datetime import datetime

from sqlalchemy import BigInteger, Column, DateTime, ForeignKey, LargeBinary
from sqlmodel import Field, SQLModel


class SyncDocument(SQLModel, table=True):
    """One document: how long its journal is, and which state of it a decision was made about.

    `version` moves with every entry and every fence; `noted` is the last entry a higher room has
    been told of; `server_client` is the client id of the server's own edits, never shared;
    `family` names the first document of the history a fork began with.
    """

    __tablename__ = "sync_document"

    name: str = Field(primary_key=True, max_length=200)
    head: int = Field(sa_type=BigInteger)
    version: int = Field(sa_type=BigInteger)
    noted: int = Field(sa_type=BigInteger)
    server_client: int = Field(sa_type=BigInteger)
    family: str | None = Field(default=None, max_length=200, index=True)
    created_at: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False))


class JournalEntry(SQLModel, table=True):
    """One update of one document, as it came in. `seq` has no gaps and follows the commits.

    `op` makes a resend harmless; `actor` says who wrote, for Yjs deletions carry no author.
    """

    __tablename__ = "sync_journal"

    document: str = Field(
        sa_column=Column(ForeignKey("sync_document.name"), primary_key=True, nullable=False)
    )
    seq: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    op: bytes = Field(sa_column=Column(LargeBinary, nullable=False, unique=True))
    actor: str = Field(max_length=200)
    client: int = Field(sa_type=BigInteger)
    payload: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    at: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False))


class SyncSnapshot(SQLModel, table=True):
    """A document as one update, up to its entry `seq`: loading begins here."""

    __tablename__ = "sync_snapshot"

    document: str = Field(
        sa_column=Column(ForeignKey("sync_document.name"), primary_key=True, nullable=False)
    )
    seq: int = Field(sa_type=BigInteger)
    state: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class SyncBlock(SQLModel, table=True):
    """Entries `first` to `last` of a document, folded out of its journal and compressed."""

    __tablename__ = "sync_block"

    document: str = Field(
        sa_column=Column(ForeignKey("sync_document.name"), primary_key=True, nullable=False)
    )
    first: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    last: int = Field(sa_type=BigInteger)
    payload: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class SyncClient(SQLModel, table=True):
    """A Yjs client id and the one owner it belongs to, for ever; `node` has its socket."""

    __tablename__ = "sync_client"

    client_id: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    owner: str = Field(max_length=240, index=True)
    node: str | None = Field(default=None, max_length=40)
    created_at: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False))


class SyncWriter(SQLModel, table=True):
    """The one document, of all that share a history, in which a client id writes. (Y26)"""

    __tablename__ = "sync_writer"

    client_id: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    family: str = Field(primary_key=True, max_length=200)
    document: str = Field(max_length=200)
