"""Compares two texts word by word, as a person would mark the changes.

X1, X2: diff-match-patch works on characters, and so cuts inside words. Here each token becomes one
character of its own, the comparison and its semantic clean-up run on those, and the result is
mapped back; then the edges of each change are slid so that brackets stay whole.
"""

from collections.abc import Sequence
from typing import Literal, NamedTuple

from diff_match_patch import diff_match_patch  # type: ignore[import-untyped]  # ships no types

from app.rules.tokens import CLOSING, OPENING, PARTNER, clauses, tokens

Op = Literal["equal", "insert", "delete"]

WORDS_AT_MOST = 4_000
"""Tokens in the differing middle of the two texts together, above which clauses are compared."""

_FIRST = 0xF0000
_MOST = 0x10FFFD - _FIRST
_OPS: dict[int, Op] = {-1: "delete", 0: "equal", 1: "insert"}


class Piece(NamedTuple):
    """A stretch of text that both have, or only the later, or only the earlier."""

    op: Op
    text: str


class _Stretch(NamedTuple):
    op: Op
    tokens: tuple[str, ...]


def redline(before: str, after: str) -> tuple[Piece, ...]:
    """Return the changes from `before` to `after`, in reading order.

    The equal and deleted pieces are `before`, the equal and inserted ones `after`, character for
    character; neighbours differ in kind and a deletion stands before the insertion that replaces
    it. The same texts always give the same pieces.
    """
    old, new = tokens(before), tokens(after)
    head = _common(old, new)
    tail = _common(old[head:][::-1], new[head:][::-1])
    if len(old) + len(new) - 2 * (head + tail) > WORDS_AT_MOST:
        old, new = clauses(before), clauses(after)
    stretches = _slid(_compared(old, new))
    return tuple(Piece(op, "".join(part)) for op, part in stretches)


def _common(old: Sequence[str], new: Sequence[str]) -> int:
    """Count the tokens both begin with."""
    count = 0
    for one, other in zip(old, new, strict=False):
        if one != other:
            break
        count += 1
    return count


def _compared(old: Sequence[str], new: Sequence[str]) -> list[_Stretch]:
    """Compare two lists of tokens, each token as one private-use character."""
    codes: dict[str, str] = {}
    for token in (*old, *new):
        codes.setdefault(token, chr(_FIRST + min(len(codes), _MOST)))
    if len(codes) > _MOST:
        return _merged([_Stretch("delete", tuple(old)), _Stretch("insert", tuple(new))])
    names = {code: token for token, code in codes.items()}
    engine = diff_match_patch()
    # No time limit: the same two texts must give the same redline on every machine.
    engine.Diff_Timeout = 0
    diffs = engine.diff_main(
        "".join(map(codes.__getitem__, old)), "".join(map(codes.__getitem__, new)), False
    )
    engine.diff_cleanupSemantic(diffs)
    return _merged([_Stretch(_OPS[op], tuple(names[c] for c in coded)) for op, coded in diffs])


def _merged(stretches: Sequence[_Stretch]) -> list[_Stretch]:
    """Join neighbours of one kind, drop empty ones, put deletions before insertions."""
    merged: list[_Stretch] = []
    pending: dict[Op, tuple[str, ...]] = {}

    def settle() -> None:
        merged.extend(_Stretch(op, pending[op]) for op in _OPS.values() if op in pending)
        pending.clear()

    for op, part in stretches:
        if not part:
            continue
        if op != "equal":
            pending[op] = pending.get(op, ()) + part
            continue
        settle()
        if merged and merged[-1].op == "equal":
            merged[-1] = _Stretch("equal", merged[-1].tokens + part)
        else:
            merged.append(_Stretch("equal", part))
    settle()
    return merged


def _slid(stretches: list[_Stretch]) -> list[_Stretch]:
    """Move each lone change along the tokens it shares with its neighbours to its best place."""
    for at in range(1, len(stretches) - 1):
        left, change, right = stretches[at - 1 : at + 2]
        if left.op == right.op == "equal" and change.op != "equal":
            stretches[at - 1 : at + 2] = _best(left.tokens, change, right.tokens)
    return _merged(stretches)


def _best(left: tuple[str, ...], change: _Stretch, right: tuple[str, ...]) -> list[_Stretch]:
    """Return the placing of a lone change that reads best; the last of several equally good."""
    whole = left + change.tokens + right
    size = len(change.tokens)
    start = at = len(left)
    while start > 0 and whole[start - 1] == whole[start + size - 1]:
        start -= 1
    best, best_score = at, (-1, -1)
    while True:
        score = _score(whole[start - 1 : start], whole[start : start + size])
        if score >= best_score:
            best, best_score = start, score
        if start + size >= len(whole) or whole[start] != whole[start + size]:
            break
        start += 1
    return [
        _Stretch("equal", whole[:best]),
        _Stretch(change.op, whole[best : best + size]),
        _Stretch("equal", whole[best + size :]),
    ]


def _score(preceding: tuple[str, ...], part: tuple[str, ...]) -> tuple[int, int]:
    """Rank a placing: whole brackets first (X2), then an edge at a space or a sentence's end."""
    ends = int(part[-1].isspace()) + int(part[0].isspace())
    begins_anew = not preceding or preceding[0].isspace()
    return int(_balanced(part)), 2 * (ends > 0) + begins_anew


def _balanced(part: tuple[str, ...]) -> bool:
    """Tell whether every bracket opened in the part closes in it, and none closes unopened."""
    waiting: list[str] = []
    for token in part:
        if token in OPENING:
            waiting.append(PARTNER[token])
        elif token in CLOSING and (not waiting or waiting.pop() != token):
            return False
    return not waiting
