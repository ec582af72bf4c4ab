"""Readers of finished files, written apart from the writers: what a recipient would read."""

import io
import zipfile
from collections.abc import Iterator
from html.parser import HTMLParser
from xml.etree import ElementTree as ET

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
CHARACTERS = {f"{W}tab": "\t", f"{W}br": "\n"}


def parts(body: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def document(body: bytes) -> ET.Element:
    return ET.fromstring(parts(body)["word/document.xml"])


def docx_words(body: bytes, *, accept: bool) -> dict[str, str]:
    """Return each bookmark's text with every change accepted, or every one rejected."""
    gone = f"{W}del" if accept else f"{W}ins"
    found: dict[str, str] = {}
    for paragraph in document(body).iter(f"{W}p"):
        name, text = "", ""
        for child in paragraph:
            if child.tag == f"{W}bookmarkStart":
                name = child.get(f"{W}name", "")
            elif child.tag == f"{W}bookmarkEnd":
                found[name], name, text = text, "", ""
            elif name:
                text += "".join(_text(child, gone))
    return found


def _text(element: ET.Element, gone: str) -> Iterator[str]:
    if element.tag == gone:
        return
    if element.tag in (f"{W}t", f"{W}delText"):
        yield element.text or ""
    yield CHARACTERS.get(element.tag, "")
    for child in element:
        yield from _text(child, gone)


class Page(HTMLParser):
    """The words of each article of the HTML page, every change accepted or rejected."""

    def __init__(self, body: bytes, *, accept: bool) -> None:
        super().__init__(convert_charrefs=True)
        self.words: dict[str, str] = {}
        self.tags: list[str] = []
        self._gone = "del" if accept else "ins"
        self._article: str | None = None
        self._words: str | None = None
        self._out = 0
        self.feed(body.decode())
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        given = dict(attrs)
        if tag == "article":
            self._article = str(given["id"]).removeprefix("p-")
        elif given.get("class") == "words":
            assert self._article is not None
            self._words = tag
            self.words[self._article] = ""
        elif tag == self._gone:
            self._out += 1

    def handle_endtag(self, tag: str) -> None:
        if tag == self._words:
            self._words = None
        elif tag == self._gone:
            self._out -= 1

    def handle_data(self, data: str) -> None:
        if self._words and not self._out and self._article:
            self.words[self._article] += data
