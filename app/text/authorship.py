"""Who added and who deleted which words, read from the journal.

Yjs deletions carry no author, so the actor of each journal entry is what tells. The entries are
replayed one by one and each is compared with the words before it.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from typing import Literal

from pycrdt import Doc
from sqlmodel.ext.asyncio.session import AsyncSession

from app.rules.words import Words, amendment_mark
from app.sync import history
from app.text.edits import YDoc, text_of, words_of

SeatOf = Callable[[str], str | None]
"""Gives the seat behind a person's id or a pen, or None when it is nobody's."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of words that stayed, came or went, and by whose hand."""

    op: Literal["equal", "insert", "delete"]
    text: str
    seat: str | None = None


@dataclass(frozen=True, slots=True)
class _Letter:
    text: str
    pens: tuple[str, ...] = ()
    """Pens that proposed its deletion."""
    came: str | None = None
    gone: str | None = None
    new: bool = False


async def changes_since_fork(
    session: AsyncSession, name: str, seat_of: SeatOf, *, added: bool = False
) -> list[Piece]:
    """Return what happened to a forked document's words since its first entry, the fork.

    Of a paragraph that was `added` and not forked, the first entry counts too.

    A pending amendment counts as made, by whoever proposed it; a deletion that was accepted
    counts as its proposer's.
    """
    doc: YDoc = Doc()
    text_of(doc)
    letters: list[_Letter] = []
    for index, entry in enumerate(await history(session, name)):
        doc.apply_update(entry.payload)
        now = _letters(words_of(doc))
        whole = index > 0 or added
        letters = _step(letters, now, seat_of(entry.actor), seat_of) if whole else now
    return _pieces(_with_pending(letter, seat_of) for letter in letters)


async def words_at_fork(session: AsyncSession, name: str) -> Words:
    """Return the words a forked document began with: its first entry, the fork."""
    doc: YDoc = Doc()
    text_of(doc)
    for entry in await history(session, name, to=1):
        doc.apply_update(entry.payload)
    return words_of(doc)


def _letters(words: Words) -> list[_Letter]:
    letters = []
    for run in words:
        marks = [mark for key in run.marks if (mark := amendment_mark(key)) is not None]
        pens = tuple(mark.pen for mark in marks if mark.op == "del")
        letters += [_Letter(character, pens) for character in run.text]
    return letters


def _step(
    before: list[_Letter], now: list[_Letter], seat: str | None, seat_of: SeatOf
) -> list[_Letter]:
    """Carry the letters over one journal entry: keep, add, and leave a trace of what went."""
    alive = [index for index, letter in enumerate(before) if letter.gone is None]
    old, new = "".join(before[i].text for i in alive), "".join(x.text for x in now)
    after: list[_Letter] = []
    place = 0
    for op, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        for offset in range(i2 - i1):
            index = alive[i1 + offset]
            after += before[place:index]  # the traces of what went earlier
            place = index + 1
            letter = before[index]
            if op == "equal":
                after.append(replace(letter, pens=now[j1 + offset].pens))
            elif not letter.new:
                proposer = next((seat_of(pen) for pen in letter.pens), None)
                after.append(replace(letter, gone=proposer or seat or "?"))
        if op in ("insert", "replace"):
            after += [replace(letter, came=seat or "?", new=True) for letter in now[j1:j2]]
    return after + before[place:]


def _with_pending(letter: _Letter, seat_of: SeatOf) -> _Letter:
    if letter.gone is None and letter.pens:
        return replace(letter, gone=seat_of(letter.pens[0]) or "?")
    return letter


def _pieces(letters: Iterable[_Letter]) -> list[Piece]:
    pieces: list[Piece] = []
    for letter in letters:
        if letter.gone is not None and letter.new:
            continue
        piece = _piece(letter)
        if pieces and (pieces[-1].op, pieces[-1].seat) == (piece.op, piece.seat):
            pieces[-1] = replace(pieces[-1], text=pieces[-1].text + piece.text)
        else:
            pieces.append(piece)
    return pieces


def _piece(letter: _Letter) -> Piece:
    if letter.gone is not None:
        return Piece("delete", letter.text, None if letter.gone == "?" else letter.gone)
    if letter.new:
        return Piece("insert", letter.text, None if letter.came == "?" else letter.came)
    return Piece("equal", letter.text)
