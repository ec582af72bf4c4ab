"""The plenary negotiates: brackets, options, positions, agreement that waits, silence."""

from datetime import timedelta

from app.consensus import (
    Chosen,
    Said,
    SilenceProcedure,
    break_silence,
    confirm,
    declare_package,
    declare_pending,
    explain,
    open_silence,
    take_position,
)
from app.demo.scenario import HeldEntry, Holder, PlacedEntry, SilenceEntry
from app.demo.stage import Place, Stage, digest_shown, found
from app.meetings import close_sitting, open_sitting, sitting_in
from app.rules import words as w
from app.rules.renumbering import map_digest
from app.text import (
    Range,
    add_option,
    document_in,
    join_bracket,
    join_rivals,
    leave_standing,
    map_of,
    paragraph_in,
    place_bracket,
    put_aside,
    renumber,
    set_around,
)


async def negotiate(stage: Stage) -> None:
    """Play what data/negotiation.toml says, in its order."""
    said = stage.scenario.negotiation
    for held in said.held:
        await _hold(stage, held)
    for held in said.held:
        if held.rivals:
            await _join_rivals(stage, held)
    for placed in said.placed:
        await _place(stage, placed)
    await _options(stage)
    for position in said.position:
        async with stage.act(stage.speaker(position.by)) as act:
            document, paragraph = await found(act, stage.plenary(position.on))
            shown = await digest_shown(act, document, paragraph)
            taken = Said(position.stance, position.reason, position.would_lift)
            await take_position(act, document, paragraph, taken, shown)
    await _agree(stage)
    for note in said.note:
        await _note(stage, note.paragraph, note.after, note.text)


async def _brackets(stage: Stage, place: Place) -> tuple[str, ...]:
    """The brackets of a paragraph in the order they open in."""
    async with stage.act(stage.chair) as act:
        _, paragraph = await found(act, place)
        return w.structure(paragraph.runs, "br")


async def _hold(stage: Stage, held: HeldEntry) -> None:
    """Let delegations say that they hold a bracket that came with the text."""
    bracket = (await _brackets(stage, stage.plenary(held.paragraph)))[held.number - 1]
    for holder in held.holder:
        await _join(stage, held.paragraph, bracket, holder)


async def _join(stage: Stage, key: str, bracket: str, holder: Holder) -> None:
    async with stage.act(stage.speaker(holder.by)) as act:
        document, _ = await found(act, stage.plenary(key))
        await join_bracket(act, document, bracket, holder.reason, holder.accepts)


async def _join_rivals(stage: Stage, held: HeldEntry) -> None:
    """Let the chair join brackets beside each other as rival words."""
    there = await _brackets(stage, stage.plenary(held.paragraph))
    async with stage.act(stage.chair) as act:
        document, _ = await found(act, stage.plenary(held.paragraph))
        await join_rivals(act, document, [there[number - 1] for number in held.rivals])


async def _place(stage: Stage, placed: PlacedEntry) -> None:
    """Let a delegation put words in brackets, and others join it."""
    async with stage.act(stage.speaker(placed.by)) as act:
        document, paragraph = await found(act, stage.plenary(placed.paragraph))
        shown = await digest_shown(act, document, paragraph)
        before, _, _ = w.plain(paragraph.runs).partition(placed.words)
        start = w.utf16_length(before)
        where = Range(paragraph.id, start, start + w.utf16_length(placed.words), shown)
        bracket = await place_bracket(act, document, [where], placed.reason, placed.accepts, None)
    for by in placed.joined:
        await _join(stage, placed.paragraph, bracket.id, Holder(by=by, reason=placed.reason))


async def _options(stage: Stage) -> None:
    """Put options without text beside paragraphs, and leave sets standing."""
    for option in stage.scenario.negotiation.option:
        async with stage.act(stage.speaker(option.by)) as act:
            document, paragraph = await found(act, stage.plenary(option.beside))
            await add_option(act, document, [paragraph.id], [])
    for left in stage.scenario.negotiation.left_standing:
        async with stage.act(stage.chair) as act:
            document, paragraph = await found(act, stage.plenary(left.of))
            _, recommended = await found(act, stage.plenary(left.recommended))
            options = await set_around(act.write, paragraph)
            assert options is not None
            shown = {one.id: await digest_shown(act, document, one) for one in options.everyone}
            await leave_standing(act, document, options, recommended.option_id, shown, left.reason)


async def _agree(stage: Stage) -> None:
    """Declare what is agreed pending delegations or as a package, and let some confirm."""
    said = stage.scenario.negotiation
    for pending in said.pending:
        place = stage.plenary(pending.paragraph)
        async with stage.act(stage.chair) as act:
            document, paragraph = await found(act, place)
            shown = await digest_shown(act, document, paragraph)
            awaited = [stage.delegations[short] for short in pending.delegations]
            await declare_pending(act, document, paragraph, awaited, shown, pending.note)
        for short in pending.confirmed:
            async with stage.act(stage.speaker(short)) as act:
                document, paragraph = await found(act, place)
                await confirm(act, document, paragraph, paragraph.digest)
    for package in said.package:
        async with stage.act(stage.chair) as act:
            document = await document_in(act, stage.document_id)
            parts = []
            for key in package.paragraphs:
                paragraph = await paragraph_in(act, document, stage.paragraphs[key])
                parts.append((paragraph, await digest_shown(act, document, paragraph)))
            await declare_package(act, document, parts, package.note)


async def _note(stage: Stage, key: str, after: str, text: str) -> None:
    """Let the chair put a note of the secretariat's behind words."""
    async with stage.act(stage.chair) as act:
        document, paragraph = await found(act, stage.plenary(key))
        shown = await digest_shown(act, document, paragraph)
        before, behind, _ = w.plain(paragraph.runs).partition(after)
        at = w.utf16_length(before + behind)
        where = Range(paragraph.id, at, at, shown)
        await put_aside(act, document, paragraph, "nt", where, text)


async def put_under_silence(stage: Stage) -> None:
    """Put under silence what was not reached; one delegation breaks it, one explains itself."""
    for entry in stage.scenario.negotiation.silence:
        async with stage.act(stage.chair) as act:
            document = await document_in(act, stage.document_id)
            chosen = []
            for key in entry.paragraphs:
                paragraph = await paragraph_in(act, document, stage.paragraphs[key])
                shown = await digest_shown(act, document, paragraph)
                chosen.append(Chosen(paragraph.id, shown))
            closes = act.now + timedelta(hours=entry.hours)
            procedure = await open_silence(act, document, chosen, closes, entry.note)
        await _answer(stage, entry, procedure.id)


async def _answer(stage: Stage, entry: SilenceEntry, silence_id: str) -> None:
    for broken in entry.broken:
        async with stage.act(stage.speaker(broken.by)) as act:
            document, paragraph = await found(act, stage.plenary(broken.paragraph))
            await break_silence(act, document, paragraph, broken.reason)
    for said in entry.explanation:
        async with stage.act(stage.speaker(said.by)) as act:
            paragraph_id = stage.paragraphs[said.paragraph]
            procedure = await act.write.get_one(SilenceProcedure, silence_id)
            await explain(act, procedure, said.text, paragraph_id)


async def renumber_text(stage: Stage) -> None:
    """Let the chair number the text anew, by the map as it is shown."""
    async with stage.act(stage.chair) as act:
        document = await document_in(act, stage.document_id)
        shown = map_digest(await map_of(act.write, document))
        await renumber(act, document, shown, stage.scenario.negotiation.renumbered)


async def sit(stage: Stage) -> None:
    """Open the next sitting of the scenario, having closed the one before it."""
    titles = [one.title for one in stage.scenario.negotiation.sitting]
    async with stage.act(stage.chair) as act:
        if stage.sittings:
            await close_sitting(await sitting_in(act, stage.sittings[-1]))
        sitting = await open_sitting(act, titles[len(stage.sittings)])
    stage.sittings.append(sitting.id)
