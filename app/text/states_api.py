"""The route by which a page opens a whole text at once, before it attaches what is looked at."""

import gzip
from collections.abc import Sequence
from functools import partial

from fastapi import APIRouter, Request, Response
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.kit.http import Reading
from app.people import SignedIn
from app.sync import Hub
from app.text.access import access_document
from app.text.tables import Category, Paragraph

router = APIRouter(prefix="/api", tags=["text"])

BINARY = {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}


@router.get(
    "/documents/{document_id}/states",
    response_class=Response,
    responses={
        200: {"content": BINARY, "description": "The states of every paragraph, as one piece."},
        304: {"description": "They are what the page has: `If-None-Match` names them."},
    },
)
async def read_states(
    request: Request, session: Reading, person: SignedIn, document_id: str
) -> Response:
    """Read the Yjs states of every paragraph of a document, at most a second old.

    Inflated it is lib0: how many paragraphs, then of each its name on the wire (string) and its
    state (byte string). Whoever attaches a paragraph with the state vector it has from here is
    sent what came since.
    """
    reader = await access_document(session, person, document_id)
    # Hundreds may wait for one bundle, and it is read by a connection of its own.
    await session.close()
    hub: Hub = request.app.state.hub
    bundle = await hub.bundles.bundle(reader.document.id, partial(_names, reader.document.id))
    headers = {
        "ETag": f'"{bundle.tag}"',
        "Cache-Control": "private, no-cache",
        "Vary": "Accept-Encoding",
    }
    if request.headers.get("if-none-match") == headers["ETag"]:
        return Response(status_code=304, headers=headers)
    body = bundle.body
    if "gzip" in request.headers.get("accept-encoding", ""):
        headers["Content-Encoding"] = "gzip"
    else:
        body = gzip.decompress(body)
    return Response(body, media_type="application/octet-stream", headers=headers)


async def _names(document_id: str, session: AsyncSession) -> Sequence[str]:
    names = (
        select(Paragraph.id, Paragraph.epoch)
        .join(Category, col(Category.id) == col(Paragraph.category_id))
        .where(Paragraph.document_id == document_id, col(Paragraph.retired_at).is_(None))
        .order_by(col(Category.position), col(Paragraph.position))
    )
    return [f"{name}@{epoch}" for name, epoch in (await session.exec(names)).all()]
