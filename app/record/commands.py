"""Writes facts, in the transaction of the change they tell of. (R2)"""

from datetime import datetime

from app.kit.db import Write
from app.record.chain import chain_hash
from app.record.news import News
from app.record.tables import Entry, RecordHead
from app.rules.actors import Actor
from app.rules.facts import Fact


async def append(
    write: Write,
    news: News,
    group_id: str,
    actor: Actor | None,
    fact: Fact,
    now: datetime,
    *,
    audience: str | None = None,
) -> Entry:
    """Append one fact to the group's record; readers are woken when the transaction commits.

    `actor` is None for what the system saw happen by itself.
    """
    head = await _head(write, group_id)
    indexed = {"document_id", "paragraph_id", "breakout_id"}
    entry = Entry(
        group_id=group_id,
        seq=head.seq + 1,
        at=now,
        kind=fact.kind,
        person_id=actor.person_id if actor else None,
        person_name=actor.person_name if actor else None,
        role=actor.role if actor else "system",
        delegation_id=actor.delegation_id if actor else None,
        document_id=fact.document_id,
        paragraph_id=fact.paragraph_id,
        breakout_id=fact.breakout_id,
        audience=audience,
        data=fact.model_dump(mode="json", exclude=indexed),
        hash="",
    )
    entry.hash = chain_hash(head.hash, entry)
    head.seq, head.hash = entry.seq, entry.hash
    write.add(entry)
    news.publish_after(write, entry)
    return entry


async def _head(write: Write, group_id: str) -> RecordHead:
    """Return the end of the group's chain, locked the first time in a transaction."""
    heads: dict[str, RecordHead] = write.info.setdefault(HEADS, {})
    head = heads.get(group_id) or await write.get(RecordHead, group_id, with_for_update=True)
    if head is None:
        head = RecordHead(group_id=group_id)
        write.add(head)
    heads[group_id] = head
    return head


HEADS = "record.heads"
