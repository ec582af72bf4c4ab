"""Packages: paragraphs that are agreed together or not at all. (C15)"""

from collections.abc import Mapping, Sequence

from app.consensus import store
from app.consensus.setting import contested, set_status
from app.consensus.tables import Package, PackagePart
from app.groups import Act, allow, allowed
from app.kit.errors import NotFound, Refused
from app.kit.ids import new_id
from app.rules import agreement
from app.rules import consensus as rules
from app.rules.agreement import Part
from app.rules.facts import StatusDeclared
from app.rules.kinds import Status
from app.text import Document, Paragraph, words_shown

TOGETHER: Status = "agreed as a package"


async def declare_package(
    act: Act,
    document: Document,
    paragraphs: Sequence[tuple[Paragraph, str]],
    note: str | None = None,
) -> Package:
    """Declare paragraphs agreed together, each about the words whose digest was shown. (C15)

    What is agreed already stays so and is named in the package.
    """
    states = [one.state(document) for one, _ in paragraphs]
    packaged = await store.packaged_in(act.write, document.id)
    allow(agreement.may_make_package(states, packaged))
    package = Package(
        id=new_id(), document_id=document.id, opened_at=act.now, opened_by=act.actor.person_id
    )
    act.write.add(package)
    await act.write.flush()
    for paragraph, shown in paragraphs:
        fact = await _join(act, document, paragraph, shown, note)
        act.write.add(PackagePart(package_id=package.id, paragraph_id=paragraph.id, digest=shown))
        if fact is not None:
            others = tuple(one.label for one, _ in paragraphs if one is not paragraph)
            told = {"package_id": package.id, "package": others}
            await act.record(fact.model_copy(update=told), audience=document.audience)
    return package


async def _join(
    act: Act, document: Document, paragraph: Paragraph, shown: str, note: str | None
) -> StatusDeclared | None:
    """Let a paragraph be agreed as part of a package; None if it is agreed by itself already."""
    words = await words_shown(act, document, paragraph, shown)  # C2
    if paragraph.status == "agreed":
        return None
    against = await contested(act.write, paragraph)
    state = paragraph.state(document)
    fact = allowed(rules.declare(act.actor, state, TOGETHER, shown, words, note, contested=against))
    await set_status(act, paragraph, TOGETHER, shown, note)
    return fact


async def complete_package(
    act: Act, document: Document, package_id: str, shown: Mapping[str, str]
) -> None:
    """Declare a package complete: every paragraph becomes agreed, or the command is refused. (C15)

    `shown` gives for each paragraph the digest of the words the declarer was shown. (C2)
    """
    package = await act.write.get(Package, package_id)
    if package is None or package.document_id != document.id:
        raise NotFound("package")
    if package.state != "standing":
        raise Refused("consensus.package_closed", f"This package is {package.state} already.")
    parts: list[Part] = []
    rows: list[Paragraph] = []
    for row in (await store.parts_of(act.write, [package.id]))[package.id]:
        paragraph = await act.write.get_one(Paragraph, row.paragraph_id)
        words = await words_shown(act, document, paragraph, shown.get(paragraph.id, ""))
        against = await contested(act.write, paragraph)
        parts.append(Part(paragraph.state(document), row.digest, words, against))
        rows.append(paragraph)
    fact = allowed(agreement.complete(act.actor, package.id, parts, shown))
    package.state, package.closed_at = "agreed", act.now
    act.write.add(package)
    await act.record(fact, audience=document.audience)
    for paragraph, part in zip(rows, parts, strict=True):
        if paragraph.status != "agreed":
            await _agree(act, document, paragraph, part, fact.labels)


async def _agree(
    act: Act, document: Document, paragraph: Paragraph, part: Part, labels: Sequence[str]
) -> None:
    """Make a part of a completed package agreed; that it may be is settled. (C15)"""
    fact = agreement.agreed_with_package(part, labels)
    await set_status(act, paragraph, "agreed", part.digest, paragraph.status_note)
    await act.record(fact, audience=document.audience)


async def break_package(
    act: Act, document: Document, fallen: Paragraph, reason: str | None
) -> None:
    """End the package a paragraph stood in, now that it does not stand any more. (C15)"""
    package = await store.package_of(act.write, fallen.id)
    if package is None:
        return
    package.state, package.closed_at, package.reason = "broken", act.now, reason
    act.write.add(package)
    parts = (await store.parts_of(act.write, [package.id]))[package.id]
    rows = {one.paragraph_id: await act.write.get_one(Paragraph, one.paragraph_id) for one in parts}
    states = [one.state(document) for one in rows.values()]
    for fact in agreement.breaks(package.id, fallen.state(document), states, reason):
        await set_status(act, rows[fact.paragraph_id or ""], "under discussion", None, None)
        await act.record(fact, audience=document.audience)
