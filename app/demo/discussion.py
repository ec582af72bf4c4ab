"""The plenary goes through its text: amendments are made and decided, statuses declared."""

from app.consensus import declare, reopen
from app.demo.notation import authors, parse
from app.demo.scenario import ParagraphEntry
from app.demo.stage import Place, Stage, digest_shown, found
from app.rules.kinds import Status

WAITING = ("agreed pending delegations", "agreed as a package")
"""What is declared with what it waits for: `negotiation`."""


async def discuss(stage: Stage) -> None:
    """Take the paragraphs in the order of the text."""
    chair = stage.chair
    for entry in stage.scenario.every_paragraph():
        place = stage.plenary(entry.key)
        if entry.tabled is not None:
            await settle_tabled(
                stage, chair, place, entry.tabled, entry.accept, entry.reject, among=None
            )
        await _open_again(stage, chair, place, entry)
        if entry.words is not None and authors(parse(entry.words)):
            await stage.propose(place, parse(entry.words))
        if entry.reopened is None and entry.status not in ("not discussed", *WAITING):
            await say(stage, chair, place, entry.status, entry.note)


async def _open_again(stage: Stage, chair: str, place: Place, entry: ParagraphEntry) -> None:
    """Agree a paragraph that will be opened again, and open it."""
    if entry.reopened is None:
        return
    await say(stage, chair, place, "agreed", None)
    async with stage.act(chair) as act:
        document, paragraph = await found(act, place)
        await reopen(act, document, paragraph, entry.reopened)


async def say(stage: Stage, key: str, place: Place, status: Status, note: str | None) -> None:
    """Declare a status about the words as they are."""
    async with stage.act(key) as act:
        document, paragraph = await found(act, place)
        shown = await digest_shown(act, document, paragraph)
        await declare(act, document, paragraph, status, shown, note)


async def settle_tabled(
    stage: Stage,
    by: str,
    place: Place,
    tabled: str,
    accept: tuple[str, ...],
    reject: tuple[str, ...],
    *,
    among: tuple[str, ...] | None,
) -> None:
    """Let delegations propose what was tabled, and decide what is to be decided of it."""
    proposed = await stage.propose(place, parse(tabled), among)
    for short, amendments in proposed.items():
        if short in accept or short in reject:
            await stage.decide(by, place, amendments, accept=short in accept)
