"""How a person who may only propose types, and how the chair decides; over Yjs text and marks."""

import random
from collections.abc import Callable
from dataclasses import dataclass

from pycrdt import Text

from app.sync import Document, runs

LETTERS = "abc é漢字😀𠮷ض\u0301"


@dataclass
class Pen:
    """The marks of one person: `name` for ever, `group` per amendment, a new burst each time."""

    name: str
    rng: random.Random
    group: int = 0
    burst: int = 0

    def mark(self, kind: str) -> str:
        self.burst += 1
        return f"{kind}--{self.name}-{self.group:08d}-{self.burst:x}"

    def owns(self, key: str) -> bool:
        return key.startswith(f"ins--{self.name}-")


def letters(doc: Document) -> list[tuple[str, frozenset[str]]]:
    """Return each character with its marks."""
    return [(letter, frozenset(marks)) for text, marks in runs(doc, "p") for letter in text]


def offset(doc: Document, place: int) -> int:
    """Return where the character at `place` begins, in the library's unit: UTF-8 bytes."""
    return sum(len(letter.encode()) for letter, _ in letters(doc)[:place])


def propose(pen: Pen, doc: Document) -> Callable[[Text], None] | None:
    """Choose an insertion or a deletion and return it, as the page would carry it out."""
    rng, now = pen.rng, letters(doc)
    if rng.random() < 0.1:
        pen.group += 1
    if not now or rng.random() < 0.6:
        place = rng.randint(0, len(now))
        left = now[place - 1][1] if place else frozenset()
        right = now[place][1] if place < len(now) else frozenset()
        outer = {key for key in left & right if key.startswith("ins--")}
        words = "".join(rng.choices(LETTERS, k=rng.randint(1, 4)))
        marks = dict.fromkeys({*outer, pen.mark("ins")}, True)
        at = offset(doc, place)
        return lambda text: text.insert(at, words, marks)
    first = rng.randrange(len(now))
    last = min(len(now), first + rng.randint(1, 4))
    return _deletion(pen, doc, now[first:last], first)


def _deletion(
    pen: Pen, doc: Document, chosen: list[tuple[str, frozenset[str]]], first: int
) -> Callable[[Text], None]:
    """Delete what is wholly one's own; mark the rest as to be deleted."""
    mark = pen.mark("del")
    steps = []
    at = offset(doc, first)
    for letter, marks in chosen:
        own = [key for key in marks if key.startswith("ins--")]
        end = at + len(letter.encode())
        steps.append((at, end, bool(own) and all(map(pen.owns, own))))
        at = end

    def delete(text: Text) -> None:
        for start, end, really in reversed(steps):
            if really:
                del text[start:end]
            else:
                text.format(start, end, {mark: True})

    return delete


def decide(rng: random.Random, doc: Document) -> bool:
    """Accept or reject one amendment, if there is any."""
    keys = sorted({key for _, marks in letters(doc) for key in marks if "--" in key})
    if not keys:
        return False
    amendment = rng.choice(keys).split("--")[1].rsplit("-", 1)[0]
    kept, dropped = rng.choice([("ins", "del"), ("del", "ins")])
    text = doc.get("p", type=Text)
    at, steps = 0, []
    for letter, marks in letters(doc):
        end = at + len(letter.encode())
        steps.append((at, end, [key for key in marks if f"--{amendment}-" in key]))
        at = end
    with doc.transaction():
        for start, end, found in reversed(steps):
            if any(key.startswith(dropped) for key in found):
                del text[start:end]
            else:
                loosen = {key: None for key in found if key.startswith(kept)}
                if loosen:
                    text.format(start, end, loosen)
    return True
