"""The routes of numbering: levels, the setting, renumbering, labels that were, references."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field, StringConstraints

from app.groups import allow
from app.kit.http import Reading
from app.people import SignedIn
from app.rules.numbering import DEEPEST, Numbering
from app.rules.renumbering import may_renumber
from app.text import numbering, views
from app.text import numbering_views as shown
from app.text.access import OnDocumentIn, OnParagraphIn, access_document

router = APIRouter(prefix="/api", tags=["numbering"])

Reason = Annotated[str, StringConstraints(max_length=2000)]


class LevelIn(BaseModel):
    """How far in a paragraph stands: 0 for 2, 1 for (a), 2 for (i)."""

    level: int = Field(ge=0, le=DEEPEST)


class NumberingIn(BaseModel):
    """How a document is numbered from now on."""

    numbering: Numbering


class RenumberIn(BaseModel):
    """Renumber as the map shows whose digest this is."""

    digest: str
    reason: Reason


@router.put("/paragraphs/{paragraph_id}/level")
async def set_level(on: OnParagraphIn, body: LevelIn) -> views.ParagraphOut:
    """Move a paragraph in or out a level; it takes a number of that level."""
    await numbering.set_level(on.act, on.document, on.paragraph, body.level)
    return await views.paragraph_shown(on.act.write, on.reader, on.paragraph)


@router.put("/documents/{document_id}/numbering", status_code=204)
async def set_numbering(on: OnDocumentIn, body: NumberingIn) -> None:
    """Say whether numbers run through the document or begin anew in each category."""
    await numbering.set_numbering(on.act, on.document, body.numbering)


@router.post("/documents/{document_id}/renumber/preview")
async def preview_renumbering(on: OnDocumentIn) -> shown.RenumberingPreview:
    """Show the map from old numbers to new that renumbering would give now."""
    allow(may_renumber(on.act.actor, on.document.breakout_id))
    changes = await numbering.map_of(on.act.write, on.document)
    return await shown.preview_out(on.act.write, on.document, changes)


@router.post("/documents/{document_id}/renumber")
async def renumber(on: OnDocumentIn, body: RenumberIn) -> shown.RenumberingOut:
    """Number the document anew, by the map that was shown and with a reason."""
    row = await numbering.renumber(on.act, on.document, body.digest, body.reason)
    return shown.renumbering_out(row)


@router.get("/documents/{document_id}/renumberings")
async def read_renumberings(
    session: Reading, person: SignedIn, document_id: str
) -> shown.RenumberingsOut:
    """Read every renumbering of a document with its map, oldest first."""
    reader = await access_document(session, person, document_id)
    return await shown.renumberings_out(session, reader.document)


@router.get("/documents/{document_id}/labels")
async def read_labels(
    session: Reading,
    person: SignedIn,
    document_id: str,
    was: Annotated[str, Query(min_length=1, max_length=60)],
) -> shown.LabelsOut:
    """Read which paragraphs are or were called this."""
    reader = await access_document(session, person, document_id)
    return await shown.labels_out(session, reader.document, was)


@router.get("/documents/{document_id}/references")
async def read_references(
    session: Reading, person: SignedIn, document_id: str, broken: bool | None = None
) -> shown.ReferencesOut:
    """Read the references in a document, or only those to what has left it."""
    reader = await access_document(session, person, document_id)
    return await shown.references_out(session, reader.document, broken=broken)
