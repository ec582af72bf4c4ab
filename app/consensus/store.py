"""Every query on positions, confirmations and packages."""

from collections.abc import Sequence

from sqlmodel import col, delete, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.consensus.tables import Confirmation, Package, PackagePart, Position
from app.kit.db import Write
from app.text import Category, Document, Option, OptionSet, Paragraph


async def positions_in(session: AsyncSession, document_id: str) -> Sequence[Position]:
    """Return every position taken in a document, oldest first."""
    query = (
        select(Position)
        .where(Position.document_id == document_id)
        .order_by(col(Position.at), col(Position.delegation_id))
    )
    return (await session.exec(query)).all()


async def positions_on(session: AsyncSession, subject_ids: Sequence[str]) -> Sequence[Position]:
    """Return the positions on these paragraphs and options, oldest first."""
    query = (
        select(Position)
        .where(col(Position.subject_id).in_(subject_ids))
        .order_by(col(Position.at), col(Position.delegation_id))
    )
    return (await session.exec(query)).all()


async def confirmations_in(session: AsyncSession, document_id: str) -> Sequence[Confirmation]:
    """Return the confirmations asked for in a document, by when and of whom they were asked."""
    query = (
        select(Confirmation)
        .join(Paragraph, col(Paragraph.id) == col(Confirmation.paragraph_id))
        .where(Paragraph.document_id == document_id)
        .order_by(col(Confirmation.asked_at), col(Confirmation.delegation_id))
    )
    return (await session.exec(query)).all()


async def confirmations_of(session: AsyncSession, paragraph_id: str) -> Sequence[Confirmation]:
    """Return the confirmations asked for on a paragraph."""
    query = (
        select(Confirmation)
        .where(Confirmation.paragraph_id == paragraph_id)
        .order_by(col(Confirmation.delegation_id))
    )
    return (await session.exec(query)).all()


async def forget_confirmations(write: Write, paragraph_id: str) -> None:
    """Drop what was asked of delegations about a paragraph; the record keeps it."""
    await write.exec(delete(Confirmation).where(col(Confirmation.paragraph_id) == paragraph_id))


async def packages_in(session: AsyncSession, document_id: str) -> Sequence[Package]:
    """Return a document's packages, newest first."""
    query = (
        select(Package)
        .where(Package.document_id == document_id)
        .order_by(col(Package.opened_at).desc(), col(Package.id).desc())
    )
    return (await session.exec(query)).all()


async def package_of(session: AsyncSession, paragraph_id: str) -> Package | None:
    """Return the package a paragraph stands in, or None."""
    query = (
        select(Package)
        .join(PackagePart, col(PackagePart.package_id) == col(Package.id))
        .where(PackagePart.paragraph_id == paragraph_id, Package.state == "standing")
    )
    return (await session.exec(query)).first()


async def packaged_in(session: AsyncSession, document_id: str) -> set[str]:
    """Return the paragraphs of a document that stand in a package."""
    query = (
        select(PackagePart.paragraph_id)
        .join(Package, col(Package.id) == col(PackagePart.package_id))
        .where(Package.document_id == document_id, Package.state == "standing")
    )
    return set((await session.exec(query)).all())


async def parts_of(
    session: AsyncSession, package_ids: Sequence[str]
) -> dict[str, list[PackagePart]]:
    """Return the parts of packages, by package, in the document's order."""
    query = (
        select(PackagePart)
        .join(Paragraph, col(Paragraph.id) == col(PackagePart.paragraph_id))
        .join(Category, col(Category.id) == col(Paragraph.category_id))
        .where(col(PackagePart.package_id).in_(package_ids))
        .order_by(col(Category.position), col(Paragraph.position))
    )
    found: dict[str, list[PackagePart]] = {one: [] for one in package_ids}
    for part in (await session.exec(query)).all():
        found[part.package_id].append(part)
    return found


async def open_options(session: AsyncSession, document_id: str) -> set[str]:
    """Return the options of a document between which nothing has been decided."""
    query = (
        select(Option.id)
        .join(OptionSet, col(OptionSet.id) == col(Option.set_id))
        .where(
            OptionSet.document_id == document_id,
            OptionSet.state == "standing",
            Option.fate == "standing",
        )
    )
    return set((await session.exec(query)).all())


async def is_open(session: AsyncSession, option_id: str | None) -> bool:
    """Whether nothing has been decided yet between an option and the others of its set."""
    if option_id is None:
        return False
    query = (
        select(func.count())
        .select_from(Option)
        .join(OptionSet, col(OptionSet.id) == col(Option.set_id))
        .where(Option.id == option_id, OptionSet.state == "standing")
    )
    return bool((await session.exec(query)).one())


async def option_in(session: AsyncSession, document_id: str, option_id: str) -> Option | None:
    """Return an option of a document's alternatives, or None."""
    query = (
        select(Option)
        .join(OptionSet, col(OptionSet.id) == col(Option.set_id))
        .where(OptionSet.document_id == document_id, Option.id == option_id)
    )
    return (await session.exec(query)).first()


async def options_in(session: AsyncSession, document_id: str) -> Sequence[Option]:
    """Return the options that stand in a document's open alternatives."""
    query = (
        select(Option)
        .join(OptionSet, col(OptionSet.id) == col(Option.set_id))
        .where(OptionSet.document_id == document_id, Option.fate == "standing")
        .order_by(col(Option.set_id), col(Option.position))
    )
    return (await session.exec(query)).all()


async def paragraphs_of_set(session: AsyncSession, set_id: str) -> Sequence[Paragraph]:
    """Return the paragraphs in force of all options of a set, in order."""
    query = (
        select(Paragraph)
        .join(Option, col(Option.id) == col(Paragraph.option_id))
        .join(Category, col(Category.id) == col(Paragraph.category_id))
        .where(Option.set_id == set_id, col(Paragraph.retired_at).is_(None))
        .order_by(col(Category.position), col(Paragraph.position))
    )
    return (await session.exec(query)).all()


async def other_levels(
    session: AsyncSession, document: Document, only: Paragraph | None = None
) -> Sequence[tuple[Paragraph, Document]]:
    """Return what stands for a document's paragraphs at the other level, oldest first.

    For the plenary's text the twins in its working copies; for a working copy the plenary's.
    """
    if document.plenary_document_id is None:
        query = (
            select(Paragraph, Document)
            .join(Document, col(Document.id) == col(Paragraph.document_id))
            .where(
                Document.plenary_document_id == document.id,
                col(Paragraph.forked_from).is_not(None),
            )
            .order_by(col(Document.created_at))
        )
        if only is not None:
            query = query.where(Paragraph.forked_from == only.id)
    else:
        query = (
            select(Paragraph, Document)
            .join(Document, col(Document.id) == col(Paragraph.document_id))
            .where(Document.id == document.plenary_document_id)
        )
        if only is not None:
            query = query.where(Paragraph.id == only.forked_from)
    return (await session.exec(query)).all()
