"""Agreement that waits for delegations: declaring it, confirming, declining. (C14)"""

from collections.abc import Sequence

from app.consensus import store
from app.consensus.setting import contested, set_status, speaking, write_status
from app.consensus.tables import Confirmation
from app.groups import Act, allow, allowed
from app.rules import agreement
from app.rules import consensus as rules
from app.text import Document, Paragraph, words_shown


async def declare_pending(
    act: Act,
    document: Document,
    paragraph: Paragraph,
    pending: Sequence[str],
    shown: str,
    note: str | None = None,
) -> None:
    """Declare a paragraph agreed as soon as the delegations named have confirmed. (C14)"""
    words = await words_shown(act, document, paragraph, shown)  # C2
    against = await contested(act.write, paragraph)
    named = list(dict.fromkeys(pending))
    fact = allowed(
        rules.declare(
            act.actor,
            paragraph.state(document),
            "agreed pending delegations",
            shown,
            words,
            note,
            contested=against,
        )
    )
    allow(agreement.name_pending(named, await speaking(act.write, document)))
    await set_status(act, paragraph, "agreed pending delegations", shown, note)
    act.write.add_all(
        Confirmation(paragraph_id=paragraph.id, delegation_id=one, digest=shown, asked_at=act.now)
        for one in named
    )
    await act.record(fact.model_copy(update={"pending": tuple(named)}), audience=document.audience)


async def confirm(act: Act, document: Document, paragraph: Paragraph, shown: str) -> None:
    """Confirm for one's delegation; with the last confirmation the words are agreed. (C14)

    The declarer stays the one who declared: the delegations fulfil what was declared then.
    """
    words = await words_shown(act, document, paragraph, shown)  # C2
    rows = await _awaited(act, paragraph)
    against = await contested(act.write, paragraph)
    fact = allowed(
        agreement.confirm(
            act.actor, paragraph.state(document), list(rows), shown, words, contested=against
        )
    )
    row = rows[act.actor.delegation_id or ""]
    row.state, row.answered_at, row.person_id = "confirmed", act.now, act.actor.person_id
    act.write.add(row)
    if fact.status != paragraph.status:
        paragraph.status = fact.status
        paragraph.status_at = act.now
        await write_status(act, paragraph)
    await act.record(fact, audience=document.audience)


async def decline(act: Act, document: Document, paragraph: Paragraph, reason: str) -> None:
    """Decline for one's delegation, with a reason: the text is under discussion again. (C14)"""
    rows = await _awaited(act, paragraph)
    fact = allowed(agreement.decline(act.actor, paragraph.state(document), list(rows), reason))
    await set_status(act, paragraph, "under discussion", None, None)
    # The fact says why it fell; nobody has declared it under discussion.
    paragraph.status_by = paragraph.status_by_name = paragraph.status_by_role = None
    await act.record(fact, audience=document.audience)


async def _awaited(act: Act, paragraph: Paragraph) -> dict[str, Confirmation]:
    rows = await store.confirmations_of(act.write, paragraph.id)
    return {one.delegation_id: one for one in rows if one.state == "awaited"}
