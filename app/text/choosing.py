"""The chair's decisions between alternatives: choose, merge, leave standing, open again."""

from collections.abc import Mapping, Sequence

from app.groups import Act, allow, allowed
from app.rules import alternatives as rules
from app.rules import words as w
from app.rules.facts import ParagraphEdited, ParagraphRestored
from app.rules.options import SetStanding
from app.text.access import settling
from app.text.edits import rewrite_amended, words_of
from app.text.option_tables import Option
from app.text.options import SetRows, state_of
from app.text.paragraphs import retire_for, words_shown
from app.text.settling import let_status_fall, note_amendments, take
from app.text.structure import bring_up
from app.text.tables import Document, Paragraph


async def _look(act: Act, document: Document, found: SetRows, shown: Mapping[str, str]) -> None:
    """Hold every option to the words that were shown, and lock them. (A5)"""
    state = state_of(found, document)
    allow(rules.may_decide(act.actor, state))
    allow(rules.all_shown(state, shown))
    for paragraph in found.in_force:
        await words_shown(act, document, paragraph, shown[paragraph.id])


async def choose(
    act: Act,
    document: Document,
    found: SetRows,
    option_id: str,
    shown: Mapping[str, str],
    note: str | None,
) -> None:
    """Choose an option: it stays, the others are retired and the record says why. (A6)"""
    await _look(act, document, found, shown)
    fact = allowed(rules.choose(act.actor, state_of(found, document), option_id, shown, note))
    why = f": {fact.note}" if fact.note else ""
    where = f" of the alternatives at paragraph {fact.place}" if fact.place else ""
    retired: list[str] = []
    for option in found.standing:
        if option.id == option_id:
            option.fate = "chosen"
            continue
        option.fate = "not chosen"
        reason = f"{option.label}{where} was not chosen; {fact.option} was{why}"
        retired += await _retire(act, document, found.of(option.id), reason)
    await _decide(act, found, "chosen", fact.note, retired)
    await act.record(fact, audience=document.audience)


async def merge_options(
    act: Act,
    document: Document,
    found: SetRows,
    pair: tuple[str, str],
    texts: Sequence[str],
    shown: Mapping[str, str],
    *,
    note: str | None,
) -> None:
    """Merge the second option of a pair into the first, in the final words given. (A7)

    What of the words stays keeps its author; the rest is the own edit of whoever merges.
    """
    await _look(act, document, found, shown)
    fact = allowed(rules.merge(act.actor, state_of(found, document), pair, texts, shown, note))
    into, taken_in = (found.option(one) for one in pair)
    survivors, leaving = found.of(into.id), found.of(taken_in.id)
    for paragraph, wanted in zip(survivors, texts, strict=True):
        await _rewrite(act, document, paragraph, wanted.strip())
    proposers = [by for one in (*survivors, *leaving) for by in one.proposers]
    survivors[0].proposers = list(dict.fromkeys(proposers))
    into.proposers = list(dict.fromkeys([*into.proposers, *taken_in.proposers]))
    taken_in.fate, taken_in.merged_into = "merged", into.id
    where = f", paragraph {survivors[0].label}" if survivors[0].label else ""
    reason = f"{taken_in.label} was merged into {into.label}{where}"
    retired = await _retire(act, document, leaving, reason)
    act.write.add_all([*survivors, into, taken_in])
    if len(found.standing) < 2:
        await _decide(act, found, "merged", fact.note, retired)
    await act.write.flush()
    digests = tuple(f"{one.label} {one.digest}".strip() for one in survivors)
    await act.record(fact.model_copy(update={"digests": digests}), audience=document.audience)


async def _rewrite(act: Act, document: Document, paragraph: Paragraph, wanted: str) -> None:
    """Give a paragraph its final words; amendments that lose all theirs fall. (A7, E5)"""
    if w.plain(w.amended(paragraph.runs)) == wanted:
        return
    name, at = paragraph.sync_name, settling(act, document)
    await act.hub.change(
        act.write, name, act.actor.person_id, lambda doc: rewrite_amended(doc, wanted)
    )
    words = words_of(await act.hub.read(act.write, name))
    await take(at, paragraph, words)
    await act.record(
        ParagraphEdited(
            document_id=document.id,
            paragraph_id=paragraph.id,
            breakout_id=document.breakout_id,
            label=paragraph.label,
            digest=paragraph.digest,
            base_digest=w.digest(w.base(words)),
        ),
        audience=document.audience,
    )
    await note_amendments(at, paragraph, words, ())
    await let_status_fall(at, paragraph, act.actor)


async def leave_standing(
    act: Act,
    document: Document,
    found: SetRows,
    recommended: str | None,
    shown: Mapping[str, str],
    reason: str,
) -> None:
    """Leave all options standing, one of them recommended by the majority or none. (A8)"""
    await _look(act, document, found, shown)
    fact = allowed(
        rules.leave_standing(act.actor, state_of(found, document), recommended, shown, reason)
    )
    for option in found.standing:
        option.recommended = option.id == recommended
    await _decide(act, found, "left standing", fact.reason, ())
    await act.record(fact, audience=document.audience)


async def reopen_set(act: Act, document: Document, found: SetRows, reason: str) -> None:
    """Open a decision again: what it retired comes back, and all options stand anew. (A9)"""
    fact = allowed(rules.reopen(act.actor, state_of(found, document), reason))
    back = [one for one in found.everyone if one.id in found.row.retired]
    stays = found.stem
    for paragraph in back:
        if stays is not None and paragraph.category_id != stays.category_id:
            paragraph.category_id, paragraph.position = stays.category_id, stays.position + 1
        await _restore(act, document, paragraph, fact.reason)
    returned = {one.option_id for one in back}
    for option in found.options:
        option.recommended = False
        if option.fate in ("chosen", "not chosen") or option.id in returned:
            option.fate, option.merged_into = "standing", None
    await _decide(act, found, "standing", fact.reason, ())
    first = found.stem
    await act.record(
        fact.model_copy(update={"paragraph_id": first.id if first else None}),
        audience=document.audience,
    )


async def _restore(act: Act, document: Document, paragraph: Paragraph, reason: str) -> None:
    paragraph.retired_at = paragraph.retired_reason = None
    act.write.add(paragraph)
    await act.write.flush()
    await bring_up(act.write, paragraph, (), paragraph.runs, act.now, reason)
    act.hub.reconsider_after(act.write, document=paragraph.sync_name)
    await act.record(
        ParagraphRestored(
            document_id=document.id,
            paragraph_id=paragraph.id,
            breakout_id=document.breakout_id,
            label=paragraph.label,
            digest=paragraph.digest,
            reason=reason,
        ),
        audience=document.audience,
    )


async def _retire(
    act: Act, document: Document, paragraphs: Sequence[Paragraph], reason: str
) -> list[str]:
    for paragraph in paragraphs:
        await retire_for(act, document, paragraph, reason)
    return [one.id for one in paragraphs]


async def _decide(
    act: Act, found: SetRows, state: SetStanding, reason: str | None, retired: Sequence[str]
) -> None:
    row = found.row
    row.state, row.reason, row.retired = state, reason, list(retired)
    row.decided_at = None if state == "standing" else act.now
    row.decided_by = None if state == "standing" else act.actor.person_id
    options: Sequence[Option] = found.options
    act.write.add_all([row, *options])
    await act.write.flush()
