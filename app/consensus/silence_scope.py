"""Which paragraphs of a document can be put under silence, and what stands against the others."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from sqlmodel.ext.asyncio.session import AsyncSession

from app.consensus import store
from app.groups import Act
from app.kit.errors import NotFound
from app.rules import silence as rules
from app.rules.consensus import Contested
from app.rules.verdict import No
from app.text import Document, Paragraph, paragraphs_of


class Chosen(NamedTuple):
    """A paragraph to put under silence, with the digest of its words as they were shown."""

    paragraph_id: str
    digest: str


async def scoped(
    act: Act, document: Document, chosen: Sequence[Chosen]
) -> list[tuple[Paragraph, str]]:
    """Return the paragraphs chosen with the digests shown, in the document's order."""
    asked = dict(chosen)
    found = [one for one in await paragraphs_of(act.write, document.id) if one.id in asked]
    if len(found) != len(asked):
        raise NotFound("paragraph")
    return [(one, asked[one.id]) for one in found]


async def contests(session: AsyncSession, document: Document) -> Callable[[Paragraph], Contested]:
    """Return what tells of each paragraph what stands against agreeing to it, beside its words.

    Asked once for a whole document, which may be put under silence as one. (S2, C12)
    """
    objections: dict[str, set[str]] = {}
    for position in await store.positions_in(session, document.id):
        if position.stance == "object":
            objections.setdefault(position.subject_id, set()).add(position.delegation_id)
    options = await store.open_options(session, document.id)

    def contested(one: Paragraph) -> Contested:
        subjects = (one.id, one.option_id or "")
        against = [objections.get(subject, set()) for subject in subjects]
        return Contested(
            objections=len(set().union(*against)), options_open=one.option_id in options
        )

    return contested


async def preview(
    session: AsyncSession,
    document: Document,
    *,
    paragraph_ids: Sequence[str] = (),
    category_ids: Sequence[str] = (),
    whole: bool = False,
) -> list[tuple[Paragraph, No | None]]:
    """Return the paragraphs of a scope, each with why it cannot be put under silence. (S2)"""
    contested = await contests(session, document)
    found: list[tuple[Paragraph, No | None]] = []
    for one in await paragraphs_of(session, document.id):
        if not (whole or one.id in paragraph_ids or one.category_id in category_ids):
            continue
        away = one.with_breakout is not None
        found.append((one, rules.obstacle(one.state(document), one.runs, away, contested(one))))
    return found
