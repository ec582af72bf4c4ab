"""DOCX files made by hand, part by part."""

import io
import zipfile

NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
)

STYLES = """<w:style w:type="paragraph" w:styleId="H1"><w:name w:val="heading 1"/></w:style>
<w:style w:type="paragraph" w:styleId="H1x"><w:name w:val="Part"/><w:basedOn w:val="H1"/></w:style>
<w:style w:type="paragraph" w:styleId="H2"><w:name w:val="heading 2"/></w:style>"""

NUMBERING = """<w:abstractNum w:abstractNumId="0">
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/>
<w:lvlText w:val="(%2)"/></w:lvl>
<w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="lowerRoman"/>
<w:lvlText w:val="%1.%3"/></w:lvl>
</w:abstractNum><w:num w:numId="5"><w:abstractNumId w:val="0"/></w:num>"""


def paragraph(words: str, *, style: str = "", number: int | None = None, run: str = "") -> str:
    """A paragraph; `number` is its level in the list, `run` the XML of its run's properties."""
    inside = f'<w:pStyle w:val="{style}"/>' if style else ""
    if number is not None:
        inside += f'<w:numPr><w:ilvl w:val="{number}"/><w:numId w:val="5"/></w:numPr>'
    return (
        f"<w:p><w:pPr>{inside}</w:pPr><w:r><w:rPr>{run}</w:rPr>"
        f'<w:t xml:space="preserve">{words}</w:t></w:r></w:p>'
    )


def docx(body: str, **parts: str) -> bytes:
    """The bytes of a DOCX with this body; `parts` are other files of word/, by name."""
    roots = {"styles": "styles", "numbering": "numbering", "footnotes": "footnotes",
             "header1": "hdr", "comments": "comments"}  # fmt: skip
    files = {"word/document.xml": _part("document", f"<w:body>{body}</w:body>")}
    for name, inside in {"styles": STYLES, "numbering": NUMBERING, **parts}.items():
        files[f"word/{name}.xml"] = _part(roots[name], inside)
    return zipped(files)


def _part(root: str, inside: str) -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?><w:{root} {NAMESPACES}>{inside}</w:{root}>'


def zipped(files: dict[str, str]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()
