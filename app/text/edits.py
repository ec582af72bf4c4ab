"""The server's own edits of a paragraph's Yjs text.

pycrdt counts in UTF-8 bytes; the rules count in characters. The conversion is made here and
nowhere else.
"""

from collections.abc import Iterable, Mapping, Sequence

from pycrdt import Doc, Text

from app.rules.redline import redline
from app.rules.references import Link, Rewrite, Stretch
from app.rules.words import Edit, Run, Words, from_delta

ROOT = "p"
YDoc = Doc[Text]


def text_of(doc: YDoc) -> Text:
    """Return the paragraph's text in its document."""
    return doc.get(ROOT, type=Text)


def words_of(doc: YDoc) -> Words:
    """Return the paragraph's words in canonical form. (T1)"""
    return from_delta(text_of(doc).diff())


def _attributes(run: Run) -> dict[str, bool]:
    return dict.fromkeys(run.marks, True)


def append_words(doc: YDoc, words: Words) -> None:
    """Write words behind those already there."""
    text = text_of(doc)
    with doc.transaction():
        for run in words:
            text.insert(len(text), run.text, _attributes(run))


def apply(doc: YDoc, edits: Sequence[Edit]) -> None:
    """Carry out a decision's edits, last to first so that the earlier ones keep their place."""
    text = text_of(doc)
    plain = str(text)
    with doc.transaction():
        for edit in reversed(edits):
            start = len(plain[: edit.start].encode())
            stop = start + len(plain[edit.start : edit.start + edit.length].encode())
            if edit.unmark:
                text.format(start, stop, dict.fromkeys(edit.unmark, None))
            else:
                del text[start:stop]


def mark(doc: YDoc, start: int, stop: int, key: str) -> None:
    """Put a mark on the characters from `start` to `stop`."""
    text = text_of(doc)
    plain = str(text)
    first, last = len(plain[:start].encode()), len(plain[:stop].encode())
    with doc.transaction():
        text.format(first, last, {key: True})


def put(doc: YDoc, start: int, run: Run) -> None:
    """Write a run before a character."""
    text = text_of(doc)
    with doc.transaction():
        text.insert(len(str(text)[:start].encode()), run.text, _attributes(run))


def keep(doc: YDoc, start: int, stop: int) -> None:
    """Delete everything outside the characters from `start` to `stop`."""
    text = text_of(doc)
    plain = str(text)
    first, last = len(plain[:start].encode()), len(plain[:stop].encode())
    with doc.transaction():
        del text[last : len(text)]
        del text[0:first]


def relink(doc: YDoc, drop: Iterable[Stretch], links: Mapping[str, Link]) -> None:
    """Take references' marks off some characters and put them on others; no letter changes."""
    text = text_of(doc)
    plain = str(text)
    off = [(one.start, one.end, one.id, None) for one in drop]
    on = [(one.start, one.end, ref, True) for ref, one in links.items()]
    with doc.transaction():
        for start, end, ref, value in (*off, *on):
            first, last = len(plain[:start].encode()), len(plain[:end].encode())
            text.format(first, last, {f"ref--{ref}": value})


def respell(doc: YDoc, changes: Sequence[Rewrite]) -> None:
    """Replace the characters of references; the new ones stand under the same marks. (N11)"""
    text = text_of(doc)
    plain = str(text)
    marks = [run.marks for run in words_of(doc) for _ in run.text]
    with doc.transaction():
        for start, end, put in reversed(changes):
            first, last = len(plain[:start].encode()), len(plain[:end].encode())
            text.insert(first, put, dict.fromkeys(marks[start], True))
            size = len(put.encode())
            del text[first + size : last + size]


def rename_marks(words: Words, names: Mapping[str, str]) -> Words:
    """Return the words with the pens of their marks replaced."""

    def renamed(key: str) -> str:
        op, dashes, rest = key.partition("--")
        return f"{op}{dashes}{names.get(rest[:8], rest[:8])}{rest[8:]}" if dashes else key

    return tuple(Run(run.text, tuple(sorted(renamed(key) for key in run.marks))) for run in words)


def rewrite_amended(doc: YDoc, wanted: str) -> None:
    """Change the amended text to `wanted`, word by word, touching nothing else. (E5)

    Words under a pending deletion stay as they are; what is put in is base text, and stands in the
    brackets of both its neighbours.
    """
    words = words_of(doc)
    places = [
        index
        for index, run in _characters(words)
        if not any(key.startswith("del--") for key in run.marks)
    ]
    plain = "".join(run.text for run in words)
    shown = "".join(plain[place] for place in places)
    text = text_of(doc)
    position = 0
    changes: list[tuple[int, str | None]] = []
    for piece in redline(shown, wanted):
        if piece.op == "insert":
            at = places[position] if position < len(places) else len(plain)
            changes.append((at, piece.text))
            continue
        if piece.op == "delete":
            changes.extend((place, None) for place in places[position : position + len(piece.text)])
        position += len(piece.text)
    with doc.transaction():
        for place, put in reversed(changes):
            start = len(plain[:place].encode())
            if put is None:
                del text[start : start + len(plain[place].encode())]
            else:
                text.insert(start, put, _around(words, place))


def _around(words: Words, place: int) -> dict[str, bool]:
    """Return the brackets and notes that a place between two characters stands in. (K1)"""
    runs = [run for _, run in _characters(words)[max(place - 1, 0) : place + 1]]
    if place == 0 or len(runs) < 2:
        return {}
    shared = set(runs[0].marks) & set(runs[1].marks)
    return {key: True for key in shared if key.startswith(("br--", "ph--", "nt--"))}


def _characters(words: Words) -> list[tuple[int, Run]]:
    flat = [run for run in words for _ in run.text]
    return list(enumerate(flat))
