"""From bytes to characters: UTF-8 and marked UTF-16 are certain, all else is a stated guess."""

import codecs
import re
import unicodedata
from typing import NamedTuple

from charset_normalizer import from_bytes

from app.kit.errors import BadInput


class Decoded(NamedTuple):
    """A file's characters, and how sure we are of them."""

    text: str
    encoding: str
    note: str | None
    """What to tell the person when the encoding is a guess; None when it is certain."""


_WIDE = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}

_NOT_TEXT = (
    "{name} does not look like a text: {why}. Save it as plain text in UTF-8, as Markdown or as "
    "DOCX, and import that file."
)


def decode(name: str, data: bytes) -> Decoded:
    """Return the characters of a text file. (I7)

    Raises BadInput when the bytes are no text in any encoding one could believe.
    """
    for mark, encoding in _WIDE.items():
        if data.startswith(mark):
            return Decoded(_strictly(name, data[2:], encoding), "utf-16", None)
    if b"\x00" in data:
        raise BadInput("imports.not_text", _NOT_TEXT.format(name=name, why="it has null bytes"))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _guess(name, data)
    return Decoded(text, "utf-8", None)


def _strictly(name: str, data: bytes, encoding: str) -> str:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        why = "it starts like UTF-16 and is cut or damaged"
        raise BadInput("imports.not_text", _NOT_TEXT.format(name=name, why=why)) from error
    if "\x00" in text:
        raise BadInput("imports.not_text", _NOT_TEXT.format(name=name, why="it has null bytes"))
    return text


def _guess(name: str, data: bytes) -> Decoded:
    encoding = "cp1252" if _reads_as_western(data) else _best(data)
    if encoding is None:
        why = "its bytes make no words in any encoding"
        raise BadInput("imports.not_text", _NOT_TEXT.format(name=name, why=why))
    text = data.decode(encoding)
    words = dict.fromkeys(re.findall(r"\w*[^\W\x00-\x7f]\w*", text))
    shown = ", ".join(f"“{word}”" for word in list(words)[:5])
    note = (
        f"{name} is not in UTF-8. It was read as {encoding}, which is a guess"
        + (f": look at words such as {shown}" if shown else "")
        + ". If letters are wrong, save the file in UTF-8 and import it again."
    )
    return Decoded(text, encoding, note)


def _best(data: bytes) -> str | None:
    match = from_bytes(data).best()
    if match is None or _mostly_controls(str(match)):
        return None
    return match.encoding


def _mostly_controls(text: str) -> bool:
    controls = sum(unicodedata.category(c) in {"Cc", "Cn", "Co"} for c in text if not c.isspace())
    return controls * 50 > len(text)


# What Western writers set between or beside words; anything else between two letters is a sign
# that the bytes mean something else.
_PUNCTUATION = frozenset("‘’“”‚„–—…•·§«»°´¨©®™€£¢¡¿ªº½¼¾±×†‡‹›¶²³¹µ\xa0\xad")
_IN_WORD = frozenset("’´·–—\xad")


def _reads_as_western(data: bytes) -> bool:
    """Say whether the bytes make believable Western European text as Windows-1252.

    Statistics alone mistake it for its Central European or DOS cousins when a text has only a few
    letters outside ASCII ("Săo" for "São"); this looks at where those few stand.
    """
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        return False
    letters = sum(c.isalpha() for c in text)
    high = [match.start() for match in re.finditer(r"[^\x00-\x7f]", text)]
    if not letters or sum(text[at].isalpha() for at in high) * 4 > letters:
        return False
    wrong = sum(not _fits(text, at) for at in high)
    few = wrong * 20 <= len(high) or (wrong == 1 and len(high) >= 5)
    return few and not _mostly_controls(text)


def _fits(text: str, at: int) -> bool:
    before, here = text[at - 1 : at], text[at]
    after = text[at + 1 : at + 2]
    if here.isalpha():
        return not (here.isupper() and before.islower())
    inside = before.isalpha() and after.isalpha()
    return here in _PUNCTUATION and (not inside or here in _IN_WORD)
