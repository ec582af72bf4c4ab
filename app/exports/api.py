"""The route of exports."""

from typing import Literal
from urllib.parse import quote

from fastapi import APIRouter, Response
from starlette.concurrency import run_in_threadpool

from app.exports.drafts import read_draft
from app.exports.formats import export
from app.exports.model import View
from app.kit.http import Now, Reading
from app.people import SignedIn
from app.text import access_document, paragraph_labels

router = APIRouter(prefix="/api/documents/{document_id}", tags=["exports"])


@router.get("/export", response_class=Response)
async def export_document(
    session: Reading,
    person: SignedIn,
    now: Now,
    document_id: str,
    format: Literal["docx", "html", "md", "json", "txt"],  # noqa: A002  the query's own word
    view: View = "clean",
) -> Response:
    """Write the consolidated draft as a file."""
    reader = await access_document(session, person, document_id)
    draft = await read_draft(session, reader.group, reader.document, view, now)
    expected = await paragraph_labels(session, document_id)
    # A long document takes a second to write; the others go on meanwhile.
    made = await run_in_threadpool(export, draft, format, expected)
    disposition = f"attachment; filename*=UTF-8''{quote(made.filename)}"
    return Response(
        made.body, media_type=made.media_type, headers={"Content-Disposition": disposition}
    )
