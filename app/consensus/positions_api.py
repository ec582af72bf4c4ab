"""The routes of positions on paragraphs and on options of alternatives."""

from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel, StringConstraints

from app.consensus import positions, store
from app.consensus.positions import Said
from app.consensus.sense import paragraph_sense, sense_of
from app.consensus.sense_out import ConsensusOut, ParagraphSense
from app.kit.errors import NotFound
from app.rules.facts.positions import Stance
from app.rules.positions import Subject
from app.text import OnDocumentIn, OnParagraphIn, Option

router = APIRouter(prefix="/api", tags=["positions"])

Words = Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000)]


class PositionIn(BaseModel):
    """What one's delegation thinks of the words whose digest was shown.

    `would_lift` holds the words that would lift an objection or a reservation.
    """

    stance: Stance
    digest: str
    reason: Words = ""
    would_lift: Words = ""


class WithdrawalIn(BaseModel):
    """Why a position is taken back, if one wants to say."""

    reason: Words = ""


@router.put("/paragraphs/{paragraph_id}/position")
async def take_position(on: OnParagraphIn, body: PositionIn) -> ParagraphSense:
    """Say what one's delegation thinks of a paragraph."""
    said = Said(body.stance, body.reason, body.would_lift)
    await positions.take(on.act, on.document, on.paragraph, said, body.digest)
    return await paragraph_sense(on.act.write, on.reader, on.paragraph)


@router.post("/paragraphs/{paragraph_id}/position/withdraw")
async def withdraw_position(on: OnParagraphIn, body: WithdrawalIn) -> ParagraphSense:
    """Take one's delegation's position on a paragraph back."""
    subject = Subject(on.paragraph.state(on.document), on.paragraph.digest)
    await positions.withdraw(on.act, on.document, subject, body.reason)
    return await paragraph_sense(on.act.write, on.reader, on.paragraph)


async def _option(on: OnDocumentIn, option_id: str) -> Option:
    option = await store.option_in(on.act.write, on.document.id, option_id)
    if option is None:
        raise NotFound("option")
    return option


OptionIn = Annotated[Option, Depends(_option, scope="function")]


@router.put("/documents/{document_id}/options/{option_id}/position")
async def take_position_on_option(
    on: OnDocumentIn, option: OptionIn, body: PositionIn
) -> ConsensusOut:
    """Say what one's delegation thinks of an option of alternatives."""
    said = Said(body.stance, body.reason, body.would_lift)
    await positions.take_on_option(on.act, on.document, option, said, body.digest)
    return await sense_of(on.act.write, on.reader)


@router.post("/documents/{document_id}/options/{option_id}/position/withdraw")
async def withdraw_position_on_option(
    on: OnDocumentIn, option: OptionIn, body: WithdrawalIn
) -> ConsensusOut:
    """Take one's delegation's position on an option back."""
    subject = await positions.option_subject(on.act, on.document, option)
    await positions.withdraw(on.act, on.document, subject, body.reason)
    return await sense_of(on.act.write, on.reader)
