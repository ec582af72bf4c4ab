"""The numbers Word shows and does not write: counted again from its numbering definitions."""

from collections.abc import Callable
from typing import NamedTuple

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MOST = 3999


class _Level(NamedTuple):
    form: str
    text: str
    start: int


def _letters(number: int) -> str:
    """Return a, b, … z, aa, bb, as Word counts."""
    return chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1) if number > 0 else ""


def _roman(number: int) -> str:
    if not 0 < number <= _MOST:
        return str(number)
    values = (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1)
    names = ("m", "cm", "d", "cd", "c", "xc", "l", "xl", "x", "ix", "v", "iv", "i")
    out = ""
    for value, name in zip(values, names, strict=True):
        out += name * (number // value)
        number %= value
    return out


_FORMS: dict[str, Callable[[int], str]] = {
    "lowerLetter": _letters,
    "upperLetter": lambda number: _letters(number).upper(),
    "lowerRoman": _roman,
    "upperRoman": lambda number: _roman(number).upper(),
    "decimalZero": lambda number: f"{number:02d}",
}


class Numbering:
    """Counts each list of a document as its paragraphs pass."""

    def __init__(self, root: etree._Element | None) -> None:
        self._levels: dict[str, dict[int, _Level]] = {}
        self._counters: dict[str, dict[int, int]] = {}
        self._abstract: dict[str, str] = {}
        self._styles: dict[str, tuple[str, int]] = {}
        if root is None:
            return
        abstract = {
            element.get(f"{W}abstractNumId", ""): _levels(element)
            for element in root.iter(f"{W}abstractNum")
        }
        for num in root.iter(f"{W}num"):
            reference = num.find(f"{W}abstractNumId")
            if reference is None:
                continue
            key = num.get(f"{W}numId", "")
            base = reference.get(f"{W}val", "")
            self._levels[key] = {
                **abstract.get(base, {}),
                **_overrides(num, abstract.get(base, {})),
            }
            restarts = num.find(f"{W}lvlOverride") is not None
            self._abstract[key] = f"{base}/{key}" if restarts else base

    def learn_styles(self, styles: etree._Element | None) -> None:
        """Note which paragraph styles are numbered."""
        for style in styles.iter(f"{W}style") if styles is not None else ():
            properties = style.find(f"{W}pPr/{W}numPr")
            if properties is not None:
                key, level = _reference(properties)
                self._styles[style.get(f"{W}styleId", "")] = (key or "", level)

    def number(self, paragraph: etree._Element, style: str) -> tuple[str | None, int]:
        """Return a paragraph's number, without its closing point, and its depth from 0."""
        properties = paragraph.find(f"{W}pPr/{W}numPr")
        key, level = self._styles.get(style, ("", 0))
        if properties is not None:
            own, level = _reference(properties)
            key = own if own is not None else key
        definition = self._levels.get(key, {}).get(level)
        if definition is None or definition.form in {"bullet", "none"}:
            return None, level
        counters = self._counters.setdefault(self._abstract[key], {})
        counters[level] = counters.get(level, definition.start - 1) + 1
        for deeper in [at for at in counters if at > level]:
            del counters[deeper]
        return self._shown(key, level, counters), level

    def _shown(self, key: str, level: int, counters: dict[int, int]) -> str | None:
        text = self._levels[key][level].text
        for at in range(level + 1):
            one = self._levels[key].get(at)
            value = counters.get(at, one.start if one else 1)
            form = _FORMS.get(one.form, str) if one else str
            text = text.replace(f"%{at + 1}", form(value))
        return text.strip().rstrip(".:") or None


def _levels(element: etree._Element) -> dict[int, _Level]:
    levels: dict[int, _Level] = {}
    for level in element.findall(f"{W}lvl"):
        levels[_number(level, "ilvl")] = _Level(
            _value(level, "numFmt", "decimal"),
            _value(level, "lvlText", ""),
            _whole(_value(level, "start", "1")),
        )
    return levels


def _overrides(num: etree._Element, base: dict[int, _Level]) -> dict[int, _Level]:
    found: dict[int, _Level] = {}
    for override in num.findall(f"{W}lvlOverride"):
        level = _number(override, "ilvl")
        own = _levels(override).get(level) or base.get(level)
        start = override.find(f"{W}startOverride")
        if own is not None and start is not None:
            own = own._replace(start=_whole(start.get(f"{W}val", "1")))
        if own is not None:
            found[level] = own
    return found


def _reference(properties: etree._Element) -> tuple[str | None, int]:
    key = properties.find(f"{W}numId")
    return None if key is None else key.get(f"{W}val"), _whole(_value(properties, "ilvl", "0"))


def _value(element: etree._Element, tag: str, default: str) -> str:
    child = element.find(f"{W}{tag}")
    return default if child is None else child.get(f"{W}val", default)


def _number(element: etree._Element, attribute: str) -> int:
    return _whole(element.get(f"{W}{attribute}", "0"))


def _whole(text: str) -> int:
    return int(text) if text.lstrip("-").isdigit() else 0
