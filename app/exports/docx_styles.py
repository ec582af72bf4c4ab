"""How the Word document looks: one serif for the words, one sans for what is said about them."""

from collections.abc import Mapping
from typing import NamedTuple

from app.exports.ooxml import Element, w

LINE_END = 11906 - 2 * 1418
"""Width of the text in twips (1/1440 inch)."""

_INDENT = 964
"""Where words begin, in twips: room for “12 quater” at 9.5 points, and the same for every line."""

_QUIET = "5C5C58"
_SERIF = {"ascii": "Noto Serif", "hAnsi": "Noto Serif", "eastAsia": "Noto Serif CJK SC",
          "cs": "Noto Naskh Arabic"}  # fmt: skip
_SANS = {"ascii": "Noto Sans", "hAnsi": "Noto Sans", "eastAsia": "Noto Sans CJK SC",
         "cs": "Noto Sans Arabic"}  # fmt: skip

CLAUSE_STYLES: Mapping[str, str] = {"note": "Note"}
"""The kinds that have a style of their own; the others are clauses, numbered or not."""


class _Style(NamedTuple):
    """A paragraph style; sizes in half-points, spaces and indents in twips, lines in 240ths."""

    name: str
    after: int = 0
    before: int = 0
    size: int = 21
    line: int = 293
    sans: bool = False
    bold: bool = False
    italic: bool = False
    colour: str | None = None
    indent: int = 0
    hanging: int = 0
    keep_next: bool = False
    outline: int | None = None
    tab: int | None = None
    right_tab: bool = False
    rule: str | None = None


_STYLES: dict[str, _Style] = {
    "Group": _Style("Group", size=19, sans=True, bold=True, colour=_QUIET, after=80),
    "Title": _Style("Title", size=48, line=264, bold=True, after=100, keep_next=True),
    "Subtitle": _Style("Subtitle", size=20, sans=True, colour=_QUIET, after=260),
    "FrontNote": _Style("Front note", size=18, line=276, sans=True, colour=_QUIET, after=180),
    "Count": _Style("Count", size=32, line=264, sans=True, bold=True, before=60),
    "CountName": _Style("Count name", size=15, line=240, sans=True, colour=_QUIET, after=240),
    "Clause": _Style("Clause", indent=_INDENT, hanging=_INDENT, after=50, before=150),
    "ClauseUnnumbered": _Style("Clause unnumbered", indent=_INDENT, after=50, before=150),
    "Alternative": _Style(
        "Alternative",
        indent=2 * _INDENT,
        hanging=_INDENT,
        after=50,
        before=150,
    ),
    "Note": _Style("Note", indent=_INDENT, size=19, colour=_QUIET, after=80, before=120),
    "Status": _Style(
        "Status", indent=_INDENT, size=16, line=264, sans=True, colour=_QUIET, after=120
    ),
    "StatusAlternative": _Style(
        "Status of an alternative",
        indent=2 * _INDENT,
        size=16,
        line=264,
        sans=True,
        colour=_QUIET,
        after=120,
    ),
    "Option": _Style("Option", indent=_INDENT, size=18, sans=True, bold=True, before=200, after=40),
    "Head": _Style("Head of a table", size=16, line=240, sans=True, bold=True, before=40, after=40),
    "Cell": _Style("Cell of a table", size=17, line=252, before=40, after=40),
    "Header": _Style("header", size=16, line=240, sans=True, colour=_QUIET, right_tab=True),
    "Footer": _Style("footer", size=16, line=240, sans=True, colour=_QUIET, right_tab=True),
    "Colophon": _Style(
        "Colophon", size=15, line=264, sans=True, colour=_QUIET, before=480, rule="top"
    ),
    **{
        f"Heading{level}": _Style(
            f"heading {level}",
            size=size,
            line=264,
            bold=True,
            before=before,
            after=120,
            indent=_INDENT,
            hanging=_INDENT,
            keep_next=True,
            outline=level - 1,
            rule="top" if level == 1 else None,
        )
        for level, (size, before) in enumerate(
            [(30, 520), (25, 360), (22, 280), (21, 240), (21, 240), (21, 240)], start=1
        )
    },
}


def styles() -> Element:
    """Return `w:styles`: the defaults, one style for each sort of line, one for the number."""
    language = w("lang", val="en-GB", eastAsia="zh-CN", bidi="ar-SA")
    defaults = w(
        "docDefaults",
        w(
            "rPrDefault",
            w("rPr", w("rFonts", **_SERIF), w("sz", val=21), w("szCs", val=21), language),
        ),
        w("pPrDefault", w("pPr", w("widowControl"))),
    )
    normal = w(
        "style",
        w("name", val="Normal"),
        w("qFormat"),
        type="paragraph",
        default=1,
        styleId="Normal",
    )
    number = w(
        "style",
        w("name", val="Number"),
        w("rPr", *_characters(_Style("Number", size=19, sans=True, bold=True, colour=_QUIET))),
        type="character",
        styleId="Number",
    )
    return w("styles", defaults, normal, *(_style(k, s) for k, s in _STYLES.items()), number)


def _style(identity: str, style: _Style) -> Element:
    return w(
        "style",
        w("name", val=style.name),
        w("basedOn", val="Normal"),
        w("next", val="Clause" if style.outline is not None else identity),
        w("qFormat"),
        w("pPr", *_layout(style)),
        w("rPr", *_characters(style)),
        type="paragraph",
        styleId=identity,
    )


def _layout(style: _Style) -> list[Element]:
    """Return the paragraph properties in the schema's order."""
    made: list[Element] = []
    if style.keep_next:
        made += [w("keepNext"), w("keepLines")]
    if style.rule:
        made.append(w("pBdr", w(style.rule, val="single", sz=4, space=8, color="C9C8C2")))
    if style.right_tab:
        made.append(w("tabs", w("tab", val="right", pos=LINE_END)))
    elif style.hanging:
        made.append(w("tabs", w("tab", val="left", pos=style.indent)))
    made.append(
        w("spacing", before=style.before, after=style.after, line=style.line, lineRule="auto")
    )
    if style.indent:
        hanging = {"hanging": style.hanging} if style.hanging else {}
        made.append(w("ind", left=style.indent, **hanging))
    if style.outline is not None:
        made.append(w("outlineLvl", val=style.outline))
    return made


def _characters(style: _Style) -> list[Element]:
    """Return the run properties in the schema's order."""
    made = [w("rFonts", **(_SANS if style.sans else _SERIF))]
    if style.bold:
        made += [w("b"), w("bCs")]
    if style.italic:
        made += [w("i"), w("iCs")]
    if style.colour:
        made.append(w("color", val=style.colour))
    return [*made, w("sz", val=style.size), w("szCs", val=style.size)]


def font_table() -> Element:
    """Return `w:fonts`: what to take where a machine has no Noto."""
    table = [
        ("Noto Serif", "Cambria", "roman"),
        ("Noto Sans", "Calibri", "swiss"),
        ("Noto Naskh Arabic", "Times New Roman", "roman"),
        ("Noto Sans Arabic", "Arial", "swiss"),
        ("Noto Serif CJK SC", "SimSun", "roman"),
        ("Noto Sans CJK SC", "Microsoft YaHei", "swiss"),
    ]
    return w(
        "fonts",
        *(
            w("font", w("altName", val=other), w("family", val=family), name=name)
            for name, other, family in table
        ),
    )
