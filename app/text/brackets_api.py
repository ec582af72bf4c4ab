"""The routes of brackets, rival words, placeholders and the secretariat's notes."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, Field, StringConstraints

from app.kit.http import Reading
from app.people import SignedIn
from app.text import asides, brackets, rivals, views
from app.text.access import OnDocumentIn, OnParagraphIn, access_document
from app.text.bracket_views import BracketOut, BracketsOut, bracket_shown, brackets_shown

router = APIRouter(prefix="/api", tags=["brackets"])

Reason = Annotated[str, StringConstraints(max_length=2000)]
Accepts = Annotated[str, StringConstraints(max_length=10_000)]
Aside = Annotated[str, StringConstraints(min_length=1, max_length=10_000)]


class RangeIn(BaseModel):
    """Words of a paragraph, in UTF-16 units of those whose digest was shown."""

    paragraph_id: str
    start: int = Field(ge=0)
    end: int = Field(ge=0)
    digest: str


class HoldIn(BaseModel):
    """Why a delegation holds words in brackets, and what it would accept instead.

    `delegation_id` is for the podium, which types in what a delegation has said.
    """

    reason: Reason
    accepts: Accepts | None = None
    delegation_id: str | None = None


class BracketIn(HoldIn):
    """Words to put in brackets: one stretch of the text, over one paragraph or several."""

    ranges: list[RangeIn] = Field(min_length=1, max_length=brackets.MOST_PARAGRAPHS)


class LiftIn(BaseModel):
    """Why a bracket is lifted, if there is more to say, and for whom the podium does so."""

    reason: Reason | None = None
    delegation_id: str | None = None


class RemoveIn(BaseModel):
    """Why the chair takes a bracket off."""

    reason: Reason


class RivalsIn(BaseModel):
    """Brackets beside each other, to be joined as rival words."""

    brackets: list[str] = Field(min_length=2, max_length=20)


class ChoiceIn(BaseModel):
    """The bracket chosen among rivals, about the words whose digest was shown."""

    bracket: str
    digest: str
    reason: Reason | None = None


class AsideIn(BaseModel):
    """Words to mark as no text, or new ones (`text`) to put in where `start` and `end` meet."""

    start: int = Field(ge=0)
    end: int = Field(ge=0)
    digest: str
    text: Aside | None = None


class TakeIn(BaseModel):
    """How a placeholder or a note is taken off: with its words, or they are kept as text."""

    digest: str
    keep: bool | None = None
    """None: a placeholder's words stay, a note's go."""
    reason: Reason | None = None


@router.get("/documents/{document_id}/brackets")
async def read_brackets(
    session: Reading, person: SignedIn, document_id: str, ended: bool = False
) -> BracketsOut:
    """Read the brackets that stand in a document, and those gone from it when asked for."""
    reader = await access_document(session, person, document_id)
    return BracketsOut(brackets=await brackets_shown(session, reader, ended=ended))


@router.post("/documents/{document_id}/brackets", status_code=201)
async def place_bracket(on: OnDocumentIn, body: BracketIn) -> BracketOut:
    """Put words in brackets."""
    ranges = [brackets.Range(r.paragraph_id, r.start, r.end, r.digest) for r in body.ranges]
    row = await brackets.place(
        on.act, on.document, ranges, body.reason, body.accepts, body.delegation_id
    )
    return await bracket_shown(on.act.write, on.reader, row.id)


@router.post("/documents/{document_id}/brackets/{bracket_id}/join")
async def join_bracket(on: OnDocumentIn, bracket_id: str, body: HoldIn) -> BracketOut:
    """Join the holders of a bracket, or give one's reason anew."""
    await brackets.join(
        on.act, on.document, bracket_id, body.reason, body.accepts, body.delegation_id
    )
    return await bracket_shown(on.act.write, on.reader, bracket_id)


@router.post("/documents/{document_id}/brackets/{bracket_id}/lift")
async def lift_bracket(on: OnDocumentIn, bracket_id: str, body: LiftIn) -> BracketOut:
    """Lift a bracket for oneself; with its last holder it goes."""
    await brackets.lift(on.act, on.document, bracket_id, body.reason, body.delegation_id)
    return await bracket_shown(on.act.write, on.reader, bracket_id)


@router.post("/documents/{document_id}/brackets/{bracket_id}/remove")
async def remove_bracket(on: OnDocumentIn, bracket_id: str, body: RemoveIn) -> BracketOut:
    """Take a bracket off, whoever holds it, with a reason on the record."""
    await brackets.remove(on.act, on.document, bracket_id, body.reason)
    return await bracket_shown(on.act.write, on.reader, bracket_id)


@router.post("/documents/{document_id}/rivals", status_code=201)
async def join_rivals(on: OnDocumentIn, body: RivalsIn) -> BracketsOut:
    """Join brackets beside each other as rival words."""
    joined = await rivals.join_rivals(on.act, on.document, body.brackets)
    ids = {one.id for one in joined}
    shown = await brackets_shown(on.act.write, on.reader)
    return BracketsOut(brackets=[one for one in shown if one.id in ids])


@router.post("/documents/{document_id}/rivals/{rivals_id}/choose")
async def choose_rival(on: OnDocumentIn, rivals_id: str, body: ChoiceIn) -> views.ParagraphOut:
    """Choose one of rival words; the others are taken away."""
    paragraph = await rivals.choose(
        on.act, on.document, rivals_id, body.bracket, body.digest, body.reason
    )
    return await views.paragraph_shown(on.act.write, on.reader, paragraph)


@router.post("/paragraphs/{paragraph_id}/placeholders", status_code=201)
async def put_placeholder(on: OnParagraphIn, body: AsideIn) -> views.ParagraphOut:
    """Mark words as a placeholder, or put one in."""
    asked = brackets.Range(on.paragraph.id, body.start, body.end, body.digest)
    await asides.put_aside(on.act, on.document, on.paragraph, "ph", asked, body.text)
    return await views.paragraph_shown(on.act.write, on.reader, on.paragraph)


@router.post("/paragraphs/{paragraph_id}/notes", status_code=201)
async def put_note(on: OnParagraphIn, body: AsideIn) -> views.ParagraphOut:
    """Mark words as a note of the secretariat's, or put one in."""
    asked = brackets.Range(on.paragraph.id, body.start, body.end, body.digest)
    await asides.put_aside(on.act, on.document, on.paragraph, "nt", asked, body.text)
    return await views.paragraph_shown(on.act.write, on.reader, on.paragraph)


@router.post("/paragraphs/{paragraph_id}/structure/{key}/remove")
async def take_aside(on: OnParagraphIn, key: str, body: TakeIn) -> views.ParagraphOut:
    """Take a placeholder or a note off."""
    await asides.take_aside(
        on.act,
        on.document,
        on.paragraph,
        key,
        body.digest,
        keep=body.keep,
        reason=body.reason,
    )
    return await views.paragraph_shown(on.act.write, on.reader, on.paragraph)
