"""Declaring how far consensus has got, and opening agreed text again."""

from app.consensus.packages import break_package
from app.consensus.setting import contested, set_status
from app.groups import Act, allowed
from app.rules import agreement
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
    """Declare a status about the words whose digest was shown. (C1 to C3, C7, C12)

    Raises `Refused` with the words as they are now if they are not those.
    """
    words = await words_shown(act, document, paragraph, shown)  # C2
    against = await contested(act.write, paragraph)
    fact = allowed(
        rules.declare(
            act.actor, paragraph.state(document), status, shown, words, note, contested=against
        )
    )
    await set_status(act, paragraph, status, shown, note)
    await act.record(fact, audience=document.audience)


async def reopen(act: Act, document: Document, paragraph: Paragraph, reason: str) -> None:
    """Open agreed text again, with a reason; the agreement stays on the record. (C4, C15)"""
    before = paragraph.state(document)
    fact = allowed(rules.reopen(act.actor, before, reason))
    await set_status(act, paragraph, "under discussion", None, None)
    await act.record(fact, audience=document.audience)
    await break_package(act, document, paragraph, fact.reason)


async def adopt_status(
    act: Act, document: Document, paragraph: Paragraph, status: Status, note: str | None
) -> None:
    """Give an endorsed paragraph the status its breakout proposed, about the words endorsed. (E3)

    What the breakout left as it was stays as it was, and an agreement over words that are still
    contested is not carried over. (C7, C12, C16)
    """
    status = agreement.endorsed_as(status)
    if status == paragraph.status and paragraph.status_digest in (None, paragraph.digest):
        return
    fact = rules.declare(
        act.actor,
        paragraph.state(document),
        status,
        paragraph.digest,
        paragraph.runs,
        note,
        contested=await contested(act.write, paragraph),
    )
    if isinstance(fact, No):
        return
    await set_status(act, paragraph, status, paragraph.digest, note)
    await act.record(fact, audience=document.audience)
