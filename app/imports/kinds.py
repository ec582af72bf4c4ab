"""A first guess at each paragraph's kind; the secretariat puts it right where it is wrong. (I6)"""

import re
from collections.abc import Sequence
from typing import Protocol

from app.rules.kinds import Kind

_OPENERS = re.compile(r"^[\s\[\]({“\"'*]+")
_LEGAL_ENDING = re.compile(r"[,;][\s\]\[)}”\"*]*(?:and)?$")

_PREAMBULAR = re.compile(
    r"(?:(?:Also|Further|Deeply|Fully|Gravely|Noting|Keenly|Strongly|Again|Taking)\s+)*(?:"
    r"(?:Acknowledg|Affirm|Aim|Alarm|Appreciat|Bear|Be|Believ|Commend|Concern|Confirm|Consider|"
    r"Consult|Declar|Emphasi[sz]|Express|Fulfil|Hav|Highlight|Keep|Not|Observ|Pursu|Reaffirm|"
    r"Realiz|Realis|Recall|Recogni[sz]|Reiterat|Stress|Support|Tak|Underlin|Underscor|Welcom)ing\b"
    r"|(?:Alarmed|Convinced|Concerned|Determined|Guided|Encouraged|Inspired|Resolved|Mindful|"
    r"Conscious|Aware|Cognizant|Pursuant to|In pursuit of|In furtherance|Desirous)\b)",
    re.IGNORECASE,
)
_OPERATIVE = re.compile(
    r"(?:(?:Also|Further|Strongly|Again)\s+)?(?:Acknowledges|Adopts|Affirms|Agrees|Appeals|"
    r"Approves|Authorizes|Calls|Commends|Confirms|Decides|Declares|Emphasizes|Encourages|"
    r"Endorses|Establishes|Expresses|Extends|Invites|Notes|Reaffirms|Recalls|Recognizes|"
    r"Recommends|Reiterates|Renews|Requests|Resolves|Stresses|Takes note|Underlines|Urges|"
    r"Welcomes)\b",
    re.IGNORECASE,
)
_RECOMMENDING = re.compile(
    r"\b(?:should|must|ought to|recommends?|recommended|recommendation|proposes?|urges?|"
    r"calls? (?:on|upon|for)|encourages?|needs? to be|debe(?:n|ría|rían)?|devrai(?:t|ent))\b"
    r"|应当?|建议|ينبغي|نوصي|следует|рекомендуе",
    re.IGNORECASE,
)
_NOTE = re.compile(
    r"(?:Note|NB|Editor's note|Editorial note|Placement|Placeholder)\b\s*[:.]?", re.I
)
_CHAPEAU = re.compile(
    r"[:：][\s\]*]*$|^[\s\[]*The (?:Parties to|Conference|General|States)\b.{0,80},$"
)
_LEGAL_MANNER = 3


class Guessable(Protocol):
    """What the guess looks at."""

    @property
    def kind(self) -> str:
        """`heading` or `paragraph`."""

    @property
    def guess(self) -> Kind | None:
        """The kind, where the format says it."""

    @property
    def number(self) -> str | None:
        """The number as given."""

    @property
    def marker_kind(self) -> str | None:
        """What form of number it is."""

    @property
    def level(self) -> int:
        """How deep the block stands."""

    @property
    def text(self) -> str:
        """The characters of the words."""


def guess_all(blocks: Sequence[Guessable]) -> list[Kind]:
    """Return the kind of every block, in order.

    A text that has several preambular or operative openings is read as a legal text: its numbered
    paragraphs are operative. Any other is a contribution: what says *should* is a recommendation,
    the rest are statements.
    """
    legal = sum(_legal(block.text) for block in blocks) >= max(_LEGAL_MANNER, len(blocks) // 12)
    guesses: list[Kind] = []
    parent: Kind = "note" if legal else "statement"
    for block in blocks:
        if block.kind == "heading" and legal:
            parent = "operative"
        guess = block.guess or _guess(block, legal=legal, parent=parent)
        if block.guess is None and block.level == 0 and guess not in {"note", "heading"}:
            parent = guess
        guesses.append(guess)
    return guesses


def _legal(text: str) -> bool:
    bare = _OPENERS.sub("", text)
    if _PREAMBULAR.match(bare):
        return _LEGAL_ENDING.search(bare) is not None
    return _OPERATIVE.match(bare) is not None or " shall " in bare


def _guess(block: Guessable, *, legal: bool, parent: Kind) -> Kind:
    text = block.text
    bare = _OPENERS.sub("", text)
    if block.number is None and _is_note(text, bare):
        return "note"
    if block.marker_kind == "pp" or (
        block.marker_kind != "number" and _PREAMBULAR.match(bare) and _LEGAL_ENDING.search(bare)
    ):
        return "preambular"
    if block.level > 0 and parent in {"operative", "preambular"}:
        return parent
    if block.number is None and _CHAPEAU.search(text):
        return "chapeau"
    if legal:
        before_all = parent == "note" and block.number is None and not _legal(text)
        return "note" if before_all else "operative"
    return "recommendation" if _RECOMMENDING.search(text) else "statement"


def _is_note(text: str, bare: str) -> bool:
    whole = text.rstrip("0123456789 ")
    if whole.startswith("{") and whole.endswith("}") and text.count("{") == text.count("}"):
        return True
    return _NOTE.match(bare) is not None or not any(c.isalnum() for c in text)
