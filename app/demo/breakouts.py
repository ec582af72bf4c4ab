"""The breakouts of the demonstration get their copies, work and report; one is endorsed."""

from dataclasses import dataclass

from pycrdt import Text

from app.breakouts import (
    Endorse,
    access_breakout,
    endorse,
    items_of,
    open_breakout,
    report,
)
from app.demo.discussion import say, settle_tabled
from app.demo.notation import parse
from app.demo.plenary import as_words
from app.demo.scenario import BreakoutEntry, ChangeEntry, MeanwhileEntry, NewEntry
from app.demo.stage import Place, Stage, digest_shown, found
from app.rules import words as w
from app.rules.facts import BreakoutSeat
from app.text import (
    NewParagraph,
    add_paragraph,
    document_in,
    paragraph_in,
    paragraphs_of,
    retire,
    set_kind,
    settle,
    settling,
    split,
)


@dataclass(frozen=True, slots=True)
class Work:
    """A breakout at work: its copies of the paragraphs, by the scenario's keys."""

    entry: BreakoutEntry
    breakout_id: str
    document_id: str
    copies: dict[str, str]

    def place(self, key: str) -> Place:
        """The working copy's paragraph of this key."""
        return Place(self.document_id, self.copies[key])


async def work(stage: Stage) -> None:
    """Let one breakout after the other do what the scenario says."""
    for entry in stage.scenario.breakouts:
        group = await _open(stage, entry)
        for change in entry.change:
            await _change(stage, group, change)
        for new in entry.new:
            await _add(stage, group, new)
        for moved in entry.meanwhile:
            await _edit_in_plenary(stage, moved)
        if entry.state != "at work":
            async with stage.act(entry.convenor) as act:
                breakout = await access_breakout(act, group.breakout_id)
                await report(act, breakout, entry.intro or "")
        if entry.state == "endorsed":
            await _endorse(stage, group)


async def _open(stage: Stage, entry: BreakoutEntry) -> Work:
    """Let the chair give the breakout its paragraphs and its members."""
    seats = [
        BreakoutSeat(
            membership_id=stage.people[key].membership_id,
            role="convenor" if key == entry.convenor else "member",
        )
        for key in (entry.convenor, *entry.members)
    ]
    async with stage.act(stage.chair) as act:
        breakout = await open_breakout(
            act,
            await document_in(act, stage.document_id),
            name=entry.name,
            task=entry.task,
            category_ids=[stage.categories[label] for label in entry.categories],
            paragraph_ids=[stage.paragraphs[key] for key in entry.paragraphs],
            seats=seats,
            closed=False,
        )
        keys = {identity: key for key, identity in stage.paragraphs.items()}
        twins = await paragraphs_of(act.write, breakout.working_document_id)
        copies = {keys[twin.forked_from or ""]: twin.id for twin in twins}
    return Work(entry, breakout.id, breakout.working_document_id, copies)


async def _change(stage: Stage, group: Work, change: ChangeEntry) -> None:
    """Amend, split, mark or retire one paragraph of the working copy."""
    place, convenor = group.place(change.paragraph), group.entry.convenor
    if change.tabled is not None:
        await settle_tabled(
            stage,
            convenor,
            place,
            change.tabled,
            change.accept,
            change.reject,
            among=group.entry.members,
        )
    if change.retired is not None:
        async with stage.act(convenor) as act:
            document, paragraph = await found(act, place)
            await retire(act, document, paragraph, change.retired)
    places = [place]
    if change.split_after is not None:
        places.append(await _split(stage, convenor, place, change))
    if change.status is not None:
        for one in places:
            await say(stage, convenor, one, change.status, change.note)


async def _split(stage: Stage, convenor: str, place: Place, change: ChangeEntry) -> Place:
    """Cut a paragraph in two and give each part its kind; returns the second part."""
    async with stage.act(convenor) as act:
        document, paragraph = await found(act, place)
        words = w.plain(await settle(settling(act, document), paragraph))
        before, mark, _ = words.partition(change.split_after or "")
        second = await split(
            act,
            document,
            paragraph,
            w.utf16_length(before + mark),
            await digest_shown(act, document, paragraph),
        )
        for part, kind in zip((paragraph, second), change.kinds, strict=True):
            await set_kind(act, document, part, kind)
    return Place(place.document_id, second.id)


async def _add(stage: Stage, group: Work, new: NewEntry) -> None:
    """Let the convenor put a paragraph of the breakout's own into the working copy."""
    async with stage.act(group.entry.convenor) as act:
        document, after = await found(act, group.place(new.after))
        paragraph = await add_paragraph(
            act,
            document,
            after.category_id,
            after.id,
            NewParagraph(kind=new.kind, words=as_words(parse(new.words))),
        )
    group.copies[new.key] = paragraph.id
    if new.status is not None:
        await say(stage, group.entry.convenor, group.place(new.key), new.status, None)


async def _edit_in_plenary(stage: Stage, moved: MeanwhileEntry) -> None:
    """Let somebody of the podium change the plenary's words under the breakout's feet."""

    def edit(text: Text, _pen: str) -> None:
        before, mark, _ = str(text).partition(moved.replace)
        start = len(before.encode())
        del text[start : start + len(mark.encode())]
        text.insert(start, moved.with_)

    await stage.type(moved.by, stage.plenary(moved.paragraph), edit)


async def _endorse(stage: Stage, group: Work) -> None:
    """Let the chair have the plenary endorse everything that was reported, as shown."""
    async with stage.act(stage.chair) as act:
        breakout = await access_breakout(act, group.breakout_id)
        copy = await document_in(act, breakout.working_document_id)
        document = await document_in(act, breakout.document_id)
        wanted = []
        for copy_id in await items_of(act.write, breakout.id):
            twin = await paragraph_in(act, copy, copy_id)
            ours: str | None = None
            if twin.forked_from is not None:
                paragraph = await paragraph_in(act, document, twin.forked_from)
                ours = await digest_shown(act, document, paragraph)
            wanted.append(Endorse(twin.id, await digest_shown(act, copy, twin), ours))
        await endorse(act, breakout, wanted, group.entry.note)
