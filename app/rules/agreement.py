"""Agreement that waits: for delegations to confirm, or for the other paragraphs of a package.

docs/rules/consensus.md numbers the rules C14 to C16.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from app.rules.actors import Actor
from app.rules.consensus import CLEAR, Contested, may_declare, standing
from app.rules.facts import (
    AgreementConfirmed,
    AgreementDeclined,
    PackageBroken,
    PackageCompleted,
    StatusDeclared,
)
from app.rules.kinds import SETTLED, Status
from app.rules.text import ParagraphState, same_words
from app.rules.verdict import No
from app.rules.words import Words


def name_pending(named: Sequence[str], speaking: Collection[str]) -> No | None:
    """C14: who declares an agreement pending says on whom it waits, of those who take part."""
    if not named:
        return No.now("consensus.name_delegations", "Name the delegations that have to confirm.")
    if set(named) <= set(speaking):
        return None
    return No.now(
        "consensus.delegation_does_not_speak",
        "Only delegations that take part in the negotiation here can be asked to confirm.",
    )


def may_confirm(actor: Actor, paragraph: ParagraphState, awaited: Collection[str]) -> No | None:
    """C14: a delegation that was named confirms or declines for itself."""
    if paragraph.status != "agreed pending delegations":
        return No.now("consensus.not_pending", "No confirmation is awaited for this paragraph.")
    if not actor.speaks or actor.delegation_id not in awaited:
        return No(
            "consensus.not_awaited", "Only a delegation whose word is awaited confirms or declines."
        )
    return None


def confirm(
    actor: Actor,
    paragraph: ParagraphState,
    awaited: Collection[str],
    shown: str,
    words: Words,
    *,
    contested: Contested = CLEAR,
) -> AgreementConfirmed | No:
    """Confirm the agreement about the words shown; the last confirmation makes it stand. (C14)

    While an objection stands the last confirmation is noted and the text remains pending. (C12)
    """
    refusal = may_confirm(actor, paragraph, awaited) or same_words(shown, words)
    if refusal is not None:
        return refusal
    last = len(set(awaited)) == 1 and not standing(words, contested)
    return AgreementConfirmed(
        document_id=paragraph.document_id,
        paragraph_id=paragraph.id,
        breakout_id=paragraph.breakout_id,
        label=paragraph.label,
        delegation_id=actor.delegation_id,
        digest=shown,
        status="agreed" if last else paragraph.status,
    )


def decline(
    actor: Actor, paragraph: ParagraphState, awaited: Collection[str], reason: str
) -> AgreementDeclined | No:
    """Say no where a yes was awaited, with a reason: the agreement does not stand. (C14)"""
    refusal = may_confirm(actor, paragraph, awaited)
    if refusal is not None:
        return refusal
    if not reason.strip():
        return No.now("consensus.reason_needed", "Say why your delegation does not confirm.")
    return AgreementDeclined(
        document_id=paragraph.document_id,
        paragraph_id=paragraph.id,
        breakout_id=paragraph.breakout_id,
        label=paragraph.label,
        delegation_id=actor.delegation_id,
        status_before=paragraph.status,
        digest=paragraph.status_digest or "",
        reason=reason.strip(),
    )


@dataclass(frozen=True, slots=True)
class Part:
    """A paragraph of a package: how it stands, and about which words it was agreed."""

    paragraph: ParagraphState
    digest: str
    """Of the words it was agreed about."""
    words: Words
    contested: Contested = CLEAR


def may_make_package(parts: Sequence[ParagraphState], packaged: Collection[str]) -> No | None:
    """C15: a package is of two paragraphs at least, and no paragraph is in two of them.

    `packaged` holds the paragraphs that stand in a package already.
    """
    if len({one.id for one in parts}) < 2:
        return No.now(
            "consensus.package_of_two", "Name the other paragraphs this one is agreed with."
        )
    taken = next((one for one in parts if one.id in packaged), None)
    if taken is None:
        return None
    return No.now(
        "consensus.in_a_package",
        f"Paragraph {taken.label} stands in another package. Reopen it first, or complete that "
        "package.",
    )


def why_part_fell(part: Part) -> No | None:
    """C15: a part stands while its words are those agreed about, and their status holds."""
    label = part.paragraph.label or "without a number"
    if part.paragraph.status not in ("agreed", "agreed as a package"):
        return No.now(
            "consensus.part_fell", f"Paragraph {label} is {part.paragraph.status} by now."
        )
    if part.paragraph.status_digest != part.digest:
        return No.now("consensus.part_fell", f"Paragraph {label} is agreed about other words.")
    return None


def complete(
    actor: Actor, package_id: str, parts: Sequence[Part], shown: Mapping[str, str]
) -> PackageCompleted | No:
    """Declare a package complete: all its paragraphs become agreed, or none does. (C15)

    `shown` gives the digest of each paragraph's words as the declarer was shown them. (C2)
    """
    for part in parts:
        refusal = (
            may_declare(actor, part.paragraph)
            or same_words(shown.get(part.paragraph.id, ""), part.words)
            or why_part_fell(part)
            or next(iter(standing(part.words, part.contested)), None)
        )
        if refusal is not None:
            return refusal
    first = parts[0].paragraph
    return PackageCompleted(
        document_id=first.document_id,
        breakout_id=first.breakout_id,
        package_id=package_id,
        labels=tuple(part.paragraph.label for part in parts),
    )


def agreed_with_package(part: Part, labels: Sequence[str]) -> StatusDeclared:
    """Say of one paragraph that it is agreed, together with the others of its package. (C15)"""
    one = part.paragraph
    return StatusDeclared(
        document_id=one.document_id,
        paragraph_id=one.id,
        breakout_id=one.breakout_id,
        label=one.label,
        status="agreed",
        status_before=one.status,
        level=one.level,
        digest=part.digest,
        package=tuple(label for label in labels if label != one.label),
    )


def breaks(
    package_id: str, fallen: ParagraphState, parts: Sequence[ParagraphState], reason: str | None
) -> tuple[PackageBroken, ...]:
    """Say for each other paragraph that it is agreed as a package no more, and why. (C15)

    What was agreed by itself before, and only named in the package, stays agreed.
    """
    return tuple(
        PackageBroken(
            document_id=one.document_id,
            paragraph_id=one.id,
            breakout_id=one.breakout_id,
            label=one.label,
            package_id=package_id,
            status_before=one.status,
            digest=one.status_digest or "",
            because_of=fallen.label,
            reason=reason,
        )
        for one in parts
        if one.id != fallen.id and one.status == "agreed as a package"
    )


def endorsed_as(status: Status) -> Status:
    """What an agreement of a breakout's is worth in plenary, if it waited in the breakout. (C16)

    Confirmations were given to the breakout and its packages hold its own paragraphs: what waited
    there is agreed ad referendum in plenary, and the chair declares from there.
    """
    waited = ("agreed pending delegations", "agreed as a package")
    return "agreed ad referendum" if status in waited and status in SETTLED else status
