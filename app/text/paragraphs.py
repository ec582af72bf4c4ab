"""Commands on a paragraph: move, split, merge, retire, change its kind."""

from app.groups import Act, allow, delegations_of
from app.kit.errors import BadInput, Refused
from app.kit.ids import new_id
from app.rules import alternatives, consensus
from app.rules import text as rules
from app.rules import words as w
from app.rules.facts import (
    KindChanged,
    ParagraphMoved,
    ParagraphRetired,
    ParagraphsMerged,
    ParagraphSplit,
)
from app.rules.kinds import Kind
from app.rules.numbering import series
from app.rules.words import Words
from app.text import store
from app.text.access import category_in, paragraph_in, settling
from app.text.amendments import carry_over
from app.text.authors import append_credited, authored
from app.text.edits import keep, rename_marks
from app.text.followers import words_moved
from app.text.numbering import number_for, relabel, remember_labels
from app.text.options import end_if_alone, may_stand_behind, open_option, set_around
from app.text.pens import pen
from app.text.references import follow
from app.text.settling import PODIUM_SEATS, let_status_fall, settle, take, without_structure
from app.text.tables import Document, Paragraph


async def words_shown(act: Act, document: Document, paragraph: Paragraph, shown: str) -> Words:
    """Settle the paragraph, lock it, and check that its words are those shown. (C2)

    Raises `Refused` with the words as they are now, so that the page can show the difference.
    """
    words = await settle(settling(act, document), paragraph)
    refusal = rules.same_words(shown, words)
    if refusal is not None:
        raise Refused(
            refusal.reason,
            refusal.sentence,
            details={
                "paragraph_id": paragraph.id,
                "shown": shown,
                "digest": w.digest(words),
                "words": w.as_json(words),
            },
        )
    return words


async def move(
    act: Act, document: Document, paragraph: Paragraph, category_id: str, after: str | None
) -> None:
    """Give a paragraph another place; its label stays with it. (T9, T10)"""
    allow(rules.may_restructure(act.actor, paragraph.state(document)))
    category = await category_in(act, document, category_id)
    if after == paragraph.id:
        raise BadInput("text.own_place", "A paragraph cannot stand behind itself.")
    neighbour = None if after is None else await paragraph_in(act, document, after)
    if neighbour is not None and neighbour.category_id != category.id:
        raise BadInput("text.other_category", "That paragraph stands in another category.")
    allow(await may_stand_behind(act.write, paragraph, neighbour))
    paragraph.position = await store.place_after(act.write, category.id, after, paragraph.id)
    await _enter(act, document, paragraph, category.id, after)
    await act.record(
        ParagraphMoved(
            document_id=document.id,
            paragraph_id=paragraph.id,
            breakout_id=document.breakout_id,
            label=paragraph.label,
            category_id=category.id,
            after=after,
        ),
        audience=document.audience,
    )


async def _enter(
    act: Act, document: Document, paragraph: Paragraph, category_id: str, after: str | None
) -> None:
    """Put a paragraph into a category; where each counts anew, it takes a number there. (N4)"""
    stays = category_id == paragraph.category_id or document.numbering == "through"
    paragraph.category_id = category_id
    act.write.add(paragraph)
    if stays or paragraph.number is None:
        return
    place = (category_id, after, paragraph.kind, paragraph.level)
    number = await number_for(act, document, *place, moving=paragraph.id)
    await relabel(act, document, paragraph, number)
    await follow(act, document, [paragraph])


async def split(
    act: Act, document: Document, paragraph: Paragraph, at: int, shown: str
) -> Paragraph:
    """Cut a paragraph in two at a UTF-16 offset; returns the second part. (T9)

    Both parts keep the Yjs history of their words, and with it who wrote what; the second keeps
    origin, proposers and amendments like the first.
    """
    allow(rules.may_restructure(act.actor, paragraph.state(document)))
    words = await words_shown(act, document, paragraph, shown)
    parts = w.split_at(words, at)
    if parts is None:
        raise BadInput("text.outside", "The place to split at is not in this paragraph.")
    left, right = parts
    if not left or not right:
        raise BadInput("text.empty_part", "Put the cursor between words: both parts need text.")
    number = await number_for(
        act, document, paragraph.category_id, paragraph.id, paragraph.kind, paragraph.level
    )
    second = Paragraph(
        id=new_id(),
        document_id=document.id,
        category_id=paragraph.category_id,
        kind=paragraph.kind,
        position=await store.place_after(act.write, paragraph.category_id, paragraph.id),
        digest="",
        lineage=paragraph.lineage,
        proposers=list(paragraph.proposers),
        origin=paragraph.origin,
        option_id=paragraph.option_id,
        forked_from=None,
    )
    second.number, second.level = number, paragraph.level
    cut = len(w.plain(left))
    end = cut + len(w.plain(right))
    actor = act.actor.person_id
    await act.hub.fork(act.write, paragraph.sync_name, second.sync_name, actor)
    await act.hub.change(act.write, second.sync_name, actor, lambda doc: keep(doc, cut, end))
    await act.hub.change(act.write, paragraph.sync_name, actor, lambda doc: keep(doc, 0, cut))
    await take(settling(act, document), second, right)
    await take(settling(act, document), paragraph, left)
    await carry_over(act, paragraph, second, {})
    await words_moved(act, paragraph, second, "split")
    await remember_labels(act, document, [second])
    await act.record(
        ParagraphSplit(
            document_id=document.id,
            paragraph_id=paragraph.id,
            breakout_id=document.breakout_id,
            label=paragraph.label,
            into=second.id,
            into_label=second.label,
            digest=paragraph.digest,
            into_digest=second.digest,
        ),
        audience=document.audience,
    )
    await let_status_fall(settling(act, document), paragraph, act.actor)
    return second


async def merge(
    act: Act, document: Document, paragraph: Paragraph, taken_in: Paragraph, shown: tuple[str, str]
) -> None:
    """Take the words of the next paragraph in; it is retired and stays in the record. (T9)"""
    allow(rules.may_restructure(act.actor, paragraph.state(document)))
    allow(rules.may_restructure(act.actor, taken_in.state(document)))
    await _stands_next(act, document, paragraph, taken_in)
    options = [await open_option(act.write, one) for one in (paragraph, taken_in)]
    allow(alternatives.stays_together(*options))
    words = await words_shown(act, document, paragraph, shown[0])
    theirs = await words_shown(act, document, taken_in, shown[1])
    names = {
        pen(act.group.pen_secret, taken_in.lineage, seat): pen(
            act.group.pen_secret, paragraph.lineage, seat
        )
        for seat in await seats(act)
    }
    plain, other = w.plain(words), w.plain(theirs)
    gap = " " if plain and other and not plain[-1].isspace() and not other[0].isspace() else ""
    shared = _running_on(words, theirs)
    added = w.canonical((w.Run(gap, shared), *rename_marks(theirs, names)))
    authors = await authored(act.hub, act.write, taken_in)
    await append_credited(act, paragraph, added, authors)
    await take(settling(act, document), paragraph, w.canonical((*words, *added)))
    await carry_over(act, taken_in, paragraph, names, whole=True)
    await words_moved(act, taken_in, paragraph, "merged")
    paragraph.proposers = list(dict.fromkeys([*paragraph.proposers, *taken_in.proposers]))
    taken_in.retired_at = act.now
    taken_in.retired_reason = f"merged into paragraph {paragraph.label}"
    await without_structure(settling(act, document), taken_in, taken_in.retired_reason)
    act.write.add_all([paragraph, taken_in])
    act.hub.reconsider_after(act.write, document=taken_in.sync_name)
    await act.record(
        ParagraphsMerged(
            document_id=document.id,
            paragraph_id=paragraph.id,
            breakout_id=document.breakout_id,
            label=paragraph.label,
            taken_in=taken_in.id,
            taken_in_label=taken_in.label,
            digest=paragraph.digest,
        ),
        audience=document.audience,
    )
    await let_status_fall(settling(act, document), paragraph, act.actor)


def _running_on(words: Words, theirs: Words) -> tuple[str, ...]:
    """Return the marks of what runs from the end of one paragraph on into the next. (K10)"""
    if not words or not theirs:
        return ()
    both = set(words[-1].marks) & set(theirs[0].marks)
    return tuple(key for key in both if key.startswith(("br--", "ph--", "nt--")))


async def seats(act: Act) -> list[str]:
    """Return every seat in the group that may hold a pen."""
    return [*PODIUM_SEATS, *(one.id for one in await delegations_of(act.write, act.group.id))]


async def _stands_next(
    act: Act, document: Document, paragraph: Paragraph, taken_in: Paragraph
) -> None:
    order = [one.id for one in await store.paragraphs_of(act.write, document.id)]
    if order[order.index(paragraph.id) + 1 :][:1] != [taken_in.id]:
        raise Refused(
            "text.not_next",
            "Only the paragraph that stands next can be merged; the order has changed. Look again.",
        )


async def retire(act: Act, document: Document, paragraph: Paragraph, reason: str) -> None:
    """Take a paragraph out of the text; the record keeps it, and why. (T9, T12)"""
    allow(rules.may_restructure(act.actor, paragraph.state(document)))
    allow(rules.reasoned(reason, "retiring a paragraph"))
    await retire_for(act, document, paragraph, reason.strip())
    around = await set_around(act.write, paragraph)
    if around is not None:
        await end_if_alone(act, document, around.row.id)


async def retire_for(
    act: Act,
    document: Document,
    paragraph: Paragraph,
    reason: str,
    kind: type[ParagraphRetired] = ParagraphRetired,
) -> None:
    """Retire a paragraph for a reason that has been found good already."""
    await settle(settling(act, document), paragraph)
    paragraph.retired_at = act.now
    paragraph.retired_reason = reason
    act.write.add(paragraph)
    await without_structure(settling(act, document), paragraph, "the paragraph was retired")
    act.hub.reconsider_after(act.write, document=paragraph.sync_name)
    await act.record(
        kind(
            document_id=document.id,
            paragraph_id=paragraph.id,
            breakout_id=document.breakout_id,
            label=paragraph.label,
            reason=reason,
        ),
        audience=document.audience,
    )


async def set_kind(act: Act, document: Document, paragraph: Paragraph, kind: Kind) -> None:
    """Change a paragraph's kind, as when a statement becomes a recommendation. (T9, C6)"""
    allow(rules.may_restructure(act.actor, paragraph.state(document)))
    if kind != paragraph.kind:
        await take_kind(act, document, paragraph, kind)


async def take_kind(act: Act, document: Document, paragraph: Paragraph, kind: Kind) -> None:
    """Give a paragraph another kind, and a number of that kind's series, for whoever may."""
    before, number = paragraph.kind, paragraph.number
    if series(kind) is None:
        number = None
    elif number is None or series(kind) != series(before):
        place = (paragraph.category_id, paragraph.id)
        number = await number_for(act, document, *place, kind, paragraph.level)
    paragraph.kind = kind
    await relabel(act, document, paragraph, number)
    if consensus.falls_with_kind(before, kind):
        paragraph.status = "not discussed"
        paragraph.status_digest = paragraph.status_note = paragraph.status_at = None
    act.write.add(paragraph)
    await act.record(
        KindChanged(
            document_id=document.id,
            paragraph_id=paragraph.id,
            breakout_id=document.breakout_id,
            label=paragraph.label,
            kind_before=before,
            kind_after=kind,
        ),
        audience=document.audience,
    )
    await follow(act, document, [paragraph])
