"""The routes of consensus statuses."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, StringConstraints

from app.consensus import commands
from app.rules.kinds import Status
from app.text import OnParagraphIn, ParagraphOut, paragraph_shown

router = APIRouter(prefix="/api/paragraphs/{paragraph_id}", tags=["consensus"])

Note = Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000)]


class StatusIn(BaseModel):
    """A status, and the digest of the words it is declared about as they were shown."""

    status: Status
    digest: str
    note: Note | None = None


class ReopenIn(BaseModel):
    """Why agreed text is opened again."""

    reason: Note


@router.put("/status")
async def declare(on: OnParagraphIn, body: StatusIn) -> ParagraphOut:
    """Declare a status about the words shown."""
    await commands.declare(
        on.act, on.document, on.paragraph, body.status, body.digest, body.note or None
    )
    return await paragraph_shown(on.act.write, on.reader, on.paragraph)


@router.post("/reopen")
async def reopen(on: OnParagraphIn, body: ReopenIn) -> ParagraphOut:
    """Open agreed text again, with a reason."""
    await commands.reopen(on.act, on.document, on.paragraph, body.reason)
    return await paragraph_shown(on.act.write, on.reader, on.paragraph)
