"""The row that keeps an author's name with words the server had to write anew."""

from datetime import datetime

from sqlalchemy import BigInteger, Column
from sqlmodel import Field, SQLModel


class Credit(SQLModel, table=True):
    """Units the server wrote under its own client id for words that are somebody else's. (H4)

    A merge cannot take the letters' identities along, so it says here whose they are.
    """

    __tablename__ = "credit"

    client: int = Field(
        sa_column=Column(BigInteger, primary_key=True, autoincrement=False, nullable=False)
    )
    first: int = Field(
        sa_column=Column(BigInteger, primary_key=True, autoincrement=False, nullable=False)
    )
    end: int = Field(sa_type=BigInteger)
    """The clock after the last unit."""
    person_id: str | None = None
    """Who wrote them; None for words that came with a file."""
    at: datetime
    """When they were written first."""
