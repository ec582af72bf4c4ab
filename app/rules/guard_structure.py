"""The guard's part for brackets, placeholders, notes and references: no typing moves them. (K1)

They are put on and taken off by commands. What is typed between two letters of a bracket stands in
it, what is typed beside it does not, and with its last word it falls.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from app.rules import words as w
from app.rules.tokens import tokens
from app.rules.verdict import No
from app.rules.words import Run, Words

MARKED = No(
    "text.structure_typed",
    "Brackets, placeholders and notes are put in and taken off by a command, not by typing. Your "
    "words are kept as a draft.",
)
STRETCHED = No(
    "text.structure_moved",
    "This would move the edge of a bracket, a placeholder or a note: words typed inside belong to "
    "it, words typed beside it do not. Your words are kept as a draft.",
)
REFERENCE_CHANGED = No(
    "text.reference_changed",
    "A reference to a paragraph is one sign: take it away whole, or leave it. Its number follows "
    "the paragraph by itself.",
)


class _Letter(NamedTuple):
    text: str
    marks: frozenset[str]
    """Those of structure."""


_Token = tuple[_Letter, ...]
_EDGE = _Letter("", frozenset())


def keeps_structure(before: Words, after: Words, *, direct: bool = True) -> No | None:
    """Weigh whether an edit leaves the marks of structure where they belong. (K1)

    Words that only a direct editor could move are looked for only where one has edited.
    """
    known, now = _keys(before), _keys(after)
    if not now <= known:
        return MARKED
    if not known:
        return None
    if not _keeps_references(before, after):
        return REFERENCE_CHANGED
    was, are = _letters(before), _letters(after)
    if [one.text for one in was] == [one.text for one in are]:
        return None if was == are else MARKED
    if not _stretches(after) <= _stretches(before):
        return STRETCHED
    return None if _keeps_edges(was, are, direct=direct) else STRETCHED


def _keys(words: Words) -> set[str]:
    return {key for run in words for key in run.marks if w.structure_mark(key) is not None}


def _marks(run: Run) -> frozenset[str]:
    return frozenset(key for key in run.marks if w.structure_mark(key) is not None)


def _letters(words: Words) -> list[_Letter]:
    letters: list[_Letter] = []
    for run in words:
        marks = _marks(run)
        letters += [_Letter(letter, marks) for letter in run.text]
    return letters


def _stretches(words: Words) -> Counter[str]:
    """Return in how many stretches each mark stands: typing makes no hole in it."""
    found: Counter[str] = Counter()
    before = frozenset[str]()
    for run in words:
        marks = _marks(run)
        found.update(marks - before)
        before = marks
    return found


def _keeps_edges(was: Sequence[_Letter], are: Sequence[_Letter], *, direct: bool) -> bool:
    """Whether what is new has the marks of what it stands between, or of what it stands for."""
    first, shorter = 0, min(len(was), len(are))
    while first < shorter and was[first] == are[first]:
        first += 1
    last = 0
    while last < shorter - first and was[-1 - last] == are[-1 - last]:
        last += 1
    old, new = was[first : len(was) - last], are[first : len(are) - last]
    if not old:
        return _stands_between(are, first, len(new))
    left = are[first - 1] if first else _EDGE
    right = are[-last] if last else _EDGE
    may = (left.marks & right.marks).union(*(one.marks for one in old))
    if not all(one.marks <= may for one in new):
        return False
    return not (direct and _moves(_tokens(old), _tokens(new), may))


def _stands_between(letters: Sequence[_Letter], start: int, count: int) -> bool:
    """Whether letters put in have just the marks that both neighbours have.

    Which of two equal letters is the new one cannot be told, so every place counts where the same
    letters could have been put in.
    """
    while True:
        new = letters[start : start + count]
        left = letters[start - 1] if start else _EDGE
        right = letters[start + count] if start + count < len(letters) else _EDGE
        if all(one.marks == left.marks & right.marks for one in new):
            return True
        if not new or left != new[-1]:
            return not new
        start -= 1


def _tokens(letters: Sequence[_Letter]) -> list[_Token]:
    found: list[_Token] = []
    start = 0
    for token in tokens("".join(letter.text for letter in letters)):
        found.append(tuple(letters[start : start + len(token)]))
        start += len(token)
    return found


def _moves(was: Sequence[_Token], now: Sequence[_Token], keys: Iterable[str]) -> bool:
    """Whether a word that stays in its place went out of a bracket or came into it."""
    matcher = SequenceMatcher(None, was, now, autojunk=False)
    changed = [code[1:] for code in matcher.get_opcodes() if code[0] == "replace"]
    return any(_leaves(was[i1:i2], now[j1:j2], key) for i1, i2, j1, j2 in changed for key in keys)


def _leaves(was: Sequence[_Token], now: Sequence[_Token], key: str) -> bool:
    """Whether the words under a mark stand outside now, or words from outside under it."""
    under, freed = _words(was, key, marked=True), _words(now, key, marked=False)
    size = len(under)
    if size and any(freed[at : at + size] == under for at in range(len(freed) - size + 1)):
        return True
    stood, newly = _words(was, key, marked=False), _words(now, key, marked=True)
    return not set(stood).isdisjoint(set(newly).difference(under))


def _words(row: Iterable[_Token], key: str, *, marked: bool) -> list[str]:
    """Return what of each word stands under a mark, or what does not; punctuation left aside."""
    parts = (
        "".join(letter.text for letter in token if (key in letter.marks) is marked) for token in row
    )
    return [part for part in parts if any(map(str.isalnum, part))]


def _keeps_references(before: Words, after: Words) -> bool:
    """Whether each reference is whole still or gone whole, and struck out whole or not at all."""
    was, now = _references(before), _references(after)
    return all(
        key not in now
        or (now[key].text == found.text and _whole_or_as_it_was(found.struck, now[key]))
        for key, found in was.items()
    )


class _Reference(NamedTuple):
    text: str
    struck: tuple[tuple[str, str], ...]
    """Each amendment that strikes letters of it out, with those letters."""


def _references(words: Words) -> dict[str, _Reference]:
    found: dict[str, _Reference] = {}
    for run in words:
        for key in run.marks:
            if key.startswith("ref--"):
                text, struck = found.get(key, _Reference("", ()))
                parts = dict(struck)
                for amendment in _striking(run.marks):
                    parts[amendment] = parts.get(amendment, "") + run.text
                found[key] = _Reference(text + run.text, tuple(sorted(parts.items())))
    return found


def _striking(marks: Iterable[str]) -> set[str]:
    found = (w.amendment_mark(key) for key in marks)
    return {mark.amendment for mark in found if mark is not None and mark.op == "del"}


def _whole_or_as_it_was(was: Sequence[tuple[str, str]], now: _Reference) -> bool:
    return all(text == now.text or (amendment, text) in was for amendment, text in now.struck)
