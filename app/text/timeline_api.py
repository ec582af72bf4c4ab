"""The routes of a paragraph's past."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, Field

from app.kit.http import Reading
from app.people import SignedIn
from app.rules.history import Shape
from app.text import timeline_views as views
from app.text.access import access_paragraph

router = APIRouter(prefix="/api/paragraphs/{paragraph_id}", tags=["text"])


class TimelineQuery(BaseModel):
    """Which part of the line, oldest first."""

    offset: int = Field(default=0, ge=0)
    limit: int = Field(default=500, ge=1, le=1000)


class ComparisonQuery(BaseModel):
    """Which versions, and which of their words."""

    earlier: str = Field(alias="from", max_length=60)
    later: str = Field(alias="to", max_length=60)
    of: Shape = "amended"


@router.get("/timeline")
async def read_timeline(
    session: Reading, person: SignedIn, paragraph_id: str, query: Annotated[TimelineQuery, Query()]
) -> views.TimelineOut:
    """Read a paragraph's line of time: versions of its words, and facts about it."""
    reader, paragraph = await access_paragraph(session, person, paragraph_id)
    return await views.timeline_out(session, reader, paragraph, **query.model_dump())


@router.get("/timeline/compare")
async def compare_versions(
    session: Reading,
    person: SignedIn,
    paragraph_id: str,
    query: Annotated[ComparisonQuery, Query()],
) -> views.ComparisonOut:
    """Compare any two versions of a paragraph, word by word."""
    reader, paragraph = await access_paragraph(session, person, paragraph_id)
    ids = (query.earlier, query.later)
    return await views.comparison_out(session, reader, paragraph, ids, query.of)


@router.get("/authors")
async def read_authors(
    request: Request,
    session: Reading,
    person: SignedIn,
    paragraph_id: str,
    version: Annotated[str | None, Query(max_length=60)] = None,
) -> views.AuthorsOut:
    """Read who wrote each span of a paragraph's words, now or in a version."""
    reader, paragraph = await access_paragraph(session, person, paragraph_id)
    return await views.authors_out(request.app.state.hub, session, reader, paragraph, version)
