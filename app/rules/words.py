"""The words of a paragraph in their one canonical form, and what amendments do to them.

Words are *runs*: text with sorted marks. The *base* text is what remains when every amendment is
rejected, the *amended* text when every one is accepted. Reading, redlines, exports, digests and
the guard at the sync door all use this form.
"""

import hashlib
import json
import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from functools import lru_cache
from typing import Any, Literal, NamedTuple, cast

MARK = re.compile(
    r"strong|em|(?:ins|del)--[a-z0-9]{8}-[a-z0-9]{8}-[a-z0-9]{1,8}|(?:br|ph|nt|ref)--[a-z0-9]{8}",
)
"""Every mark a paragraph may carry; fully matched."""

_AMENDMENT_MARK = re.compile(r"(ins|del)--(([a-z0-9]{8})-[a-z0-9]{8})-([a-z0-9]{1,8})")
_STRUCTURE_MARK = re.compile(r"(br|ph|nt|ref)--([a-z0-9]{8})")

REFERENCE = "\ufffc"
"""What stands in a digest for the characters of a reference: it names a paragraph, not letters."""


class AmendmentMark(NamedTuple):
    """A mark key taken apart: `ins--<pen>-<group>-<burst>`."""

    op: str
    """`ins` or `del`."""
    amendment: str
    """`<pen>-<group>`, the amendment's identity."""
    pen: str
    """The opaque name of one delegation in one paragraph."""
    burst: str


StructureOp = Literal["br", "ph", "nt", "ref"]


class StructureMark(NamedTuple):
    """A mark key taken apart: `br--<id>`, put in and taken off by commands and never by typing.

    `br` is a bracket, `ph` a placeholder, `nt` a note of the secretariat's, `ref` a reference to
    another paragraph.
    """

    op: StructureOp
    id: str


class Run(NamedTuple):
    """A stretch of text under the same marks (sorted mark keys)."""

    text: str
    marks: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return `{"text": …, "marks": […]}`, the form used by the API and the database."""
        return {"text": self.text, "marks": list(self.marks)}


Words = tuple[Run, ...]


MOST_KEYS = 8192
"""Mark keys remembered taken apart: every keystroke asks about every mark of its paragraph."""


@lru_cache(MOST_KEYS)
def amendment_mark(key: str) -> AmendmentMark | None:
    """Take a mark key apart, or return None if it is no amendment's."""
    match = _AMENDMENT_MARK.fullmatch(key)
    if match is None:
        return None
    op, amendment, pen, burst = match.groups()
    return AmendmentMark(op, amendment, pen, burst)


@lru_cache(MOST_KEYS)
def structure_mark(key: str) -> StructureMark | None:
    """Take a mark key apart, or return None if it is none of the text's structure."""
    match = _STRUCTURE_MARK.fullmatch(key)
    if match is None:
        return None
    return StructureMark(cast("StructureOp", match[1]), match[2])


def structure(words: Words, op: StructureOp) -> tuple[str, ...]:
    """Return the identities of one kind of structure, in order of first appearance."""
    marks = (structure_mark(key) for run in words for key in run.marks)
    return tuple(dict.fromkeys(mark.id for mark in marks if mark is not None and mark.op == op))


def counted(words: Words) -> Words:
    """Return the words that count as text: no placeholders, no secretariat's notes. (K9)"""
    return canonical(run for run in words if not (_carries(run, "ph") or _carries(run, "nt")))


def canonical(runs: Iterable[Run]) -> Words:
    """Return the runs in canonical form: marks sorted, equal neighbours joined, none empty. (T1)"""
    joined: list[Run] = []
    for text, marks in runs:
        if not text:
            continue
        key = tuple(sorted(set(marks)))
        if joined and joined[-1].marks == key:
            joined[-1] = Run(joined[-1].text + text, key)
        else:
            joined.append(Run(text, key))
    return tuple(joined)


def from_delta(delta: Iterable[tuple[Any, Mapping[str, Any] | None]]) -> Words:
    """Return the words of a Yjs text, given as `[(text, attributes)]` (pycrdt's `Text.diff()`)."""
    return canonical(
        Run(str(text), tuple(key for key, value in (attributes or {}).items() if value))
        for text, attributes in delta
    )


def from_json(runs: Iterable[Mapping[str, Any]]) -> Words:
    """Return the words stored as `[{"text": …, "marks": […]}]`."""
    return canonical(Run(str(run["text"]), tuple(run["marks"])) for run in runs)


def as_json(words: Words) -> list[dict[str, Any]]:
    """Return the words as stored and sent."""
    return [run.as_json() for run in words]


def plain(words: Words) -> str:
    """Return the characters of the words, marks left aside."""
    return "".join(run.text for run in words)


def _carries(run: Run, op: str) -> bool:
    return any(key.startswith(f"{op}--") for key in run.marks)


def _without_amendments(run: Run) -> Run:
    return Run(run.text, tuple(key for key in run.marks if amendment_mark(key) is None))


def base(words: Words) -> Words:
    """Return what remains when every amendment is rejected. (T2)"""
    return canonical(_without_amendments(run) for run in words if not _carries(run, "ins"))


def amended(words: Words) -> Words:
    """Return what remains when every amendment is accepted. (T2)"""
    return canonical(_without_amendments(run) for run in words if not _carries(run, "del"))


def digest(words: Words) -> str:
    """Return the SHA-256 of the canonical form, naming brackets and pending amendments too. (T3)

    Characters are compared in Unicode's NFC, so that two spellings of one letter are one letter.
    A reference counts as what it names, so that renumbering does not change agreed words.
    """
    form = [[unicodedata.normalize("NFC", run.text), list(run.marks)] for run in _named(words)]
    encoded = json.dumps(form, ensure_ascii=False, separators=(",", ":")).encode()
    return f"sha256:{hashlib.sha256(encoded).hexdigest()}"


def _named(words: Words) -> Words:
    """Return the words with one sign in the place of each reference's characters. (N10)"""
    return canonical(
        Run(REFERENCE if any(key.startswith("ref--") for key in run.marks) else run.text, run.marks)
        for run in words
    )


def amendments(words: Words) -> dict[str, tuple[str, str]]:
    """Return each pending amendment's (inserted, deleted) text, in order of first appearance."""
    found: dict[str, tuple[str, str]] = {}
    for run in words:
        for op, amendment in sorted({(m.op, m.amendment) for m in _amendment_marks(run)}):
            inserted, deleted = found.get(amendment, ("", ""))
            found[amendment] = (
                (inserted + run.text, deleted) if op == "ins" else (inserted, deleted + run.text)
            )
    return found


def _amendment_marks(run: Run) -> list[AmendmentMark]:
    return [mark for key in run.marks if (mark := amendment_mark(key)) is not None]


class Edit(NamedTuple):
    """One change a decision makes to the words: delete a stretch, or take marks from it.

    `start` and `length` are in characters (code points) of the words before any edit of the list.
    """

    start: int
    length: int
    unmark: tuple[str, ...]
    """Mark keys to take off; empty when the stretch is deleted."""


def decide(words: Words, amendment: str, *, accept: bool) -> list[Edit]:
    """Return the edits that accept or reject one amendment, first to last. (T6)

    Accepting drops its `ins` marks and deletes the text under its `del` marks; rejecting deletes
    the text under its `ins` marks and drops its `del` marks.
    """
    edits: list[Edit] = []
    start = 0
    for run in words:
        own = {m.op: m for m in _amendment_marks(run) if m.amendment == amendment}
        keys = tuple(
            key
            for key in run.marks
            if (mark := amendment_mark(key)) is not None and mark.amendment == amendment
        )
        if ("del" if accept else "ins") in own:
            edits.append(Edit(start, len(run.text), ()))
        elif keys:
            edits.append(Edit(start, len(run.text), keys))
        start += len(run.text)
    return edits


class Stretch(NamedTuple):
    """A piece of an amendment in the words as shown: what it inserts or strikes out in one go."""

    op: str
    """`ins` or `del`."""
    text: str


def stretches(words: Words, amendment: str) -> tuple[Stretch, ...]:
    """Return an amendment's pieces in the order they stand in the words. (T13)"""
    return tuple(
        Stretch(op, "".join(run.text for run in runs)) for op, runs in _pieces(words, amendment)
    )


def _pieces(words: Words, amendment: str) -> list[tuple[str, list[Run]]]:
    """Return the runs of each piece of an amendment; neighbours of one kind are one piece."""
    found: list[tuple[str, list[Run]]] = []
    last: str | None = None
    for run in words:
        op = _op_of(run, amendment)
        if op is not None and op == last:
            found[-1][1].append(run)
        elif op is not None:
            found.append((op, [run]))
        last = op
    return found


def _op_of(run: Run, amendment: str) -> str | None:
    ops = {mark.op for mark in _amendment_marks(run) if mark.amendment == amendment}
    return None if not ops else "ins" if "ins" in ops else "del"


def decide_in_part(words: Words, amendment: str, taken: Collection[int]) -> list[Edit]:
    """Return the edits that accept the pieces numbered in `taken`, and reject the others. (T13)

    Pieces are numbered from 0, in the order of `stretches`.
    """
    accepting = {edit.start: edit for edit in decide(words, amendment, accept=True)}
    rejecting = {edit.start: edit for edit in decide(words, amendment, accept=False)}
    edits: list[Edit] = []
    start, number, last = 0, -1, None
    for run in words:
        op = _op_of(run, amendment)
        number += op is not None and op != last
        last = op
        if op is not None:
            edits.append((accepting if number in taken else rejecting)[start])
        start += len(run.text)
    return edits


def apply_edits(words: Words, edits: Iterable[Edit]) -> Words:
    """Return the words after the edits of `decide`, whose stretches are whole runs."""
    by_start = {edit.start: edit for edit in edits}
    kept: list[Run] = []
    start = 0
    for run in words:
        edit = by_start.get(start)
        if edit is None:
            kept.append(run)
        elif edit.unmark:
            kept.append(Run(run.text, tuple(k for k in run.marks if k not in edit.unmark)))
        start += len(run.text)
    return canonical(kept)


def utf16_length(text: str) -> int:
    """Return the length JavaScript gives a text, in UTF-16 units."""
    return len(text.encode("utf-16-le")) // 2


def character_at(words: Words, utf16_offset: int) -> int | None:
    """Return the character an offset in UTF-16 units stands before.

    None when the offset is outside the words or inside a character.
    """
    parts = split_at(words, utf16_offset)
    return None if parts is None else len(plain(parts[0]))


def split_at(words: Words, utf16_offset: int) -> tuple[Words, Words] | None:
    """Return the words before and after an offset in UTF-16 units.

    None when the offset is outside the words or inside a character.
    """
    left: list[Run] = []
    right: list[Run] = []
    position = 0
    for run in words:
        length = utf16_length(run.text)
        cut = utf16_offset - position
        if cut >= length:
            left.append(run)
        elif cut <= 0:
            right.append(run)
        else:
            raw = run.text.encode("utf-16-le")
            try:
                left.append(Run(raw[: cut * 2].decode("utf-16-le"), run.marks))
                right.append(Run(raw[cut * 2 :].decode("utf-16-le"), run.marks))
            except UnicodeDecodeError:
                return None
        position += length
    if not 0 <= utf16_offset <= position:
        return None
    return canonical(left), canonical(right)
