"""Declaring how far consensus has got, and opening agreed text again."""

from app.groups import Act, allowed
from app.rules import consensus as rules
from app.rules.kinds import Status
from app.rules.verdict import No
from app.text import Document, Paragraph, words_shown


async def declare(
    act: Act,
    document: Document,
    paragraph: Paragraph,
    status: Status,
    shown: str,
    note: str | None = None,
) -> None:
    """Declare a status about the words whose digest was shown. (C1 to C3, C7)

    Raises `Refused` with the words as they are now if they are not those.
    """
    words = await words_shown(act, document, paragraph, shown)  # C2
    fact = allowed(rules.declare(act.actor, paragraph.state(document), status, shown, words, note))
    await _set(act, paragraph, status, shown, note)
    await act.record(fact, audience=document.audience)


async def _set(
    act: Act, paragraph: Paragraph, status: Status, digest: str | None, note: str | None
) -> None:
    paragraph.status = status
    paragraph.status_digest = digest
    paragraph.status_note = note
    paragraph.status_at = act.now
    act.write.add(paragraph)
    await act.write.flush()
    act.write.after_commit(lambda: act.hub.reconsider(document=paragraph.sync_name))


async def reopen(act: Act, document: Document, paragraph: Paragraph, reason: str) -> None:
    """Open agreed text again, with a reason; the agreement stays on the record. (C4)"""
    fact = allowed(rules.reopen(act.actor, paragraph.state(document), reason))
    await _set(act, paragraph, "under discussion", None, None)
    await act.record(fact, audience=document.audience)


async def adopt_status(
    act: Act, document: Document, paragraph: Paragraph, status: Status, note: str | None
) -> None:
    """Give an endorsed paragraph the status its breakout proposed, about the words endorsed. (E3)

    What the breakout left as it was stays as it was, and an agreement over words that still hold
    pending amendments is not carried over. (C7)
    """
    if status == paragraph.status and paragraph.status_digest in (None, paragraph.digest):
        return
    fact = rules.declare(
        act.actor, paragraph.state(document), status, paragraph.digest, paragraph.runs, note
    )
    if isinstance(fact, No):
        return
    await _set(act, paragraph, status, paragraph.digest, note)
    await act.record(fact, audience=document.audience)
