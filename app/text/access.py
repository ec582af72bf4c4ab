"""The one way to a document or a paragraph: only these functions hand them out."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request
from sqlmodel.ext.asyncio.session import AsyncSession

from app.groups import Act, WorkingGroup, access_group, act_in
from app.kit.errors import NotFound
from app.kit.http import Now, Writing
from app.people import SignedIn, SignedInPerson
from app.rules.actors import Actor
from app.rules.breakouts import may_read
from app.text.settling import Settling
from app.text.tables import Category, Document, Paragraph


@dataclass(frozen=True, slots=True)
class Reader:
    """Someone reading a document they may read."""

    group: WorkingGroup
    actor: Actor
    document: Document


def open_to(actor: Actor, document: Document) -> bool:
    """Whether the actor may read the document: a closed working copy is its members'. (B5)"""
    if document.breakout_id is None:
        return True
    return may_read(actor, document.breakout_id, document.closed, document.breakout_state)


async def access_document(
    session: AsyncSession, person: SignedInPerson, document_id: str
) -> Reader:
    """Return a document and who is reading it, or `NotFound`."""
    document = await session.get(Document, document_id)
    if document is None:
        raise NotFound("document")
    try:
        group, actor = await access_group(session, person, document.group_id)
    except NotFound:
        raise NotFound("document") from None
    if not open_to(actor, document):
        raise NotFound("document")
    return Reader(group, actor, document)


async def access_paragraph(
    session: AsyncSession, person: SignedInPerson, paragraph_id: str
) -> tuple[Reader, Paragraph]:
    """Return a paragraph and who is reading it, or `NotFound`."""
    paragraph = await session.get(Paragraph, paragraph_id)
    if paragraph is None:
        raise NotFound("paragraph")
    try:
        return await access_document(session, person, paragraph.document_id), paragraph
    except NotFound:
        raise NotFound("paragraph") from None


async def access_category(
    session: AsyncSession, person: SignedInPerson, category_id: str
) -> tuple[Reader, Category]:
    """Return a category and who is reading it, or `NotFound`."""
    category = await session.get(Category, category_id)
    if category is None:
        raise NotFound("category")
    try:
        return await access_document(session, person, category.document_id), category
    except NotFound:
        raise NotFound("category") from None


async def document_in(act: Act, document_id: str) -> Document:
    """Return a document of the act's group that its actor may read, or `NotFound`."""
    document = await act.write.get(Document, document_id)
    if document is None or document.group_id != act.group.id or not open_to(act.actor, document):
        raise NotFound("document")
    return document


async def category_in(act: Act, document: Document, category_id: str) -> Category:
    """Return a category of the document, or `NotFound`."""
    category = await act.write.get(Category, category_id)
    if category is None or category.document_id != document.id:
        raise NotFound("category")
    return category


async def paragraph_in(act: Act, document: Document, paragraph_id: str) -> Paragraph:
    """Return a paragraph of the document, or `NotFound`."""
    paragraph = await act.write.get(Paragraph, paragraph_id)
    if paragraph is None or paragraph.document_id != document.id:
        raise NotFound("paragraph")
    return paragraph


def settling(act: Act, document: Document) -> Settling:
    """Return the act's transaction as one in which paragraphs are settled."""
    return Settling(act.write, act.hub, act.news, act.group, document, act.now)


@dataclass(frozen=True, slots=True)
class OnDocument:
    """Someone's act on a document they may read."""

    act: Act
    document: Document

    @property
    def reader(self) -> Reader:
        """The same person, reading."""
        return Reader(self.act.group, self.act.actor, self.document)


@dataclass(frozen=True, slots=True)
class OnParagraph(OnDocument):
    """Someone's act on a paragraph they may read."""

    paragraph: Paragraph


async def _on_document(
    request: Request, write: Writing, person: SignedIn, now: Now, document_id: str
) -> OnDocument:
    reader = await access_document(write, person, document_id)
    return OnDocument(await act_in(request, write, person, now, reader.group.id), reader.document)


async def _on_paragraph(
    request: Request, write: Writing, person: SignedIn, now: Now, paragraph_id: str
) -> OnParagraph:
    reader, paragraph = await access_paragraph(write, person, paragraph_id)
    act = await act_in(request, write, person, now, reader.group.id)
    return OnParagraph(act, reader.document, paragraph)


OnDocumentIn = Annotated[OnDocument, Depends(_on_document, scope="function")]
"""The act of whoever is asking on the document the path names, or 404."""

OnParagraphIn = Annotated[OnParagraph, Depends(_on_paragraph, scope="function")]
"""The act of whoever is asking on the paragraph the path names, or 404."""
