"""The guard at the sync door: weighs an edit by the words before and after it. (T5)

A delegate changes the text by amendments in its delegation's own name; whoever edits directly
changes the text itself. Neither touches what others have proposed: their insertions stay whole,
their deletions stay where they are, until a decision.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from functools import lru_cache
from typing import NamedTuple

from app.rules import words as w
from app.rules.guard_structure import MARKED, keeps_structure
from app.rules.text import Mode
from app.rules.tokens import tokens
from app.rules.verdict import No
from app.rules.words import Words

FOREIGN = No("text.foreign_amendment", "An amendment can only be made in one's own name.")
CLOSED = No(
    "text.amendment_closed",
    "This amendment was decided while you were typing. Your words are kept as a draft: "
    "propose them again if they are still needed.",
)
BASE_CHANGED = No(
    "text.base_changed",
    "This would change words that are not your own proposal. Delegates change the text by "
    "amendments; your words are kept as a draft.",
)
INSERTION_ERASED = No(
    "text.insertion_erased",
    "This would erase or alter words another delegation has proposed. Propose their "
    "deletion instead.",
)
DELETION_CHANGED = No(
    "text.deletion_changed",
    "This would take off, or put on, a deletion that another delegation has proposed. "
    "Accept or reject its amendment instead.",
)


MOST_SIGNED = 8192
"""Sets of marks remembered as one writer sees them: every keystroke asks about every run."""


class _Letter(NamedTuple):
    """A character with the marks of others and its emphasis; `own`: under one's own `ins`.

    Or a run of them: only around what an edit changes are runs taken apart.
    """

    text: str
    foreign: frozenset[str]
    emphasis: tuple[str, ...]
    own: bool

    @property
    def inserted(self) -> frozenset[str]:
        """The amendments of others that inserted it."""
        marks = [mark for key in self.foreign if (mark := w.amendment_mark(key)) is not None]
        return frozenset(mark.amendment for mark in marks if mark.op == "ins")


class _Gap(NamedTuple):
    """What may change between two letters that must stay; None at an end of the words."""

    left: _Letter | None
    letters: tuple[_Letter, ...]
    right: _Letter | None


def weigh(
    mode: Mode,
    pen: str,
    before: Words,
    after: Words,
    closed: frozenset[str] = frozenset(),
    *,
    begun: Collection[str] = (),
) -> No | None:
    """Weigh an edit by the words before and after it. (T5)

    `pen` is the writer's own; `closed` holds the amendments already decided in this paragraph.
    `begun` are the marks the edit begins, also those that no word shows yet: begun and left
    unended, a mark would come to be on what somebody else types behind it.
    """
    known = {key for run in before for key in run.marks}
    if any(w.structure_mark(key) for key in begun if key not in known):
        return MARKED
    keys = (_amendment_keys(after) | {key for key in begun if w.amendment_mark(key)}) - known
    marks = [mark for key in keys if (mark := w.amendment_mark(key)) is not None]
    if any(mark.pen != pen for mark in marks):
        return FOREIGN
    if any(mark.amendment in closed for mark in marks):
        return CLOSED
    moved = keeps_structure(before, after, direct=mode == "direct")
    if moved is not None:
        return moved
    was, now = _runs(before, pen), _runs(after, pen)
    stay = _joined(run for run in was if _stays(run, mode))
    if stay != _joined(run for run in now if _stays(run, mode)):
        return BASE_CHANGED if mode == "propose" else INSERTION_ERASED
    stood, stands = _between(was, mode), _between(now, mode)
    for place in sorted(stood.keys() | stands.keys()):
        old, new = _joined(stood.get(place, ())), _joined(stands.get(place, ()))
        if old != new:
            left, right = _at(stay, place - 1), _at(stay, place)
            refusal = _weigh_gap(_Gap(left, _letters(old), right), _Gap(left, _letters(new), right))
            if refusal is not None:
                return refusal
    return None


def _weigh_gap(old: _Gap, new: _Gap) -> No | None:
    if not _keeps_nested(old.letters, new.letters) or _is_unsigned_inside(old, new):
        return INSERTION_ERASED
    old, new = _narrowed(old, new)
    if not _signs_beside(old, new):
        return FOREIGN
    return None if _keeps_deletions(old.letters, new.letters) else DELETION_CHANGED


def _narrowed(old: _Gap, new: _Gap) -> tuple[_Gap, _Gap]:
    """Leave aside what is the same at either end."""
    was, now = old.letters, new.letters
    first, shorter = 0, min(len(was), len(now))
    while first < shorter and was[first] == now[first]:
        first += 1
    last = 0
    while last < shorter - first and was[-1 - last] == now[-1 - last]:
        last += 1
    left = now[first - 1] if first else new.left
    right = now[-last] if last else new.right
    return (
        _Gap(left, was[first : len(was) - last], right),
        _Gap(left, now[first : len(now) - last], right),
    )


def _amendment_keys(words: Words) -> set[str]:
    return {key for run in words for key in run.marks if w.amendment_mark(key) is not None}


def _runs(words: Words, pen: str) -> list[_Letter]:
    return [_Letter(text, *_signed(keys, pen)) for text, keys in words]


@lru_cache(MOST_SIGNED)
def _signed(keys: tuple[str, ...], pen: str) -> tuple[frozenset[str], tuple[str, ...], bool]:
    """Return the marks of others, the emphasis, and whether one's own `ins` is among the marks."""
    marks = {key: w.amendment_mark(key) for key in keys}
    foreign = frozenset(key for key, mark in marks.items() if mark and mark.pen != pen)
    emphasis = tuple(key for key, mark in marks.items() if mark is None)
    own = any(mark and mark.pen == pen and mark.op == "ins" for mark in marks.values())
    return foreign, emphasis, own


def _joined(runs: Iterable[_Letter]) -> list[_Letter]:
    """Join neighbours that differ in nothing but their text, so that equal words compare equal."""
    joined: list[_Letter] = []
    for run in runs:
        if joined and joined[-1][1:] == run[1:]:
            joined[-1] = joined[-1]._replace(text=joined[-1].text + run.text)
        else:
            joined.append(run)
    return joined


def _letters(runs: Iterable[_Letter]) -> tuple[_Letter, ...]:
    return tuple(run._replace(text=character) for run in runs for character in run.text)


def _at(runs: Iterable[_Letter], place: int) -> _Letter | None:
    """Return the letter at a place among runs; None before the first and behind the last."""
    for run in runs if place >= 0 else ():
        if place < len(run.text):
            return run._replace(text=run.text[place])
        place -= len(run.text)
    return None


def _stays(letter: _Letter, mode: Mode) -> bool:
    """Whether a letter must stay as it is, but for one's own deletion of it.

    Proposing, whatever is not one's own insertion; editing directly, the insertions of others.
    """
    return not letter.own and (mode == "propose" or bool(letter.foreign and letter.inserted))


def _between(runs: Iterable[_Letter], mode: Mode) -> dict[int, list[_Letter]]:
    """Return what does not stay, by how many letters that do are before it."""
    found: dict[int, list[_Letter]] = {}
    place = 0
    for run in runs:
        if _stays(run, mode):
            place += len(run.text)
        else:
            found.setdefault(place, []).append(run)
    return found


def _keeps_nested(old: Iterable[_Letter], new: Iterable[_Letter]) -> bool:
    """Whether words proposed inside a proposal are all there still; either author may add more."""
    rest = iter(new)
    return all(letter in rest for letter in old if letter.own and letter.inserted)


def _is_unsigned_inside(old: _Gap, new: _Gap) -> bool:
    """Whether plain words came to stand in the middle of another's insertion."""
    if new.left is None or new.right is None or not new.left.inserted & new.right.inserted:
        return False
    return all(one.own for one in old.letters) and not all(one.own for one in new.letters)


def _signs_beside(old: _Gap, new: _Gap) -> bool:
    """Whether others' marks are only on letters that adjoin what carried them before.

    Words typed inside another's amendment are part of it; elsewhere nobody signs for others.
    """
    known = frozenset[str]().union(*(letter.foreign for letter in old.letters))
    forward = _reached(new.left, new.letters, known)
    backward = reversed([*_reached(new.right, reversed(new.letters), known)])
    return all(
        letter.foreign <= before | behind
        for letter, before, behind in zip(new.letters, forward, backward, strict=True)
    )


def _reached(
    edge: _Letter | None, letters: Iterable[_Letter], known: frozenset[str]
) -> Iterator[frozenset[str]]:
    """Yield for each letter the marks of others that come to it unbroken from the edge."""
    reach = edge.foreign if edge else frozenset[str]()
    for letter in letters:
        reach = letter.foreign & (reach | known)
        yield reach


def _keeps_deletions(old: Sequence[_Letter], new: Sequence[_Letter]) -> bool:
    """Whether plain words that stand keep the deletions others have proposed of them.

    A direct editor may take words away, struck out or not, and the amendment falls with them; not
    leave the words and take off the mark, nor put the mark on more of them.
    """
    was = _tokens([letter for letter in old if not letter.own])
    now = _tokens([letter for letter in new if not letter.own])
    keys = frozenset[str]().union(*(letter.foreign for token in (*was, *now) for letter in token))
    if not keys:
        return True
    matcher = SequenceMatcher(None, was, now, autojunk=False)
    return not any(
        op == "replace" and _remarks(was[i1:i2], now[j1:j2], key)
        for op, i1, i2, j1, j2 in matcher.get_opcodes()
        for key in keys
    )


_Token = tuple[_Letter, ...]


def _tokens(letters: Sequence[_Letter]) -> list[_Token]:
    found: list[_Token] = []
    start = 0
    for token in tokens("".join(letter.text for letter in letters)):
        found.append(tuple(letters[start : start + len(token)]))
        start += len(token)
    return found


def _remarks(was: Sequence[_Token], now: Sequence[_Token], key: str) -> bool:
    """Whether, of the same words, one version carries the mark and the other does not."""
    struck, freed = _parts(was, key, marked=True), _parts(now, key, marked=False)
    if _stand_in(_spoken(struck), _spoken(freed)):
        return True
    stood, newly = _parts(was, key, marked=False), _parts(now, key, marked=True)
    if not set(_spoken(stood)).isdisjoint(_spoken(newly)):
        return True
    same = [letter.text for token in was for letter in token] == [
        letter.text for token in now for letter in token
    ]
    return same and "".join(struck) != "".join(newly)


def _parts(found: Sequence[_Token], key: str, *, marked: bool) -> list[str]:
    """Return what of each token carries the mark, or what does not."""
    return [
        "".join(letter.text for letter in token if (key in letter.foreign) is marked)
        for token in found
    ]


def _spoken(parts: Iterable[str]) -> list[str]:
    """Return the words; white space and punctuation alone say nothing of who wrote them."""
    return [part for part in parts if any(map(str.isalnum, part))]


def _stand_in(struck: Sequence[str], freed: Sequence[str]) -> bool:
    """Whether the struck words stand in the freed ones, all and in a row."""
    size = len(struck)
    return size > 0 and any(
        freed[start : start + size] == struck for start in range(len(freed) - size + 1)
    )
