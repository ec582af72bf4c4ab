"""The routes of alternatives."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, Field, StringConstraints
from sqlmodel.ext.asyncio.session import AsyncSession

from app.groups import act_in
from app.kit.errors import NotFound
from app.kit.http import Now, Reading, Writing
from app.people import SignedIn
from app.rules.kinds import Kind
from app.rules.words import Run
from app.text import alternatives, choosing, store, views
from app.text.access import OnDocument, OnDocumentIn, Reader, access_document
from app.text.alternatives_views import OptionSetOut, set_out
from app.text.documents import NewParagraph
from app.text.option_tables import OptionSet
from app.text.options import SetRows, read_set
from app.text.views import ParagraphOut

router = APIRouter(prefix="/api", tags=["alternatives"])

Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=50_000)]
Reason = Annotated[str, StringConstraints(max_length=2000)]
Digests = Annotated[dict[str, str], Field(max_length=500)]
"""The digests of the words shown, of every paragraph of every option, by paragraph."""


class OptionTextIn(BaseModel):
    """A paragraph of an option."""

    kind: Kind
    text: Words


class OptionIn(BaseModel):
    """An option beside paragraphs (or beside the set they stand in); no text is "No text"."""

    beside: list[str] = Field(min_length=1, max_length=50)
    texts: list[OptionTextIn] = Field(default_factory=list, max_length=50)


class ChooseIn(BaseModel):
    """The option chosen, about the words shown."""

    option_id: str
    digests: Digests
    note: Reason | None = None


class MergeOptionsIn(BaseModel):
    """Two options, and the final words of each paragraph of the first."""

    into: str
    taken_in: str
    texts: list[Words] = Field(max_length=50)
    digests: Digests
    note: Reason | None = None


class LeaveIn(BaseModel):
    """All options stand, about the words shown; a majority may recommend one."""

    recommended: str | None = None
    reason: Reason
    digests: Digests


class ReopenSetIn(BaseModel):
    """Why a decision is opened again."""

    reason: Reason


class OptionSetWhole(OptionSetOut):
    """A set with the paragraphs of all its options, the retired ones too."""

    words: list[ParagraphOut]


@dataclass(frozen=True, slots=True)
class OnSet(OnDocument):
    """Someone's act on a set of alternatives they may read."""

    found: SetRows


async def _access_set(
    session: AsyncSession, person: SignedIn, set_id: str
) -> tuple[Reader, SetRows]:
    row = await session.get(OptionSet, set_id)
    if row is None:
        raise NotFound("set of alternatives")
    try:
        reader = await access_document(session, person, row.document_id)
    except NotFound:
        raise NotFound("set of alternatives") from None
    return reader, await read_set(session, row.document_id, set_id)


async def _on_set(
    request: Request, write: Writing, person: SignedIn, now: Now, set_id: str
) -> OnSet:
    reader, found = await _access_set(write, person, set_id)
    act = await act_in(request, write, person, now, reader.group.id)
    return OnSet(act, reader.document, found)


OnSetIn = Annotated[OnSet, Depends(_on_set, scope="function")]
"""The act of whoever is asking on the set the path names, or 404."""


async def _shown(session: AsyncSession, reader: Reader, set_id: str) -> OptionSetOut:
    """Show a set as it is now."""
    sight = await views.sight_of(session, reader)
    found = await read_set(session, reader.document.id, set_id)
    amendments = await store.amendments_in(session, reader.document.id)
    row = await store.paragraphs_of(session, reader.document.id)
    return set_out(reader.actor, sight.names, found, reader.document, amendments, row)


@router.post("/documents/{document_id}/options", status_code=201)
async def add_option(on: OnDocumentIn, body: OptionIn) -> OptionSetOut:
    """Put an option beside what stands in the text."""
    texts = [NewParagraph(kind=one.kind, words=(Run(one.text),)) for one in body.texts]
    found = await alternatives.add_option(on.act, on.document, body.beside, texts)
    return await _shown(on.act.write, on.reader, found.row.id)


@router.get("/option-sets/{set_id}")
async def read_option_set(session: Reading, person: SignedIn, set_id: str) -> OptionSetWhole:
    """Read a set with the words of all its options, of those not chosen, too."""
    reader, found = await _access_set(session, person, set_id)
    sight = await views.sight_of(session, reader)
    shown = await _shown(session, reader, set_id)
    words = [
        views.paragraph_out(sight, one, await store.amendments_to(session, one.id))
        for one in found.everyone
    ]
    return OptionSetWhole(**shown.model_dump(), words=words)


@router.post("/option-sets/{set_id}/choose")
async def choose(on: OnSetIn, body: ChooseIn) -> OptionSetOut:
    """Choose one option."""
    await choosing.choose(on.act, on.document, on.found, body.option_id, body.digests, body.note)
    return await _shown(on.act.write, on.reader, on.found.row.id)


@router.post("/option-sets/{set_id}/merge")
async def merge_options(on: OnSetIn, body: MergeOptionsIn) -> OptionSetOut:
    """Merge two options in the final words given."""
    pair = (body.into, body.taken_in)
    await choosing.merge_options(
        on.act, on.document, on.found, pair, body.texts, body.digests, note=body.note
    )
    return await _shown(on.act.write, on.reader, on.found.row.id)


@router.post("/option-sets/{set_id}/leave")
async def leave_standing(on: OnSetIn, body: LeaveIn) -> OptionSetOut:
    """Leave all options standing."""
    await choosing.leave_standing(
        on.act, on.document, on.found, body.recommended, body.digests, body.reason
    )
    return await _shown(on.act.write, on.reader, on.found.row.id)


@router.post("/option-sets/{set_id}/reopen")
async def reopen_set(on: OnSetIn, body: ReopenSetIn) -> OptionSetOut:
    """Open a decision between alternatives again."""
    await choosing.reopen_set(on.act, on.document, on.found, body.reason)
    return await _shown(on.act.write, on.reader, on.found.row.id)


@router.post("/option-sets/{set_id}/options/{option_id}/withdraw")
async def withdraw_option(on: OnSetIn, option_id: str) -> OptionSetOut:
    """Take one's own option back while it is untouched."""
    await alternatives.withdraw_option(on.act, on.document, on.found, option_id)
    return await _shown(on.act.write, on.reader, on.found.row.id)
