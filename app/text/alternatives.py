"""Commands that put options beside the text, and take them back."""

from collections.abc import Collection, Sequence

from app.groups import Act, allow, allowed
from app.kit.errors import BadInput
from app.kit.ids import new_id
from app.rules import alternatives as rules
from app.rules import text as text_rules
from app.rules import words as w
from app.rules.facts import OptionAdded, ParagraphAdded, ParagraphTakenBack
from app.rules.numbering import Number, place_alternative, series
from app.text import store
from app.text.access import paragraph_in
from app.text.documents import NewParagraph, insert, new_row
from app.text.numbering import number_for, taken_numbers
from app.text.option_tables import Option, OptionSet
from app.text.options import SetRows, end_if_alone, option_sets_of, read_set, state_of
from app.text.paragraphs import retire_for
from app.text.tables import Category, Document, Paragraph


async def add_option(
    act: Act, document: Document, beside: Sequence[str], texts: Sequence[NewParagraph]
) -> SetRows:
    """Put an option beside paragraphs, or into the set they stand in; returns the set. (A1, A2)

    `texts` are its paragraphs; none is "No text". A delegation's option is a proposal in its name.
    """
    if not beside:
        raise BadInput("alternatives.nothing_beside", "Say what this is an alternative to.")
    stems = [await paragraph_in(act, document, one) for one in beside]
    found = await _joined(act, document, stems)
    allow(
        rules.may_add_option(
            act.actor,
            state_of(found, document) if found else None,
            [one.state(document) for one in stems],
            no_text=not texts,
        )
    )
    for new in texts:
        allow(text_rules.may_add_kind(act.actor, new.kind))
    if found is None:
        found = await _form(act, document, stems)
    option = await _option(act, found, no_text=not texts)
    added = await _write(act, document, found, option, texts)
    option.added = [w.digest(w.base(one.runs)) for one in added]
    found.row.state = "standing"
    act.write.add_all([option, found.row])
    await act.write.flush()
    first = found.stem or stems[0]
    for one in added:
        await act.record(
            ParagraphAdded(
                document_id=document.id,
                paragraph_id=one.id,
                breakout_id=document.breakout_id,
                label=one.label,
                paragraph_kind=one.kind,
                alternative_to=first.id,
                digest=one.digest,
            ),
            audience=document.audience,
        )
    await act.record(
        OptionAdded(
            document_id=document.id,
            paragraph_id=first.id,
            breakout_id=document.breakout_id,
            set_id=found.row.id,
            place=found.place,
            option_id=option.id,
            option=option.label,
            delegation_id=act.actor.delegation_id if act.actor.speaks else None,
        ),
        audience=document.audience,
    )
    return await read_set(act.write, document.id, found.row.id)


async def _joined(act: Act, document: Document, stems: Sequence[Paragraph]) -> SetRows | None:
    """Return the set these paragraphs stand in, or None if they stand in none. (A1)"""
    sets = [one for one in await option_sets_of(act.write, document.id) if one.row.state != "over"]
    held = {one.option_id for one in stems}
    for found in sets:
        if held <= {option.id for option in found.options}:
            return found
    elsewhere = {one.id for found in sets for one in found.everyone}
    row = await store.category_paragraphs(act.write, stems[0].category_id)
    order = [one.id for one in row if one.retired_at is None]
    allow(rules.one_place(order, [one.id for one in stems], elsewhere))
    return None


async def _form(act: Act, document: Document, stems: Sequence[Paragraph]) -> SetRows:
    """Make what stands in the text the first option of a new set."""
    row = OptionSet(id=new_id(), document_id=document.id, opened_at=act.now)
    act.write.add(row)
    await act.write.flush()
    option = Option(
        id=new_id(),
        set_id=row.id,
        position=1,
        proposers=list(dict.fromkeys(by for one in stems for by in one.proposers)),
        added_at=act.now,
    )
    act.write.add(option)
    await act.write.flush()
    for one in stems:
        one.option_id = option.id
    act.write.add_all(stems)
    await act.write.flush()
    return await read_set(act.write, document.id, row.id)


async def _option(act: Act, found: SetRows, *, no_text: bool) -> Option:
    """Make an option's row; those with words are counted as they come. (A2)"""
    speaks = act.actor.delegation_id if act.actor.speaks else None
    option = Option(
        id=new_id(),
        set_id=found.row.id,
        position=0 if no_text else 1 + max(one.position for one in found.options),
        no_text=no_text,
        proposers=[speaks] if speaks else [],
        added_at=act.now,
    )
    act.write.add(option)
    await act.write.flush()
    return option


async def _write(
    act: Act,
    document: Document,
    found: SetRows,
    option: Option,
    texts: Sequence[NewParagraph],
) -> list[Paragraph]:
    """Put an option's paragraphs behind the set's last, each numbered beside its stem."""
    stems = next(held for one in found.options if (held := found.paragraphs[one.id]))
    row = await store.category_paragraphs(act.write, stems[0].category_id)
    members = {one.id for one in found.everyone}
    after = next(one.id for one in reversed(row) if one.id in members)
    category = await act.write.get_one(Category, stems[0].category_id)
    added: list[Paragraph] = []
    for index, new in enumerate(texts):
        stem = stems[min(index, len(stems) - 1)]
        number = await number_beside(act, document, stem, new, added)
        if number is None:
            number = await number_for(act, document, category.id, after, new.kind)
        position = await store.place_after(act.write, category.id, after)
        paragraph = new_row(document, category, new, position, number)
        paragraph.level = stem.level
        paragraph.option_id = option.id
        paragraph.proposers = list(new.proposers or option.proposers)
        await insert(act, document, [paragraph])
        added.append(paragraph)
        after = paragraph.id
    return added


async def number_beside(
    act: Act,
    document: Document,
    stem: Paragraph,
    new: NewParagraph | Paragraph,
    just_added: Collection[Paragraph] = (),
) -> Number | None:
    """Number a paragraph beside its stem, `2 alt`; None beside one without a number. (T10)"""
    if stem.number is None:
        return None
    if series(new.kind) != series(stem.kind):
        raise BadInput(
            "text.other_series",
            f"An alternative to {stem.label} is numbered beside it: choose a kind that is "
            f"{'preambular' if series(stem.kind) else 'not preambular'} and numbered.",
        )
    taken = await taken_numbers(act, document, stem.kind, stem.category_id)
    beside = [
        one.number for one in just_added if one.number and series(one.kind) == series(stem.kind)
    ]
    return place_alternative(stem.number, [*taken, *beside])


async def withdraw_option(act: Act, document: Document, found: SetRows, option_id: str) -> None:
    """Take one's own option back while nobody else has worked on it. (A4)"""
    amendments = await store.amendments_in(act.write, document.id)
    option = found.option(option_id)
    fact = allowed(
        rules.withdraw_option(act.actor, state_of(found, document, amendments), option_id)
    )
    option.fate = "withdrawn"
    act.write.add(option)
    for one in found.of(option_id):
        await retire_for(act, document, one, "taken back by who proposed it", ParagraphTakenBack)
    await act.write.flush()
    await act.record(fact, audience=document.audience)
    await end_if_alone(act, document, found.row.id)
