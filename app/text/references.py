"""References inside the words: linked as words come to rest, and following what they name.

They are marks the server alone puts on and takes off. Linking changes no letter, and is never part
of a decision: it is a step of its own when a paragraph has come to rest. (N8 to N12)
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlmodel.ext.asyncio.session import AsyncSession

from app.groups import Act
from app.kit.ids import mark_id
from app.rules import references as rules
from app.rules import words as w
from app.rules.facts import ReferencesLinked
from app.rules.history import PROGRAM
from app.rules.references import Found, Link, Plan, Resolve
from app.rules.text import stands_still
from app.rules.words import Words
from app.text import edits, numbering_store, store
from app.text.access import settling
from app.text.edits import words_of
from app.text.numbering_tables import Reference
from app.text.settling import Settling, settle, take
from app.text.tables import Document, Paragraph


@dataclass(frozen=True, slots=True)
class Directory:
    """Which paragraphs of a document bear which label."""

    bearers: Mapping[str, Sequence[Paragraph]]
    local: bool = False
    """Whether numbers may begin anew in each category."""

    def resolve_in(self, category_id: str) -> Resolve:
        """Return what finds a paragraph by its label, first in a category. (N8)"""

        def resolve(named: Found) -> str | None:
            if named.near and not self.local:
                return None
            bearers = self.bearers.get(named.label, ())
            near = [one for one in bearers if one.category_id == category_id]
            found = near if near or named.near else bearers
            return found[0].id if len(found) == 1 else None

        return resolve


def directory(document: Document, paragraphs: Iterable[Paragraph]) -> Directory:
    """Make the directory of a document's paragraphs in force."""
    bearers: dict[str, list[Paragraph]] = {}
    for one in paragraphs:
        if one.label and one.retired_at is None:
            bearers.setdefault(one.label, []).append(one)
    return Directory(bearers, local=document.numbering == "by category")


def as_given(paragraphs: Sequence[Paragraph]) -> Directory | None:
    """Make the directory of an imported text, which speaks of its own numbers; None without any."""
    bearers: dict[str, list[Paragraph]] = {}
    stem: str | None = None
    for one in paragraphs:
        name = rules.given_name(one.number_given, stem)
        if name is not None:
            bearers.setdefault(name, []).append(one)
            stem = name if "(" not in name else stem
    return Directory(bearers, local=True) if bearers else None


async def link_new(
    act: Act, document: Document, paragraphs: Sequence[Paragraph], *, imported: bool = False
) -> None:
    """Link what the words of paragraphs name that are just coming in. (N9)"""
    rows: list[Reference] = []
    known = as_given(paragraphs) if imported else None
    if known is None:
        known = directory(document, await store.paragraphs_of(act.write, document.id))
    for paragraph in paragraphs:
        plan = rules.plan(paragraph.runs, {}, known.resolve_in(paragraph.category_id))
        links = {mark_id(): link for link in plan.add}
        if links:
            words = rules.marked(paragraph.runs, links)
            paragraph.words, paragraph.digest = w.as_json(words), w.digest(words)
            rows += _rows(document, paragraph, links)
            act.write.add(paragraph)
    act.write.add_all(rows)
    await act.write.flush()


def _rows(document: Document, paragraph: Paragraph, links: Mapping[str, Link]) -> list[Reference]:
    return [
        Reference(
            document_id=document.id,
            id=ref,
            paragraph_id=paragraph.id,
            target_id=link.target,
            form=link.form,
            said=link.said,
        )
        for ref, link in links.items()
    ]


async def link_at_rest(at: Settling, paragraph: Paragraph) -> None:
    """Link what a paragraph's words name, once they have been settled and are at rest. (N9)

    Words that stand still, that a report has shown or that a status names are left as they are.
    """
    state = paragraph.state(at.document)
    if stands_still(state) is not None or paragraph.status_digest == paragraph.digest:
        return
    if state.breakout_state in ("reported", "endorsed"):
        return
    if not rules.find(w.plain(paragraph.runs)) and not w.structure(paragraph.runs, "ref"):
        return
    spellings = await _spellings(at.write, paragraph)
    if rules.plan(paragraph.runs, spellings, lambda found: found.label) == Plan():
        return  # all that could be linked is: no need to read the whole text
    known = directory(at.document, await store.paragraphs_of(at.write, at.document.id))
    plan = rules.plan(paragraph.runs, spellings, known.resolve_in(paragraph.category_id))
    if plan != Plan():
        await _carry_out(at, paragraph, plan)


async def _carry_out(at: Settling, paragraph: Paragraph, plan: Plan) -> None:
    links = {mark_id(): link for link in plan.add}
    await at.hub.change(
        at.write,
        paragraph.sync_name,
        PROGRAM,
        lambda doc: edits.relink(doc, plan.drop, links),
    )
    at.write.add_all(_rows(at.document, paragraph, links))
    await at.write.flush()
    words = words_of(await at.hub.read(at.write, paragraph.sync_name))
    await take(at, paragraph, words)
    await at.record(
        None,
        ReferencesLinked(
            document_id=paragraph.document_id,
            paragraph_id=paragraph.id,
            breakout_id=at.document.breakout_id,
            label=paragraph.label,
            digest=paragraph.digest,
        ),
    )


async def _spellings(session: AsyncSession, paragraph: Paragraph) -> dict[str, list[str]]:
    """Return how each reference in a paragraph may be spelled: by any label its target has borne.

    A working copy's words keep the plenary's old numbers until they are merged back.
    """
    rows = await numbering_store.references_in(session, paragraph.id)
    borne: dict[str, list[str]] = {}
    for one in await numbering_store.labels_borne(session, {row.target_id for row in rows}):
        borne.setdefault(one.paragraph_id, []).append(one.label)
    return {
        row.id: [
            row.said,
            *(rules.spelled(label, row.form) for label in borne.get(row.target_id, [])),
        ]
        for row in rows
    }


async def follow(act: Act, document: Document, targets: Sequence[Paragraph]) -> None:
    """Let the characters of references say the labels their targets bear now. (N11)

    Agreed words, too: a reference counts as one sign in a digest. In a working copy nothing is
    rewritten, or both rewritings would stand there once it is merged back.
    """
    if document.breakout_id is not None:
        return
    labels = {one.id: one.label for one in targets if one.label and one.retired_at is None}
    by_place: dict[str, dict[str, str]] = {}
    for row in await numbering_store.references_of(act.write, document.id):
        if row.target_id in labels:
            wanted = rules.spelled(labels[row.target_id], row.form)
            by_place.setdefault(row.paragraph_id, {})[row.id] = wanted
    for paragraph_id, spellings in by_place.items():
        paragraph = await act.write.get_one(Paragraph, paragraph_id)
        if paragraph.retired_at is None and _is_stale(paragraph.runs, spellings):
            await _respell(act, document, paragraph, spellings)


def _is_stale(words: Words, spellings: Mapping[str, str]) -> bool:
    text = w.plain(words)
    return any(
        one.id in spellings and not rules.same(text[one.start : one.end], spellings[one.id])
        for one in rules.stretches(words)
    )


async def _respell(
    act: Act, document: Document, paragraph: Paragraph, spellings: Mapping[str, str]
) -> None:
    at = settling(act, document)
    words = await settle(at, paragraph)
    changes = rules.rewrites(words, spellings)
    if not changes:
        return
    await act.hub.change(
        act.write,
        paragraph.sync_name,
        act.actor.person_id,
        lambda doc: edits.respell(doc, changes),
    )
    await take(at, paragraph, rules.rewritten(words, changes))


async def fork(act: Act, document: Document, copy: Document, twins: Mapping[str, str]) -> None:
    """Give a working copy its own rows; what it does not hold is named where it stands. (N12)"""
    for row in await numbering_store.references_of(act.write, document.id):
        if row.paragraph_id in twins:
            act.write.add(
                Reference(
                    document_id=copy.id,
                    id=row.id,
                    paragraph_id=twins[row.paragraph_id],
                    target_id=twins.get(row.target_id, row.target_id),
                    form=row.form,
                    said=row.said,
                )
            )
    await act.write.flush()


async def come_back(act: Act, document: Document, copy: Document, paragraph: Paragraph) -> None:
    """Refresh a plenary paragraph's references after a twin was merged into it. (N12)

    Those the breakout made get rows here, naming the plenary's own paragraphs; they say the labels
    these bear now. A mark that cannot be traced, or that stands over another, goes.
    """
    words = words_of(await act.hub.read(act.write, paragraph.sync_name))
    refs = w.structure(words, "ref")
    if not refs:
        return
    mine = await numbering_store.references_named(act.write, document.id, refs)
    theirs = await numbering_store.references_named(act.write, copy.id, refs)
    for ref in refs:
        if ref not in mine and ref in theirs:
            target = await act.write.get_one(Paragraph, theirs[ref].target_id)
            act.write.add(
                Reference(
                    document_id=document.id,
                    id=ref,
                    paragraph_id=paragraph.id,
                    target_id=target.forked_from or target.id,
                    form=theirs[ref].form,
                    said=theirs[ref].said,
                )
            )
        elif ref in mine and mine[ref].paragraph_id != paragraph.id:
            mine[ref].paragraph_id = paragraph.id
            act.write.add(mine[ref])
    await act.write.flush()
    await _mend(act, paragraph, words)


async def _mend(act: Act, paragraph: Paragraph, words: Words) -> None:
    drop = rules.plan(words, await _spellings(act.write, paragraph), lambda _: None).drop
    who = act.actor.person_id
    if drop:
        await act.hub.change(
            act.write, paragraph.sync_name, who, lambda doc: edits.relink(doc, drop, {})
        )
        words = words_of(await act.hub.read(act.write, paragraph.sync_name))
    spellings: dict[str, str] = {}
    for row in await numbering_store.references_in(act.write, paragraph.id):
        target = await act.write.get_one(Paragraph, row.target_id)
        if target.label and target.retired_at is None:
            spellings[row.id] = rules.spelled(target.label, row.form)
    changes = rules.rewrites(words, spellings)
    if changes:
        await act.hub.change(
            act.write, paragraph.sync_name, who, lambda doc: edits.respell(doc, changes)
        )


async def renamed(act: Act, document: Document, twin: Paragraph, paragraph: Paragraph) -> None:
    """Let references to what a breakout added name the plenary's paragraph it has become."""
    for row in await numbering_store.references_to(act.write, document.id, [twin.id]):
        row.target_id = paragraph.id
        act.write.add(row)
