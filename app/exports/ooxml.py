"""The pieces of WordprocessingML: elements, runs, tracked changes, bookmarks, fields.

Element order follows ISO/IEC 29500-1 (transitional), section 17; Word rejects a file that breaks
it, and takes one that has an identity twice for damaged.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from itertools import count

from lxml import etree

from app.exports.changes import Stamp, Stretch
from app.exports.characters import right_to_left, stretches, visible

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"

_NAMESPACES = {"w": W}
_BREAKS = re.compile("([\t\n])")

Element = etree._Element  # noqa: SLF001  # lxml's public type bears no public name


def w(name: str, /, *children: Element, **attributes: str | int) -> Element:
    """Return the element `w:name` with `w:` attributes and children."""
    named = {f"{{{W}}}{key}": str(value) for key, value in attributes.items()}
    made = etree.Element(f"{{{W}}}{name}", named, _NAMESPACES)
    made.extend(children)
    return made


class Annotations:
    """Hands out the identities of changes and bookmarks: each number once in a document."""

    def __init__(self) -> None:
        self._next = count(1)

    def change(self, op: str, stamps: Sequence[Stamp], children: Iterable[Element]) -> Element:
        """Return `w:ins` or `w:del` around the children, with its authors and the latest time."""
        authors = dict.fromkeys(visible(stamp.author) for stamp in stamps)
        attributes: dict[str, str | int] = {"id": next(self._next), "author": "; ".join(authors)}
        if times := [stamp.at for stamp in stamps if stamp.at is not None]:
            attributes["date"] = instant(max(times))
        return w(op, *children, **attributes)

    def bookmarked(self, name: str, children: Iterable[Element]) -> list[Element]:
        """Return the children between the start and the end of a bookmark."""
        number = next(self._next)
        return [
            w("bookmarkStart", id=number, name=name),
            *children,
            w("bookmarkEnd", id=number),
        ]


def instant(at: datetime) -> str:
    """Return a time as `xsd:dateTime` in UTC, to the second."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def words(items: Iterable[Stretch], annotations: Annotations, *, rtl: bool) -> list[Element]:
    """Return the stretches as runs, in their tracked changes.

    Text both inserted and deleted is `w:ins` around `w:del`: rejecting the insertion takes the
    text away whatever becomes of the deletion. Changes of one kind do not lie in each other,
    because common readers drop the text inside: several authors share one change.
    """
    made: list[Element] = []
    for item in items:
        inner = [
            run(text, bold=item.strong, italic=item.em, rtl=turned, deleted=bool(item.deleted))
            for text, turned in stretches(visible(item.text), rtl=rtl)
        ]
        if item.target and not item.inserted and not item.deleted:
            # A change cannot hold a link; what is being changed is plain words until it is decided.
            inner = [w("hyperlink", *inner, anchor=f"p_{item.target}", history=1)]
        for op, stamps in (("del", item.deleted), ("ins", item.inserted)):
            if stamps:
                inner = [annotations.change(op, stamps, inner)]
        made.extend(inner)
    return made


def run(
    text: str,
    *,
    style: str | None = None,
    bold: bool = False,
    italic: bool = False,
    colour: str | None = None,
    rtl: bool = False,
    deleted: bool = False,
) -> Element:
    """Return one `w:r`; tabs and line feeds in the text become `w:tab` and `w:br`."""
    properties: list[Element] = []
    if style:
        properties.append(w("rStyle", val=style))
    if bold:
        properties += [w("b"), w("bCs")]
    if italic:
        properties += [w("i"), w("iCs")]
    if colour:
        properties.append(w("color", val=colour))
    if rtl:
        properties.append(w("rtl"))
    made = w("r", *([w("rPr", *properties)] if properties else ()))
    made.extend(_content(text, "delText" if deleted else "t"))
    return made


def _content(text: str, tag: str) -> Iterable[Element]:
    for part in _BREAKS.split(text):
        if part in {"\t", "\n"}:
            yield w("tab" if part == "\t" else "br")
        elif part:
            yield _characters(part, tag)


def _characters(text: str, tag: str) -> Element:
    made = w(tag)
    made.text = text
    made.set(XML_SPACE, "preserve")
    return made


def paragraph(
    style: str, children: Iterable[Element], *, sample: str = "", keep_next: bool = False
) -> Element:
    """Return `w:p` in a style; it runs right to left where the sample text does."""
    properties = [w("pStyle", val=style)]
    if keep_next:
        properties.append(w("keepNext"))
    if right_to_left(sample):
        properties.append(w("bidi"))
    return w("p", w("pPr", *properties), *children)


def line(style: str, text: str, *, keep_next: bool = False) -> Element:
    """Return a paragraph of untracked text in a style."""
    rtl = right_to_left(text)
    runs = [run(part, rtl=turned) for part, turned in stretches(visible(text), rtl=rtl)]
    return paragraph(style, runs, sample=text, keep_next=keep_next)


def field(instruction: str, shown: str = "1") -> Element:
    """Return a field that Word computes, such as PAGE; `shown` stands until it has."""
    return w("fldSimple", run(shown), instr=f" {instruction} ")


def xml(root: Element) -> bytes:
    """Return a part's bytes."""
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
