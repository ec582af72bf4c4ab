"""Cuts a text into the tokens a reader compares: words, brackets, single characters.

X1: Python's own word pattern breaks Arabic where a vowel sign stands and takes a whole Chinese
clause for one word, so the classes of characters are spelled out here.
"""

import re
import unicodedata
from functools import cache

OPENING = frozenset("[{")
CLOSING = frozenset("]}")
PARTNER = {"[": "]", "{": "}"}

_UNSPACED = (
    "\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3040-\u30ff\u3105-\u312f\u31a0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff"
    "\u0e01-\u0e30\u0e32\u0e33\u0e40-\u0e46\u0e81-\u0eb0\u0eb2\u0eb3\u0ec0-\u0ec6"
    "\u1000-\u102a\u103f\u1780-\u17b3"
)
"""Scripts written without spaces between words: Han, kana, bopomofo, Thai, Lao, Burmese, Khmer."""

_JOINERS = "\u200c\u200d"
"""Zero-width (non-)joiners: part of the word they stand in, as in Persian and in emoji."""


@cache
def _combining() -> str:
    """Return a character class's inside: every combining mark (harakat, accents, vowel signs)."""
    ranges: list[str] = []
    start: int | None = None
    # Above U+1F000 only the variation selectors of U+E0100 combine.
    for code in range(0x300, 0x1F001):
        combines = unicodedata.category(chr(code)).startswith("M")
        if combines and start is None:
            start = code
        elif not combines and start is not None:
            ranges.append(f"{chr(start)}-{chr(code - 1)}")
            start = None
    return "".join(ranges) + "\U000e0100-\U000e01ef"


@cache
def _pattern() -> re.Pattern[str]:
    """Return the token pattern: its matches, one after the other, are the whole text."""
    after = f"[{_combining()}{_JOINERS}\U0001f3fb-\U0001f3ff]"
    letter = rf"[^\W_{_UNSPACED}]"
    return re.compile(
        rf"[{_UNSPACED}]{after}*"
        # A word keeps its apostrophes, a figure its separators: l’accord, 1,617, 2.5.
        rf"|{letter}(?:{letter}|{after}|['’](?={letter})|(?<=\d)[.,](?=\d))*"
        r"|\r\n|[^\S\r\n]+"
        # A flag is two characters; a family is several people held by joiners.
        r"|[\U0001f1e6-\U0001f1ff]{2}"
        rf"|(?s:.){after}*(?:(?<=\u200d)[^\w\s\[\]{{}}]{after}*)*"
    )


def tokens(text: str) -> list[str]:
    """Return the tokens of a text, in order; joined they are the text.

    A word with its vowel signs is one token, each character of a script without spaces is one,
    each of `[ ] { }` is one, and so is every other character with the marks that combine with it.
    """
    return _pattern().findall(text)


def clauses(text: str) -> list[str]:
    """Return the text cut after each sentence, semicolon or line; joined they are the text."""
    return re.findall(r"(?s:.+?)(?:[.;:。;।؟?!]\s+|\n|\Z)", text)
