"""The child that parses a DOCX: bytes on standard input, JSON on standard output. (I12)

It limits its own memory, time and files before it looks at the first byte, so that a hostile file
can cost no more than this process.
"""

import io
import json
import sys
import zipfile
from collections.abc import Iterator
from typing import Any

from lxml import etree

from app.imports.docx_numbers import Numbering

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_MEMORY = 1024 * 1024 * 1024
_CPU_SECONDS = 30

TRACKED = frozenset(
    f"{W}{tag}" for tag in ("ins", "del", "moveFrom", "moveTo", "cellIns", "cellDel")
)
FORMATTED = frozenset(
    f"{W}{tag}" for tag in ("rPrChange", "pPrChange", "sectPrChange", "tblPrChange", "trPrChange")
)
_NOTES = {f"{W}footnoteReference": "footnotes", f"{W}endnoteReference": "endnotes"}


def limit() -> None:
    """Take away from this process what a text never needs, where the system can."""
    try:
        import resource  # noqa: PLC0415 — only where the system has it
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (_CPU_SECONDS, _CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def _xml(archive: zipfile.ZipFile, name: str) -> etree._Element | None:
    if name not in archive.namelist():
        return None
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    return etree.fromstring(archive.read(name), parser)


class _Reader:
    """Reads the parts of one file into plain paragraphs, in the order they are met."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.paragraphs: list[dict[str, Any]] = []
        self.tracked = self.formatted = 0
        self._styles = _heading_styles(_xml(archive, "word/styles.xml"))
        self._numbering = Numbering(_xml(archive, "word/numbering.xml"))
        self._numbering.learn_styles(_xml(archive, "word/styles.xml"))
        self._notes = {
            kind: _by_id(_xml(archive, f"word/{kind}.xml")) for kind in ("footnotes", "endnotes")
        }
        self._waiting: list[tuple[etree._Element, str, str]] = []
        self._marks = 0

    def part(self, root: etree._Element, part: str) -> None:
        """Read every paragraph of a part, and the footnotes it refers to after each."""
        self.tracked += sum(1 for _ in root.iter(*TRACKED))
        self.formatted += sum(1 for _ in root.iter(*FORMATTED))
        for paragraph in _paragraphs(root):
            self._paragraph(paragraph, part, None)
            waiting, self._waiting = self._waiting, []
            for note, kind, mark in waiting:
                self.tracked += sum(1 for _ in note.iter(*TRACKED))
                for at, inner in enumerate(_paragraphs(note)):
                    self._paragraph(inner, kind, mark if at == 0 else None)

    def _paragraph(self, element: etree._Element, part: str, mark: str | None) -> None:
        style = element.find(f"{W}pPr/{W}pStyle")
        name = "" if style is None else style.get(f"{W}val", "")
        number, level = self._numbering.number(element, name)
        self.paragraphs.append(
            {
                "line": len(self.paragraphs) + 1,
                "part": part,
                "heading": _outline(element) or self._styles.get(name, 0),
                "number": mark or number,
                "level": level,
                "runs": list(self._runs(element)),
            }
        )

    def _runs(self, element: etree._Element) -> Iterator[tuple[str, list[str]]]:
        for child in element:
            if child.tag == f"{W}r":
                yield from self._run(child)
            elif child.tag == f"{_MC}AlternateContent":
                choice = child.find(f"{_MC}Choice")
                if choice is not None:
                    yield from self._runs(choice)
            elif child.tag not in {f"{W}pPr", f"{W}p"}:
                yield from self._runs(child)

    def _run(self, run: etree._Element) -> Iterator[tuple[str, list[str]]]:
        properties = run.find(f"{W}rPr")
        marks = [
            mark
            for mark, tag in (("strong", "b"), ("em", "i"))
            if properties is not None and _on(properties.find(f"{W}{tag}"))
        ]
        for child in _children(run):
            text = _text(child)
            if text:
                yield text, marks
            elif child.tag in _NOTES:
                self._refer(child)

    def _refer(self, reference: etree._Element) -> None:
        kind = _NOTES[str(reference.tag)]
        note = self._notes[kind].get(reference.get(f"{W}id", ""))
        if note is not None:
            self._marks += 1
            self._waiting.append((note, kind, str(self._marks)))


def _children(run: etree._Element) -> Iterator[etree._Element]:
    """Yield what a run holds, of two ways to write a thing the first."""
    for child in run:
        if child.tag == f"{_MC}AlternateContent":
            choice = child.find(f"{_MC}Choice")
            yield from () if choice is None else choice
        else:
            yield child


def _text(child: etree._Element) -> str:
    simple = {
        f"{W}tab": "\t",
        f"{W}br": "\n",
        f"{W}cr": "\n",
        f"{W}noBreakHyphen": "\u2011",
    }
    if child.tag == f"{W}t":
        return child.text or ""
    if child.tag == f"{W}sym":
        code = int(child.get(f"{W}char", "0"), 16)
        return chr(code) if code else ""
    return simple.get(str(child.tag), "")


def _on(element: etree._Element | None) -> bool:
    return element is not None and element.get(f"{W}val", "1") not in {"0", "false", "off"}


def _paragraphs(root: etree._Element) -> Iterator[etree._Element]:
    """Yield the paragraphs in order, those of text boxes after the one that holds the box."""
    for element in root.iter(f"{W}p"):
        # A drawing is written twice, for new and for old readers; the second is its shadow.
        if not any(True for _ in element.iterancestors(f"{_MC}Fallback")):
            yield element


def _outline(paragraph: etree._Element) -> int:
    level = paragraph.find(f"{W}pPr/{W}outlineLvl")
    value = -1 if level is None else int(level.get(f"{W}val", "9"))
    return value + 1 if 0 <= value <= 8 else 0


def _heading_styles(styles: etree._Element | None) -> dict[str, int]:
    """Return the level of each style that is a heading: by its outline, its name or its parent."""
    levels: dict[str, int] = {}
    parents: dict[str, str] = {}
    for style in styles.iter(f"{W}style") if styles is not None else ():
        key = style.get(f"{W}styleId", "")
        name = style.find(f"{W}name")
        label = "" if name is None else name.get(f"{W}val", "").lower()
        based = style.find(f"{W}basedOn")
        parents[key] = "" if based is None else based.get(f"{W}val", "")
        outline = style.find(f"{W}pPr/{W}outlineLvl")
        if outline is not None and outline.get(f"{W}val", "9") in "012345678":
            levels[key] = int(outline.get(f"{W}val", "0")) + 1
        elif label.startswith("heading ") and label[8:].isdigit():
            levels[key] = int(label[8:])
    for key, parent in parents.items():
        above, steps = parent, 0
        while key not in levels and above and steps < 10:
            if above in levels:
                levels[key] = levels[above]
            above, steps = parents.get(above, ""), steps + 1
    return levels


def _by_id(notes: etree._Element | None) -> dict[str, etree._Element]:
    if notes is None:
        return {}
    return {
        note.get(f"{W}id", ""): note for note in notes if note.get(f"{W}type", "normal") == "normal"
    }


def read(data: bytes) -> dict[str, Any]:
    """Return the paragraphs, the number of tracked changes, the title and warnings of a DOCX."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        reader = _Reader(archive)
        document = _xml(archive, "word/document.xml")
        assert document is not None
        reader.part(document, "body")
        names = sorted(archive.namelist())
        for kind in ("header", "footer", "comments"):
            for name in names:
                if (
                    name.startswith(f"word/{kind}")
                    and name.endswith(".xml")
                    and "/" not in name[5:]
                ):
                    root = _xml(archive, name)
                    if root is not None and root.tag in {f"{W}hdr", f"{W}ftr", f"{W}comments"}:
                        reader.part(root, kind)
        core = _xml(archive, "docProps/core.xml")
    title = core.findtext(f"{_DC}title") if core is not None else None
    return {
        "paragraphs": reader.paragraphs,
        "tracked": reader.tracked,
        "title": title or "",
        "warnings": _warnings(reader),
    }


def _warnings(reader: _Reader) -> list[str]:
    warnings = []
    parts = [paragraph["part"] for paragraph in reader.paragraphs if paragraph["runs"]]
    if reader.formatted:
        warnings.append(f"{reader.formatted} tracked changes of formatting are left aside")
    for part, where in (
        ("footnotes", "footnotes follow the paragraphs they belong to, as notes"),
        ("endnotes", "endnotes follow the paragraphs they belong to, as notes"),
        ("comments", "comments stand at the end, as notes"),
    ):
        if part in parts:
            warnings.append(f"{parts.count(part)} paragraphs of {where}")
    return warnings


if __name__ == "__main__":
    limit()
    sys.stdout.write(json.dumps(read(sys.stdin.buffer.read())))
