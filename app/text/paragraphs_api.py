"""The routes of what is done with a paragraph and its amendments."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, Field, StringConstraints

from app.rules.kinds import Kind
from app.text import amendments, paragraphs, views
from app.text.access import OnParagraphIn, paragraph_in

router = APIRouter(prefix="/api/paragraphs/{paragraph_id}", tags=["text"])

Reason = Annotated[str, StringConstraints(max_length=2000)]


class MoveIn(BaseModel):
    """Where a paragraph goes: behind `after`, or first in the category."""

    category_id: str
    after: str | None = None


class SplitIn(BaseModel):
    """Where to cut, in UTF-16 units of the words whose digest was shown."""

    at: int = Field(ge=0)
    digest: str


class MergeIn(BaseModel):
    """Which paragraph to take in, and the digests of both as shown."""

    next_id: str
    digests: tuple[str, str]


class ReasonIn(BaseModel):
    """Why."""

    reason: Reason


class KindIn(BaseModel):
    """What kind a paragraph is."""

    kind: Kind


class DecisionIn(BaseModel):
    """A decision on an amendment, about the words shown."""

    digest: str
    note: Reason | None = None


class InPartIn(DecisionIn):
    """Which pieces of an amendment are taken, numbered from 0 as they stand in the words."""

    taken: list[int] = Field(max_length=1000)


class SubsumeIn(DecisionIn):
    """The paragraph that holds what an amendment asks for, and the amendment to it if it is one."""

    paragraph_id: str
    amendment_id: str | None = None


@router.post("/move")
async def move(on: OnParagraphIn, body: MoveIn) -> views.ParagraphOut:
    """Give a paragraph another place; its label stays with it."""
    await paragraphs.move(on.act, on.document, on.paragraph, body.category_id, body.after)
    return await views.paragraph_shown(on.act.write, on.reader, on.paragraph)


@router.post("/split")
async def split(on: OnParagraphIn, body: SplitIn) -> list[views.ParagraphOut]:
    """Cut a paragraph in two; returns both parts."""
    second = await paragraphs.split(on.act, on.document, on.paragraph, body.at, body.digest)
    return [
        await views.paragraph_shown(on.act.write, on.reader, part)
        for part in (on.paragraph, second)
    ]


@router.post("/merge")
async def merge(on: OnParagraphIn, body: MergeIn) -> views.ParagraphOut:
    """Take the words of the next paragraph in."""
    following = await paragraph_in(on.act, on.document, body.next_id)
    await paragraphs.merge(on.act, on.document, on.paragraph, following, body.digests)
    return await views.paragraph_shown(on.act.write, on.reader, on.paragraph)


@router.post("/retire")
async def retire(on: OnParagraphIn, body: ReasonIn) -> views.ParagraphOut:
    """Take a paragraph out of the text, with a reason."""
    await paragraphs.retire(on.act, on.document, on.paragraph, body.reason)
    return await views.paragraph_shown(on.act.write, on.reader, on.paragraph)


@router.put("/kind")
async def set_kind(on: OnParagraphIn, body: KindIn) -> views.ParagraphOut:
    """Change a paragraph's kind."""
    await paragraphs.set_kind(on.act, on.document, on.paragraph, body.kind)
    return await views.paragraph_shown(on.act.write, on.reader, on.paragraph)


@router.post("/amendments/{amendment_id}/accept")
async def accept(on: OnParagraphIn, amendment_id: str, body: DecisionIn) -> views.ParagraphOut:
    """Accept an amendment."""
    await amendments.decide(
        on.act,
        on.document,
        on.paragraph,
        amendment_id,
        accept=True,
        shown=body.digest,
        note=body.note,
    )
    return await views.paragraph_shown(on.act.write, on.reader, on.paragraph)


@router.post("/amendments/{amendment_id}/reject")
async def reject(on: OnParagraphIn, amendment_id: str, body: DecisionIn) -> views.ParagraphOut:
    """Reject an amendment."""
    await amendments.decide(
        on.act,
        on.document,
        on.paragraph,
        amendment_id,
        accept=False,
        shown=body.digest,
        note=body.note,
    )
    return await views.paragraph_shown(on.act.write, on.reader, on.paragraph)


@router.post("/amendments/{amendment_id}/accept-in-part")
async def accept_in_part(
    on: OnParagraphIn, amendment_id: str, body: InPartIn
) -> views.ParagraphOut:
    """Accept some pieces of an amendment and reject the others."""
    await amendments.accept_in_part(
        on.act,
        on.document,
        on.paragraph,
        amendment_id,
        taken=body.taken,
        shown=body.digest,
        note=body.note,
    )
    return await views.paragraph_shown(on.act.write, on.reader, on.paragraph)


@router.post("/amendments/{amendment_id}/subsume")
async def subsume(on: OnParagraphIn, amendment_id: str, body: SubsumeIn) -> views.ParagraphOut:
    """Find what an amendment asks for in another amendment or paragraph."""
    holder = await paragraph_in(on.act, on.document, body.paragraph_id)
    await amendments.subsume(
        on.act,
        on.document,
        on.paragraph,
        amendment_id,
        by=(holder, body.amendment_id),
        shown=body.digest,
        note=body.note,
    )
    return await views.paragraph_shown(on.act.write, on.reader, on.paragraph)


@router.post("/amendments/{amendment_id}/withdraw")
async def withdraw(on: OnParagraphIn, amendment_id: str) -> views.ParagraphOut:
    """Take back one's own delegation's amendment."""
    await amendments.withdraw(on.act, on.document, on.paragraph, amendment_id)
    return await views.paragraph_shown(on.act.write, on.reader, on.paragraph)
