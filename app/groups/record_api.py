"""The routes of a group's record: pages of it, and the stream of what happens now."""

import asyncio
from collections.abc import AsyncIterable
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Query, Request
from fastapi.sse import EventSourceResponse, ServerSentEvent
from pydantic import BaseModel, Field

from app.groups import store
from app.groups.access import access_group
from app.groups.following import Following
from app.groups.views import FactOut, facts_out, names_for
from app.kit.db import Database
from app.kit.http import Reading
from app.people import SignedIn, SignedInPerson, sign_in_of
from app.record import News, entries_page, head_seq

router = APIRouter(prefix="/api/groups/{group_id}", tags=["record"])

BEAT_SECONDS = 15


class RecordQuery(BaseModel):
    """Which part of the record."""

    before: int | None = None
    after: int | None = None
    kind: str | None = None
    document: str | None = None
    paragraph: str | None = None
    limit: int = Field(default=50, ge=1, le=500)


class RecordPage(BaseModel):
    """Facts, newest first; `next` is what to pass as `before` for older ones."""

    facts: list[FactOut]
    next: int | None
    head: int


@router.get("/record")
async def record(
    session: Reading, person: SignedIn, group_id: str, query: Annotated[RecordQuery, Query()]
) -> RecordPage:
    """Read the record, newest first."""
    group, actor = await access_group(session, person, group_id)
    names = names_for(group, actor, await store.delegations_of(session, group.id))
    entries = await entries_page(session, group.id, **query.model_dump())
    return RecordPage(
        facts=facts_out(entries, actor, names),
        next=entries[-1].seq if len(entries) == query.limit and entries[-1].seq > 1 else None,
        head=await head_seq(session, group.id),
    )


async def _enters(request: Request, person: SignedIn, group_id: str) -> SignedInPerson:
    """Check the way in before the stream's reply begins, while 404 can still be said."""
    database: Database = request.app.state.database
    async with database.reading() as session:
        await access_group(session, person, group_id)
    return person


@router.get("/events", response_class=EventSourceResponse)
async def events(
    request: Request,
    person: Annotated[SignedInPerson, Depends(_enters)],
    group_id: str,
    last_event_id: Annotated[int | None, Header()] = None,
    after: int | None = None,
) -> AsyncIterable[ServerSentEvent]:
    """Stream facts as they are committed, after Last-Event-ID or `after`, missing none.

    The wake-up handle is taken before reading, and no session is held while waiting. Rights are
    asked again for every batch, so the stream ends when the person's role or sign-in does. What is
    read is read once for all streams of the group.
    """
    state = request.app.state
    database: Database = state.database
    news: News = state.news
    following: Following = state.following
    sign_in = sign_in_of(request.cookies, state.settings)
    seq = last_event_id if last_event_id is not None else after
    if seq is None:
        async with database.reading() as session:
            seq = await head_seq(session, group_id)
    while not news.closing.is_set():
        handle = news.handle(group_id)
        read = await following.read(group_id, handle, seq)
        actor = read.actor(person.id, sign_in) if read else None
        if read is None or actor is None:
            return
        names = names_for(read.group, actor, read.delegations)
        for fact in facts_out(read.entries, actor, names):
            yield ServerSentEvent(data=fact, event="fact", id=str(fact.seq))
        if read.entries:
            seq = read.entries[-1].seq
        if not read.whole:
            continue
        try:
            async with asyncio.timeout(BEAT_SECONDS):
                await handle.wait()
        except TimeoutError:
            yield ServerSentEvent(comment="still here")
