"""Commands on placeholders and the secretariat's notes: marks on words that are no text. (K9)"""

from typing import Literal

from app.groups import Act, allow
from app.kit.errors import BadInput, NotFound
from app.kit.ids import mark_id
from app.rules import text as text_rules
from app.rules import words as w
from app.rules.brackets import excerpt, extents, held_text
from app.rules.facts import PlaceholderPut, SecretariatNotePut, StructureTaken
from app.rules.words import Edit, Run, Words
from app.text import bracket_store
from app.text.access import settling
from app.text.bracket_tables import Bracket
from app.text.brackets import (
    Range,
    Stretch,
    change,
    changed,
    closed,
    put_mark,
    stretches,
    unmarking,
)
from app.text.edits import put
from app.text.paragraphs import words_shown
from app.text.settling import let_status_fall, note_amendments, settle, take
from app.text.tables import Document, Paragraph

Aside = Literal["ph", "nt"]
FACTS: dict[Aside, type[PlaceholderPut] | type[SecretariatNotePut]] = {
    "ph": PlaceholderPut,
    "nt": SecretariatNotePut,
}


async def put_aside(
    act: Act, document: Document, paragraph: Paragraph, op: Aside, asked: Range, text: str | None
) -> Bracket:
    """Mark words as a placeholder or a note, or put new ones in where `text` is given. (K9, C2)"""
    allow(text_rules.may_restructure(act.actor, paragraph.state(document)))
    key = f"{op}--{mark_id()}"
    if text:
        if asked.start != asked.stop:
            raise BadInput("text.outside", "New words go to one place: mark none beside them.")
        place = await _written(act, document, paragraph, asked, Run(text, (key,)))
    else:
        place = (await stretches(act, document, [asked], bare=op == "nt"))[0]
    row = Bracket(
        document_id=document.id,
        id=key.partition("--")[2],
        op=op,
        placed_at=act.now,
        placed_by=act.actor.person_id,
    )
    act.write.add(row)
    await act.write.flush()
    if text:
        await take(settling(act, document), paragraph, place.words)
    else:
        await put_mark(act, document, place, key)
    await act.record(
        FACTS[op](
            document_id=document.id,
            paragraph_id=paragraph.id,
            breakout_id=document.breakout_id,
            label=paragraph.label,
            mark=key,
            text=excerpt(held_text([paragraph.runs], key)),
            digest=paragraph.digest,
        ),
        audience=document.audience,
    )
    await let_status_fall(settling(act, document), paragraph, act.actor)
    return row


async def _written(
    act: Act, document: Document, paragraph: Paragraph, asked: Range, run: Run
) -> Stretch:
    """Write new words where the page says; what stands around them stands around them, too."""
    words = await words_shown(act, document, paragraph, asked.digest)
    parts = w.split_at(words, asked.start)
    if parts is None:
        raise BadInput("text.outside", "That place is not in this paragraph.")
    left, right = parts
    shared = set(left[-1].marks) & set(right[0].marks) if left and right else set[str]()
    if any(key.startswith("ref--") for key in shared):
        raise BadInput("text.in_reference", "A reference is one sign: put this before or behind.")
    around = {key for key in shared if w.structure_mark(key) is not None}
    whole = Run(run.text, tuple(sorted({*run.marks, *around})))
    start = len(w.plain(left))
    now = await changed(act, paragraph, lambda doc: put(doc, start, whole))
    return Stretch(paragraph, now, start, start + len(run.text))


async def take_aside(
    act: Act,
    document: Document,
    paragraph: Paragraph,
    key: str,
    shown: str,
    *,
    keep: bool | None,
    reason: str | None,
) -> None:
    """Take a placeholder or a note off; a note's words go with it unless they are kept. (K9)"""
    words = await words_shown(act, document, paragraph, shown)
    mark = w.structure_mark(key)
    if mark is None or mark.op not in FACTS or key not in extents(words):
        raise NotFound("placeholder or note")
    kept = mark.op == "ph" if keep is None else keep
    row = await act.write.get(Bracket, (document.id, mark.id))
    named = row.places if row else [paragraph.id]
    places = await bracket_store.paragraphs_named(act.write, named)
    for one in places:
        await settle(settling(act, document), one)
        allow(text_rules.may_restructure(act.actor, one.state(document)))
    text = excerpt(held_text([one.runs for one in places], key))
    if row is not None:
        closed(act, row, "removed", reason)
    for one in places:
        edits = unmarking(one.runs, key) if kept else _cutting(one.runs, key)
        await change(act, document, one, edits)
        await note_amendments(settling(act, document), one, one.runs, ())
    await act.record(
        StructureTaken(
            document_id=document.id,
            paragraph_id=paragraph.id,
            breakout_id=document.breakout_id,
            label=paragraph.label,
            mark=key,
            text=text,
            digest=paragraph.digest,
            kept=kept,
            reason=(reason or "").strip() or None,
        ),
        audience=document.audience,
    )
    for one in places:
        await let_status_fall(settling(act, document), one, act.actor)


def _cutting(words: Words, key: str) -> list[Edit]:
    """Return the edits that take the words under a mark away, and a space too many with them."""
    edits = [Edit(one.start, one.length, ()) for one in unmarking(words, key)]
    if not edits:
        return []
    plain = w.plain(words)
    first, last = edits[0].start, edits[-1].start + edits[-1].length
    bare_left = first == 0 or plain[first - 1].isspace()
    if bare_left and last < len(plain) and plain[last].isspace():
        edits.append(Edit(last, 1, ()))
    elif last == len(plain) and first and plain[first - 1].isspace():
        edits.insert(0, Edit(first - 1, 1, ()))
    return edits
