"""How far consensus has got, about which exact words. docs/rules/consensus.md numbers C1 to C7."""

from app.rules import words as w
from app.rules.actors import Actor
from app.rules.facts import AgreementReopened, StatusDeclared, StatusFell
from app.rules.kinds import NEGOTIABLE, SETTLED, Kind, Status
from app.rules.text import ENDORSED, RETIRED, ParagraphState, may_shape, same_words
from app.rules.verdict import No
from app.rules.words import Words


def may_declare(actor: Actor, paragraph: ParagraphState) -> No | None:
    """C1: in plenary the podium declares a status; in a breakout its convenor."""
    if paragraph.retired:
        return RETIRED
    if paragraph.endorsed:
        return ENDORSED
    if paragraph.kind not in NEGOTIABLE:  # C6
        return No.now(
            "consensus.not_negotiable", f"A {paragraph.kind} carries no consensus status."
        )
    if paragraph.breakout_id is None:
        if actor.serves:
            return None
        return No(
            "consensus.podium_declares",
            "Only the chair and the secretariat declare a status in plenary.",
        )
    if actor.breakout_role(paragraph.breakout_id) != "convenor":
        return No("consensus.convenor_declares", "Only the convenor marks its proposals.")
    return may_shape(actor, paragraph.breakout_id, paragraph.breakout_state)


def declare(
    actor: Actor,
    paragraph: ParagraphState,
    status: Status,
    shown: str,
    words: Words,
    note: str | None,
) -> StatusDeclared | No:
    """Declare a status about the words shown (their digest), or say why not. (C1 to C4, C7)"""
    refusal = (
        may_declare(actor, paragraph)
        or same_words(shown, words)  # C2
        or _steps_out_of_agreement(paragraph, status)
        or _agrees_with_open_amendments(status, words)
    )
    if refusal is not None:
        return refusal
    return StatusDeclared(
        document_id=paragraph.document_id,
        paragraph_id=paragraph.id,
        breakout_id=paragraph.breakout_id,
        label=paragraph.label,
        status=status,
        status_before=paragraph.status,
        level=paragraph.level,
        digest=shown,
        note=note,
    )


def _steps_out_of_agreement(paragraph: ParagraphState, status: Status) -> No | None:
    """C4: agreed words are reopened first; from ad referendum one may only go on to agreed."""
    if paragraph.status not in SETTLED or status in (paragraph.status, "agreed"):
        return None
    return No.now(
        "consensus.reopen_first",
        f"This paragraph is {paragraph.status}. Reopen it with a reason before declaring it "
        f"{status}.",
    )


def _agrees_with_open_amendments(status: Status, words: Words) -> No | None:
    """C7: words with a pending amendment cannot be agreed; decide the amendments first."""
    pending = len(w.amendments(words))
    if status not in SETTLED or not pending:
        return None
    noun = "amendment is" if pending == 1 else "amendments are"
    return No.now(
        "consensus.amendments_pending",
        f"{pending} {noun} still pending in this paragraph. Accept or reject them before the "
        "words are agreed.",
    )


def may_reopen(actor: Actor, paragraph: ParagraphState) -> No | None:
    """C4: the chair reopens agreed text in plenary, the convenor in the breakout."""
    if paragraph.retired:
        return RETIRED
    if not paragraph.frozen:
        return No.now("consensus.not_agreed", "This paragraph is not agreed: nothing to reopen.")
    if paragraph.breakout_id is None:
        if actor.presides:
            return None
        return No("consensus.chair_reopens", "Only the chair reopens agreed text.")
    return may_declare(actor, paragraph)


def reopen(actor: Actor, paragraph: ParagraphState, reason: str) -> AgreementReopened | No:
    """Open agreed text again, with a reason on the record. (C4)"""
    refusal = may_reopen(actor, paragraph)
    if refusal is not None:
        return refusal
    if not reason.strip():
        return No.now("consensus.reason_needed", "Say why agreed text is opened again.")
    return AgreementReopened(
        document_id=paragraph.document_id,
        paragraph_id=paragraph.id,
        breakout_id=paragraph.breakout_id,
        label=paragraph.label,
        status_before=paragraph.status,
        digest=paragraph.status_digest or "",
        reason=reason.strip(),
    )


def falls(paragraph: ParagraphState, digest: str) -> StatusFell | None:
    """C5: a status that names words falls back when the words are no longer those."""
    bound = paragraph.status in SETTLED or paragraph.status == "divergent"
    if not bound or paragraph.status_digest in (None, digest):
        return None
    return StatusFell(
        document_id=paragraph.document_id,
        paragraph_id=paragraph.id,
        breakout_id=paragraph.breakout_id,
        label=paragraph.label,
        status_before=paragraph.status,
        digest_before=paragraph.status_digest or "",
        digest=digest,
    )


def falls_with_kind(before: Kind, after: Kind) -> bool:
    """C6: a paragraph that stops being negotiable text carries no status any more."""
    return before in NEGOTIABLE and after not in NEGOTIABLE
