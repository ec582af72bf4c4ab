"""How far consensus has got, about which exact words.

docs/rules/consensus.md numbers the rules C1 to C7, C12 and C13 held here; C8 to C11 are held by
`positions`, C14 to C16 by `agreement`.
"""

from dataclasses import dataclass

from app.rules import words as w
from app.rules.actors import Actor
from app.rules.facts import AgreementReopened, StatusDeclared, StatusFell
from app.rules.kinds import NEGOTIABLE, SETTLED, Kind, Status
from app.rules.text import ENDORSED, RETIRED, ParagraphState, may_shape, same_words, silent
from app.rules.verdict import No
from app.rules.words import Words


@dataclass(frozen=True, slots=True)
class Contested:
    """What stands against agreement beside the words themselves."""

    objections: int = 0
    """Delegations that object, and have not withdrawn."""
    options_open: bool = False
    """Whether it is, or has, an alternative that is not decided yet."""
    awaited: int = 0
    """Delegations whose confirmation is still awaited."""


CLEAR = Contested()


def may_declare(actor: Actor, paragraph: ParagraphState) -> No | None:
    """C1: in plenary the podium declares a status; in a breakout its convenor."""
    if paragraph.retired:
        return RETIRED
    if paragraph.endorsed:
        return ENDORSED
    if paragraph.silent_until is not None:  # S4
        return silent(paragraph.silent_until)
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
    *,
    contested: Contested = CLEAR,
) -> StatusDeclared | No:
    """Declare a status about the words shown (their digest), or say why not.

    (C1 to C4, C7, C12)
    """
    refusal = (
        may_declare(actor, paragraph)
        or same_words(shown, words)  # C2
        or _steps_out_of_agreement(paragraph, status, contested)
        or (next(iter(standing(words, contested)), None) if status in SETTLED else None)
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


_AGREEMENT_GOES_ON: dict[Status, frozenset[Status]] = {
    "agreed ad referendum": SETTLED,
    "agreed pending delegations": frozenset(("agreed pending delegations", "agreed")),
    "agreed as a package": frozenset(),
    "agreed": frozenset(("agreed",)),
}
"""What each settled status may go on to without being reopened. (C4)"""


def _steps_out_of_agreement(
    paragraph: ParagraphState, status: Status, contested: Contested
) -> No | None:
    """C4: agreed words are reopened first; from ad referendum one may go on to firmer agreement."""
    if paragraph.status not in SETTLED:
        return None
    if paragraph.status == "agreed as a package" and status in SETTLED:
        return No.now(
            "consensus.in_a_package",
            "This paragraph is agreed as a package: it becomes agreed together with the others, "
            "when the package is declared complete. Reopen it to take it out.",
        )
    if status not in _AGREEMENT_GOES_ON[paragraph.status]:
        return No.now(
            "consensus.reopen_first",
            f"This paragraph is {paragraph.status}. Reopen it with a reason before declaring it "
            f"{status}.",
        )
    if paragraph.status == "agreed pending delegations" != status and contested.awaited:
        noun = "delegation has" if contested.awaited == 1 else "delegations have"
        return No.now(
            "consensus.confirmations_awaited",
            f"{contested.awaited} {noun} still to confirm. With the last confirmation the "
            "paragraph is agreed; or reopen it with a reason.",
        )
    return None


def standing(words: Words, contested: Contested = CLEAR) -> tuple[No, ...]:
    """Return what stands against agreeing to these words, each with what to do. (C7, C12)"""
    found = (
        _objection_stands(contested.objections),
        _some(
            len(w.structure(words, "br")),
            "consensus.brackets_standing",
            ("bracket still stands", "brackets still stand"),
            "Have {them} lifted, or remove {them} with a reason.",
        ),
        _some(
            len(w.structure(words, "ph")),
            "consensus.placeholders_standing",
            ("placeholder still waits", "placeholders still wait"),
            "Put words in {their} place.",
        ),
        _some(
            len(w.amendments(words)),
            "consensus.amendments_pending",
            ("amendment is still pending", "amendments are still pending"),
            "Accept or reject {them} before the words are agreed.",
        ),
        _options_open(contested.options_open),
        None
        if w.plain(w.amended(words)).strip()
        else No.now("consensus.no_words", "This paragraph has no words to agree to."),
    )
    return tuple(one for one in found if one is not None)


def _some(count: int, reason: str, nouns: tuple[str, str], advice: str) -> No | None:
    if not count:
        return None
    them, their = ("it", "its") if count == 1 else ("them", "their")
    noun = nouns[0] if count == 1 else nouns[1]
    return No.now(
        reason, f"{count} {noun} in this paragraph. {advice.format(them=them, their=their)}"
    )


def _objection_stands(count: int) -> No | None:
    if not count:
        return None
    who = "1 delegation objects" if count == 1 else f"{count} delegations object"
    return No.now(
        "consensus.objection_standing",
        f"{who} to this paragraph. Find words that lift the objection before it is agreed.",
    )


def _options_open(is_open: bool) -> No | None:
    if not is_open:
        return None
    return No.now(
        "consensus.options_open",
        "Alternatives to these words are still open. Choose one, merge them or leave them "
        "standing with a recommendation first.",
    )


def obstacles(
    paragraph: ParagraphState,
    words: Words,
    contested: Contested = CLEAR,
    *,
    with_breakout: bool = False,
) -> tuple[No, ...]:
    """Return why a paragraph cannot be agreed as it stands; none makes it a candidate. (C13)"""
    if paragraph.kind not in NEGOTIABLE:
        noun = f"A {paragraph.kind} carries no consensus status."
        return (No.now("consensus.not_negotiable", noun),)
    if paragraph.retired:
        return (RETIRED,)
    if paragraph.endorsed:
        return (ENDORSED,)
    if paragraph.status in SETTLED:
        settled = f"This paragraph is {paragraph.status} already."
        return (No.now("consensus.settled", settled),)
    if paragraph.silent_until is not None:
        return (silent(paragraph.silent_until),)
    if paragraph.status == "withdrawn":
        withdrawn = No.now("consensus.withdrawn", "This paragraph is withdrawn.")
        return (withdrawn, *standing(words, contested))
    if with_breakout:
        away = No.now("consensus.with_breakout", "It is with a breakout; wait for the report.")
        return (away, *standing(words, contested))
    return standing(words, contested)


def may_reopen(actor: Actor, paragraph: ParagraphState) -> No | None:
    """C4: the chair reopens agreed text in plenary, the convenor in the breakout."""
    if paragraph.retired:
        return RETIRED
    if paragraph.silent_until is not None:  # S4
        return silent(paragraph.silent_until)
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
