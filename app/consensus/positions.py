"""Commands on positions, and how positions follow the words they are about."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from app.consensus import store
from app.consensus.setting import speaking
from app.consensus.tables import Position
from app.groups import Act, allow, allowed
from app.kit.errors import NotFound, Refused
from app.rules import positions as rules
from app.rules.facts.positions import Stance
from app.rules.positions import Subject
from app.rules.text import same_words
from app.text import Document, How, Option, Paragraph, follow_words, words_shown


@dataclass(frozen=True, slots=True)
class Said:
    """What a delegation says of a proposal."""

    stance: Stance
    reason: str = ""
    would_lift: str = ""


async def take(act: Act, document: Document, paragraph: Paragraph, said: Said, shown: str) -> None:
    """Say what one's delegation thinks of a paragraph, about the words shown. (C8, C9, C2)"""
    allow(rules.may_take(act.actor, paragraph.state(document)))
    await words_shown(act, document, paragraph, shown)
    subject = Subject(paragraph.state(document), paragraph.digest)
    await _take(act, document, subject, said)


async def take_on_option(
    act: Act, document: Document, option: Option, said: Said, shown: str
) -> None:
    """Say what one's delegation thinks of an option, about the words shown. (C8, C9, C2)"""
    subject = await option_subject(act, document, option)
    allow(rules.may_take(act.actor, subject.paragraph))
    if shown != subject.digest:
        refusal = same_words(shown, ())
        sentence = refusal.sentence if refusal else ""
        details = {"shown": shown, "digest": subject.digest}
        raise Refused("consensus.words_differ", sentence, details=details)
    await _take(act, document, subject, said)


async def option_subject(act: Act, document: Document, option: Option) -> Subject:
    """Return what a position on an option is about, its words settled.

    "No text" is beside the first paragraph of its set.
    """
    beside = await store.paragraphs_of_set(act.write, option.set_id)
    if not beside:
        raise NotFound("option")
    own = [one for one in beside if one.option_id == option.id]
    for one in own:
        await words_shown(act, document, one, one.digest)
    first = (own or list(beside))[0]
    return Subject(first.state(document), option_digest(own), option.id, option.label)


def option_digest(paragraphs: Sequence[Paragraph]) -> str:
    """Return what names the words of an option: the digests of its paragraphs in order."""
    return "+".join(one.digest for one in paragraphs)


async def _take(act: Act, document: Document, subject: Subject, said: Said) -> None:
    row = await _own(act, subject)
    before = row.value() if row else None
    fact = allowed(
        rules.take(act.actor, subject, said.stance, said.reason, said.would_lift, before)
    )
    row = row or Position(
        subject_id=subject.id,
        delegation_id=fact.delegation_id or "",
        document_id=document.id,
        paragraph_id=subject.paragraph.id,
        option_id=subject.option_id,
        stance=fact.stance,
        digest=fact.digest,
        person_id=act.actor.person_id,
        at=act.now,
    )
    row.stance, row.digest, row.at = fact.stance, fact.digest, act.now
    row.reason, row.would_lift = fact.reason, fact.would_lift
    row.person_id = act.actor.person_id
    act.write.add(row)
    await act.record(fact, audience=document.audience)


async def withdraw(act: Act, document: Document, subject: Subject, reason: str) -> None:
    """Take one's delegation's position back. (C8)"""
    row = await _own(act, subject)
    fact = allowed(rules.withdraw(act.actor, subject, row.value() if row else None, reason))
    if row is not None:
        await act.write.delete(row)
    await act.record(fact, audience=document.audience)


async def _own(act: Act, subject: Subject) -> Position | None:
    if act.actor.delegation_id is None:
        return None
    return await act.write.get(Position, (subject.id, act.actor.delegation_id))


async def follow(act: Act, source: Paragraph, target: Paragraph, how: How) -> None:
    """Let positions follow the words they are about. (C11)

    Both parts of a split keep them, a merged paragraph keeps the graver of two. Into a working
    copy go those of its members; what they say there comes back with the endorsement and stands
    in the place of what they said before.
    """
    await _carry(act, source.id, target.id, None, target, how)
    if source.option_id and target.option_id and source.option_id != target.option_id:
        await _carry(act, source.option_id, target.option_id, target.option_id, target, how)


async def _carry(
    act: Act, before: str, after: str, option_id: str | None, target: Paragraph, how: How
) -> None:
    rows = await store.positions_on(act.write, [before])
    if not rows:
        return
    there = {one.delegation_id: one for one in await store.positions_on(act.write, [after])}
    if how == "forked":
        copy = await act.write.get_one(Document, target.document_id)
        members = await speaking(act.write, copy)
        rows = [one for one in rows if one.delegation_id in members]
    for row in rows:
        known = there.get(row.delegation_id)
        if known is None:
            known = Position(
                subject_id=after,
                delegation_id=row.delegation_id,
                document_id=target.document_id,
                paragraph_id=target.id,
                option_id=option_id,
                **_said(row),
            )
        elif how == "endorsed" or rules.graver(row.value(), known.value()) == row.value():
            for name, value in _said(row).items():
                setattr(known, name, value)
        act.write.add(known)
    await act.write.flush()


def _said(row: Position) -> dict[str, Any]:
    kept = {"stance", "reason", "would_lift", "digest", "person_id", "at"}
    return row.model_dump(include=kept)


follow_words(follow)
