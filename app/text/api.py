"""The routes of documents and their framework, and of reading what is in them."""

from typing import Annotated

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field, StringConstraints

from app.groups import ActIn, FactOut, act_in, delegations_of, facts_out, names_for
from app.kit.http import Now, Reading, Writing
from app.people import SignedIn
from app.record import entries_page
from app.rules.kinds import Kind
from app.rules.numbering import DEEPEST
from app.rules.words import Run
from app.text import alternatives, documents, views
from app.text.access import OnDocumentIn, access_category, access_document, access_paragraph
from app.text.proposals import ProposalsOut, proposals_out

router = APIRouter(prefix="/api", tags=["text"])

Title = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]
Label = Annotated[str, StringConstraints(strip_whitespace=True, max_length=20)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=50_000)]


class CategoryIn(BaseModel):
    """A heading for a document's framework; `after` is the category it follows, None for last."""

    label: Label = ""
    title: Title
    after: str | None = None


class CategoryPatch(BaseModel):
    """A category's new label or title."""

    label: Label | None = None
    title: Title | None = None


class DocumentIn(BaseModel):
    """A document to open, with its framework."""

    title: Title
    categories: list[CategoryIn] = Field(max_length=100)


class ParagraphIn(BaseModel):
    """A paragraph to add behind `after` (None: first in its category)."""

    category_id: str
    after: str | None = None
    kind: Kind
    text: Text
    level: int = Field(default=0, ge=0, le=DEEPEST)
    alternative_to: str | None = None


class HistoryOut(BaseModel):
    """What happened to a paragraph, newest first."""

    facts: list[FactOut]


@router.post("/groups/{group_id}/documents", status_code=201)
async def open_document(act: ActIn, body: DocumentIn) -> views.DocumentCard:
    """Open a rolling document."""
    framework = [documents.NewCategory(one.label, one.title) for one in body.categories]
    document = await documents.open_document(act, body.title, framework)
    return (await views.document_cards(act.write, [document]))[0]


@router.get("/documents/{document_id}/amendments")
async def read_amendments(
    session: Reading,
    person: SignedIn,
    document_id: str,
    state: str | None = None,
    delegation: str | None = None,
) -> ProposalsOut:
    """Read what has become of every amendment of a document."""
    reader = await access_document(session, person, document_id)
    return await proposals_out(session, reader, state, delegation)


@router.get("/documents/{document_id}")
async def read_document(session: Reading, person: SignedIn, document_id: str) -> views.DocumentOut:
    """Read a document whole."""
    return await views.document_out(session, await access_document(session, person, document_id))


@router.post("/documents/{document_id}/categories", status_code=201)
async def add_category(on: OnDocumentIn, body: CategoryIn) -> views.CategoryOut:
    """Add a category to a document's framework."""
    category = await documents.add_category(on.act, on.document, body.label, body.title, body.after)
    return views.category_out(category)


@router.patch("/categories/{category_id}")
async def rename_category(
    request: Request,
    write: Writing,
    person: SignedIn,
    now: Now,
    category_id: str,
    body: CategoryPatch,
) -> views.CategoryOut:
    """Give a category another label or title."""
    reader, category = await access_category(write, person, category_id)
    act = await act_in(request, write, person, now, reader.group.id)
    await documents.rename_category(act, reader.document, category, body.label, body.title)
    return views.category_out(category)


@router.post("/documents/{document_id}/paragraphs", status_code=201)
async def add_paragraph(on: OnDocumentIn, body: ParagraphIn) -> views.ParagraphOut:
    """Add a paragraph, or an alternative to one."""
    new = documents.NewParagraph(kind=body.kind, words=(Run(body.text),), level=body.level)
    if body.alternative_to is not None:
        found = await alternatives.add_option(on.act, on.document, [body.alternative_to], [new])
        newest = max(found.options, key=lambda one: one.position)
        return await views.paragraph_shown(on.act.write, on.reader, found.of(newest.id)[0])
    paragraph = await documents.add_paragraph(
        on.act, on.document, body.category_id, body.after, new
    )
    return await views.paragraph_shown(on.act.write, on.reader, paragraph)


@router.get("/paragraphs/{paragraph_id}")
async def read_paragraph(
    session: Reading, person: SignedIn, paragraph_id: str
) -> views.ParagraphOut:
    """Read a paragraph."""
    reader, paragraph = await access_paragraph(session, person, paragraph_id)
    return await views.paragraph_shown(session, reader, paragraph)


@router.get("/paragraphs/{paragraph_id}/history")
async def read_history(session: Reading, person: SignedIn, paragraph_id: str) -> HistoryOut:
    """Read what happened to a paragraph, newest first."""
    reader, paragraph = await access_paragraph(session, person, paragraph_id)
    names = names_for(reader.group, reader.actor, await delegations_of(session, reader.group.id))
    entries = await entries_page(session, reader.group.id, paragraph=paragraph.id, limit=500)
    return HistoryOut(facts=facts_out(entries, reader.actor, names))
