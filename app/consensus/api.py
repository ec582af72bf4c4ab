"""The routes of consensus statuses, confirmations and packages."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, Field, StringConstraints

from app.consensus import commands, confirming, packages
from app.consensus.sense import paragraph_sense, sense_of
from app.consensus.sense_out import ConsensusOut, ParagraphSense
from app.kit.errors import BadInput
from app.kit.http import Reading
from app.people import SignedIn
from app.rules.kinds import Status
from app.text import (
    OnDocumentIn,
    OnParagraphIn,
    ParagraphOut,
    access_document,
    access_paragraph,
    paragraph_in,
    paragraph_shown,
)

router = APIRouter(prefix="/api", tags=["consensus"])

Note = Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000)]


class WithIn(BaseModel):
    """Another paragraph of a package, with the digest of its words as they were shown."""

    paragraph_id: str
    digest: str


class StatusIn(BaseModel):
    """A status, and the digest of the words it is declared about as they were shown.

    `pending` names the delegations that have to confirm, `package` the other paragraphs it is
    agreed with.
    """

    status: Status
    digest: str
    note: Note | None = None
    pending: list[str] = Field(default_factory=list, max_length=300)
    package: list[WithIn] = Field(default_factory=list, max_length=300)


class ReopenIn(BaseModel):
    """Why agreed text is opened again."""

    reason: Note


class DeclineIn(BaseModel):
    """Why a delegation does not confirm."""

    reason: Note


class ShownIn(BaseModel):
    """The digest of the words as they were shown."""

    digest: str


class CompleteIn(BaseModel):
    """For each paragraph of a package the digest of its words as they were shown."""

    digests: dict[str, str]


@router.get("/documents/{document_id}/consensus")
async def consensus(session: Reading, person: SignedIn, document_id: str) -> ConsensusOut:
    """Read the sense of the room over a document."""
    return await sense_of(session, await access_document(session, person, document_id))


@router.get("/paragraphs/{paragraph_id}/consensus")
async def consensus_on(session: Reading, person: SignedIn, paragraph_id: str) -> ParagraphSense:
    """Read the sense of the room about one paragraph."""
    reader, paragraph = await access_paragraph(session, person, paragraph_id)
    return await paragraph_sense(session, reader, paragraph)


@router.put("/paragraphs/{paragraph_id}/status")
async def declare(on: OnParagraphIn, body: StatusIn) -> ParagraphOut:
    """Declare a status about the words shown."""
    note = body.note or None
    _fits(body)
    if body.status == "agreed pending delegations":
        await confirming.declare_pending(
            on.act, on.document, on.paragraph, body.pending, body.digest, note
        )
    elif body.status == "agreed as a package":
        others = [
            (await paragraph_in(on.act, on.document, one.paragraph_id), one.digest)
            for one in body.package
        ]
        await packages.declare_package(
            on.act, on.document, [(on.paragraph, body.digest), *others], note
        )
    else:
        await commands.declare(on.act, on.document, on.paragraph, body.status, body.digest, note)
    return await paragraph_shown(on.act.write, on.reader, on.paragraph)


def _fits(body: StatusIn) -> None:
    """Refuse names and paragraphs that the status says nothing about."""
    if body.pending and body.status != "agreed pending delegations":
        raise BadInput("consensus.pending_what", "Only an agreement waits for delegations.")
    if body.package and body.status != "agreed as a package":
        raise BadInput("consensus.package_what", "Only an agreement as a package names others.")


@router.post("/paragraphs/{paragraph_id}/reopen")
async def reopen(on: OnParagraphIn, body: ReopenIn) -> ParagraphOut:
    """Open agreed text again, with a reason."""
    await commands.reopen(on.act, on.document, on.paragraph, body.reason)
    return await paragraph_shown(on.act.write, on.reader, on.paragraph)


@router.post("/paragraphs/{paragraph_id}/confirm")
async def confirm(on: OnParagraphIn, body: ShownIn) -> ParagraphOut:
    """Confirm an agreement that waits for one's delegation, about the words shown."""
    await confirming.confirm(on.act, on.document, on.paragraph, body.digest)
    return await paragraph_shown(on.act.write, on.reader, on.paragraph)


@router.post("/paragraphs/{paragraph_id}/decline")
async def decline(on: OnParagraphIn, body: DeclineIn) -> ParagraphOut:
    """Decline to confirm, with a reason: the agreement does not stand."""
    await confirming.decline(on.act, on.document, on.paragraph, body.reason)
    return await paragraph_shown(on.act.write, on.reader, on.paragraph)


@router.post("/documents/{document_id}/packages/{package_id}/complete")
async def complete(on: OnDocumentIn, package_id: str, body: CompleteIn) -> ConsensusOut:
    """Declare a package complete: all its paragraphs become agreed."""
    await packages.complete_package(on.act, on.document, package_id, body.digests)
    return await sense_of(on.act.write, on.reader)
