"""The routes of the silence procedure."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from pydantic import AwareDatetime, BaseModel, Field, StringConstraints

from app.consensus import silence, silence_scope, silence_views
from app.consensus.silence_tables import SilenceProcedure
from app.groups import act_in, allow
from app.kit.errors import NotFound
from app.kit.http import Now, Reading, Writing
from app.people import SignedIn
from app.rules import silence as rules
from app.text import (
    OnDocument,
    OnDocumentIn,
    OnParagraphIn,
    ParagraphOut,
    access_document,
    paragraph_shown,
)

router = APIRouter(prefix="/api", tags=["silence"])
paragraphs_router = APIRouter(prefix="/api/paragraphs/{paragraph_id}", tags=["silence"])

Reason = Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=20_000)]


class SilenceScopeIn(BaseModel):
    """What to put under silence: paragraphs, whole categories, or the whole document."""

    paragraph_ids: list[str] = Field(default=[], max_length=5000)
    category_ids: list[str] = Field(default=[], max_length=500)
    whole: bool = False


class SilentItemIn(BaseModel):
    """A paragraph, and the digest of its words as they were shown."""

    paragraph_id: str
    digest: str


class SilenceIn(BaseModel):
    """Which words to put under silence, and until when: a time with its offset."""

    items: list[SilentItemIn] = Field(max_length=5000)
    closes_at: AwareDatetime
    note: Reason | None = None


class SilenceReasonIn(BaseModel):
    """Why silence is broken, or a procedure cancelled."""

    reason: Reason


class ExplanationIn(BaseModel):
    """An explanation of position, on the outcome as a whole or on one paragraph of it."""

    text: Text
    paragraph_id: str | None = None


@router.get("/documents/{document_id}/silences")
async def read_silences(
    session: Reading, person: SignedIn, now: Now, document_id: str
) -> silence_views.SilencesOut:
    """Read the silence procedures over a document, newest first."""
    reader = await access_document(session, person, document_id)
    return await silence_views.silences_out(session, reader, now)


@router.post("/documents/{document_id}/silences/preview")
async def preview_silence(
    session: Reading, person: SignedIn, document_id: str, body: SilenceScopeIn
) -> silence_views.SilencePreviewOut:
    """Tell which paragraphs can be put under silence, and why not the others."""
    reader = await access_document(session, person, document_id)
    allow(rules.may_open(reader.actor, reader.document.breakout_id))
    found = await silence_scope.preview(
        session,
        reader.document,
        paragraph_ids=body.paragraph_ids,
        category_ids=body.category_ids,
        whole=body.whole,
    )
    return silence_views.preview_out(found)


@router.post("/documents/{document_id}/silences", status_code=201)
async def open_silence(on: OnDocumentIn, body: SilenceIn) -> silence_views.SilenceOut:
    """Put exact words under silence until a date and time."""
    chosen = [silence_scope.Chosen(one.paragraph_id, one.digest) for one in body.items]
    row = await silence.open_silence(on.act, on.document, chosen, body.closes_at, body.note or None)
    return await silence_views.silence_out(on.act.write, on.reader, row, on.act.now)


@paragraphs_router.post("/break-silence")
async def break_silence(on: OnParagraphIn, body: SilenceReasonIn) -> ParagraphOut:
    """Break the silence over a paragraph, with a reason."""
    await silence.break_silence(on.act, on.document, on.paragraph, body.reason)
    return await paragraph_shown(on.act.write, on.reader, on.paragraph)


async def _on_silence(
    request: Request, write: Writing, person: SignedIn, now: Now, silence_id: str
) -> tuple[OnDocument, SilenceProcedure]:
    row = await write.get(SilenceProcedure, silence_id)
    if row is None:
        raise NotFound("silence procedure")
    try:
        reader = await access_document(write, person, row.document_id)
    except NotFound:
        raise NotFound("silence procedure") from None
    act = await act_in(request, write, person, now, reader.group.id)
    return OnDocument(act, reader.document), row


OnSilenceIn = Annotated[tuple[OnDocument, SilenceProcedure], Depends(_on_silence, scope="function")]
"""The act of whoever is asking on the procedure the path names, or 404."""


@router.post("/silences/{silence_id}/cancel")
async def cancel_silence(found: OnSilenceIn, body: SilenceReasonIn) -> silence_views.SilenceOut:
    """Take what is still silent from under a procedure, with a reason."""
    on, row = found
    await silence.cancel_silence(on.act, row, body.reason)
    return await silence_views.silence_out(on.act.write, on.reader, row, on.act.now)


@router.post("/silences/{silence_id}/explanations", status_code=201)
async def explain(found: OnSilenceIn, body: ExplanationIn) -> silence_views.SilenceOut:
    """Attach an explanation of position to the outcome."""
    on, row = found
    await silence.explain(on.act, row, body.text, body.paragraph_id)
    return await silence_views.silence_out(on.act.write, on.reader, row, on.act.now)
