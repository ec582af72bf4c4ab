"""Characters on their way into a file: what a format forbids becomes visible, never lost. (X7)

XML and HTML have no place for most control characters, and a reader would not see them; each is
shown as its picture (␀ ␋ ␍ ␤), anything else without a place as �.
"""

import re
import unicodedata

_INVISIBLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_PICTURES = {0x7F: "\u2421", 0x85: "\u2424"}
_STRONG_RTL = frozenset(("R", "AL", "RLE", "RLO", "RLI"))
_STRONG_LTR = frozenset(("L", "LRE", "LRO", "LRI"))


def visible(text: str) -> str:
    """Return the text with each forbidden character replaced by one that shows.

    The length in code points stays; tabs and line feeds stay as they are.
    """
    return _INVISIBLE.sub(_picture, text)


def _picture(match: re.Match[str]) -> str:
    code = ord(match[0])
    if code < 0x20:
        return chr(0x2400 + code)
    return _PICTURES.get(code, "\ufffd")


def right_to_left(text: str) -> bool:
    """Tell whether the text's first strong character runs right to left (UAX 9, P2 and P3)."""
    for character in text:
        direction = unicodedata.bidirectional(character)
        if direction in _STRONG_RTL:
            return True
        if direction in _STRONG_LTR:
            return False
    return False


def stretches(text: str, *, rtl: bool) -> list[tuple[str, bool]]:
    """Cut the text where its strong direction changes: `[(text, runs right to left)]`.

    Characters of no direction go with the strong one before them; at the start, with `rtl`.
    """
    cut: list[tuple[str, bool]] = []
    start, current = 0, rtl
    if text.isascii() and not rtl:
        return [(text, False)] if text else []
    for at, character in enumerate(text):
        direction = unicodedata.bidirectional(character)
        turned = direction in (_STRONG_LTR if current else _STRONG_RTL)
        if turned:
            if at > start:
                cut.append((text[start:at], current))
            start, current = at, not current
    if start < len(text):
        cut.append((text[start:], current))
    return cut
