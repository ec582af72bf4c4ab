"""The rows of people: who they are, the links they come in by, the sessions they hold."""

from datetime import datetime

from sqlmodel import Field, SQLModel


class Person(SQLModel, table=True):
    """Someone who can sign in."""

    __tablename__ = "person"

    id: str = Field(primary_key=True)
    name: str
    created_at: datetime
    joined_at: datetime | None = None
    """When the person first signed in."""


class SignInLink(SQLModel, table=True):
    """A personal link, used once; only the hash of its token is kept."""

    __tablename__ = "sign_in_link"

    id: str = Field(primary_key=True)
    token_hash: str = Field(unique=True)
    person_id: str = Field(foreign_key="person.id", index=True)
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None = None
    revoked_at: datetime | None = None


class BrowserSession(SQLModel, table=True):
    """One browser's sign-in; only the hash of its cookie is kept."""

    __tablename__ = "browser_session"

    id: str = Field(primary_key=True)
    token_hash: str = Field(unique=True)
    person_id: str = Field(foreign_key="person.id", index=True)
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None = None
