"""Strong and emphasis inside a line of Markdown, its syntax kept as markup. (I10)

A reader of our own, because Markdown's own parsers drop what this room must keep, and read the
`[shall][should]` of negotiators as a link.
"""

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import NamedTuple

_PUNCTUATION = frozenset("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")
_TAG = re.compile(
    r"</?(?:span|sup|sub|small|font|u|b|i|strong|em|s|mark)(?:\s[^<>\n]*)?>|<br\s*/?>",
    re.IGNORECASE,
)
_TAG_MARKS = {"b": "strong", "strong": "strong", "i": "em", "em": "em"}


_MOST_OPEN = 200


class Part(NamedTuple):
    """Words under their marks, or syntax."""

    text: str
    marks: tuple[str, ...] = ()
    markup: bool = False


@dataclass
class _Run:
    """A row of `*` or `_` that may open or close."""

    part: int
    character: str
    length: int
    opens: bool
    closes: bool


def read_inline(text: str) -> list[Part]:
    """Return the parts of a paragraph of Markdown; put together they are the text itself.

    Delimiters follow CommonMark's rules of flanking, without its rule of three; a row without its
    partner stays among the words.
    """
    tokens, runs = _tokens(text)
    opened: list[_Run] = []
    spans: list[tuple[int, int, str]] = []
    used: set[tuple[int, int]] = set()
    for run in runs:
        if run.closes:
            _close(run, opened, spans, used)
        if run.opens and run.length > 0:
            opened.append(run)
            # Far more than any writer leaves open; a hostile file must not make this quadratic.
            del opened[:-_MOST_OPEN]
    return _parts(tokens, spans, used)


def _tokens(text: str) -> tuple[list[str], list[_Run]]:
    """Cut a text into single delimiters, escapes, tags and words."""
    tokens: list[str] = []
    runs: list[_Run] = []
    at = 0
    pattern = re.compile(
        rf"\\[\W_]|`[^`]{{1,400}}`|{_TAG.pattern}|\*+|_+", re.IGNORECASE | re.DOTALL
    )
    for match in pattern.finditer(text):
        if match.start() > at:
            tokens.append(text[at : match.start()])
        at = match.end()
        found = match.group()
        if found[0] not in "*_":
            tokens.append(found)
            continue
        runs.append(_flanks(text, match.start(), match.end(), len(tokens)))
        tokens.extend(found)
    if at < len(text):
        tokens.append(text[at:])
    return tokens, runs


def _flanks(text: str, start: int, end: int, part: int) -> _Run:
    before = text[start - 1] if start else " "
    after = text[end] if end < len(text) else " "
    left = not after.isspace() and (
        after not in _PUNCTUATION or before.isspace() or before in _PUNCTUATION
    )
    right = not before.isspace() and (
        before not in _PUNCTUATION or after.isspace() or after in _PUNCTUATION
    )
    if text[start] == "_":
        opens = left and (not right or before in _PUNCTUATION)
        closes = right and (not left or after in _PUNCTUATION)
        return _Run(part, "_", end - start, opens, closes)
    return _Run(part, "*", end - start, left, right)


def _close(
    run: _Run,
    opened: list[_Run],
    spans: list[tuple[int, int, str]],
    used: set[tuple[int, int]],
) -> None:
    """Match a closing row with the rows open before it, innermost first."""
    while run.length:
        place = next(
            (i for i in range(len(opened) - 1, -1, -1) if opened[i].character == run.character),
            None,
        )
        if place is None:
            return
        opener = opened[place]
        del opened[place + 1 :]
        width = 2 if min(opener.length, run.length) >= 2 else 1
        left = opener.part + opener.length - width
        right = run.part
        spans.append((left + width, right, "strong" if width == 2 else "em"))
        used.add((left, width))
        used.add((right, width))
        opener.length -= width
        run.length -= width
        run.part += width
        if not opener.length:
            opened.pop()


def _parts(
    tokens: list[str], spans: list[tuple[int, int, str]], used: set[tuple[int, int]]
) -> list[Part]:
    syntax = {place for start, width in used for place in range(start, start + width)}
    turns: dict[int, Counter[str]] = defaultdict(Counter)
    for start, end, mark in spans:
        turns[start][mark] += 1
        turns[end][mark] -= 1
    depth: Counter[str] = Counter()
    parts: list[Part] = []
    tags: list[str] = []
    for place, token in enumerate(tokens):
        for mark, turn in turns.get(place, {}).items():
            depth[mark] += turn
        key = tuple(sorted({mark for mark in depth if depth[mark] > 0} | set(tags)))
        if place in syntax:
            parts.append(Part(token, (), markup=True))
        elif _TAG.fullmatch(token):
            _tag(token, tags)
            parts.append(Part(token, (), markup=True))
            if token.lower().startswith("<br"):
                parts.append(Part(" ", key))
        elif len(token) == 2 and token[0] == "\\" and not token[1].isalnum():
            _escape(token[1], key, parts)
        else:
            parts.append(Part(token, key))
    return parts


def _escape(character: str, marks: tuple[str, ...], parts: list[Part]) -> None:
    if character in _PUNCTUATION or character.isspace():
        parts += [Part("\\", (), markup=True), Part(character, marks)]
    else:
        parts.append(Part("\\" + character, marks))


def _tag(token: str, tags: list[str]) -> None:
    name = re.sub(r"[</>]", " ", token).split()[0].lower()
    mark = _TAG_MARKS.get(name)
    if mark is None:
        return
    if not token.startswith("</"):
        tags += [] if mark in tags else [mark]
    elif mark in tags:
        tags.remove(mark)
