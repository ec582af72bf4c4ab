"""The zip a .docx is: its parts, how they relate, and no trace of the machine that made it. (X5)"""

import io
import zipfile
from datetime import UTC
from xml.sax.saxutils import escape

from app.exports.characters import visible
from app.exports.docx_styles import font_table, styles
from app.exports.model import ConsolidatedDraft
from app.exports.ooxml import Element, instant, w, xml

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_DOCUMENT = "application/vnd.openxmlformats-officedocument"
_WORD = f"{_DOCUMENT}.wordprocessingml"
_PARTS = (
    ("rIdStyles", "styles.xml", "styles"),
    ("rIdSettings", "settings.xml", "settings"),
    ("rIdFonts", "fontTable.xml", "fontTable"),
    ("rIdHeader", "header1.xml", "header"),
    ("rIdFooter", "footer1.xml", "footer"),
    ("rIdFooterFirst", "footer2.xml", "footer"),
)


def packed(
    draft: ConsolidatedDraft, document: Element, *, header: Element, footer: Element
) -> bytes:
    """Return the finished file, its times taken from the draft and not from the clock."""
    parts = {
        "[Content_Types].xml": _content_types().encode(),
        "_rels/.rels": _package_relations().encode(),
        "docProps/core.xml": _core(draft).encode(),
        "docProps/app.xml": _application().encode(),
        "word/_rels/document.xml.rels": _document_relations().encode(),
        "word/document.xml": xml(document),
        "word/styles.xml": xml(styles()),
        "word/settings.xml": xml(_settings(tracked=draft.view == "tracked")),
        "word/fontTable.xml": xml(font_table()),
        "word/header1.xml": xml(header),
        "word/footer1.xml": xml(footer),
        "word/footer2.xml": xml(footer),
    }
    # Zip keeps no year before 1980 and no zone.
    stamp = draft.date.astimezone(UTC).timetuple()[:6]
    stamp = max(stamp, (1980, 1, 1, 0, 0, 0))
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in parts.items():
            entry = zipfile.ZipInfo(name, stamp)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 0  # the same bytes from every operating system
            archive.writestr(entry, content)
    return target.getvalue()


def _content_types() -> str:
    overrides = {
        "/word/document.xml": f"{_WORD}.document.main+xml",
        **{f"/word/{file}": f"{_WORD}.{kind}+xml" for _, file, kind in _PARTS},
        "/docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
        "/docProps/app.xml": f"{_DOCUMENT}.extended-properties+xml",
    }
    lines = "".join(
        f'<Override PartName="{part}" ContentType="{kind}"/>' for part, kind in overrides.items()
    )
    return (
        f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{lines}</Types>'
    )


def _relations(rows: list[tuple[str, str, str]]) -> str:
    lines = "".join(
        f'<Relationship Id="{name}" Type="{kind}" Target="{target}"/>'
        for name, kind, target in rows
    )
    return f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{lines}</Relationships>'


def _package_relations() -> str:
    return _relations(
        [
            ("rId1", f"{_OFFICE}/relationships/officeDocument", "word/document.xml"),
            ("rId2", f"{_PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
            ("rId3", f"{_OFFICE}/relationships/extended-properties", "docProps/app.xml"),
        ]
    )


def _document_relations() -> str:
    return _relations(
        [(name, f"{_OFFICE}/relationships/{kind}", file) for name, file, kind in _PARTS]
    )


def _core(draft: ConsolidatedDraft) -> str:
    when = instant(draft.date)
    return (
        f'{_HEAD}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escape(visible(draft.title))}</dc:title><dc:creator>Chapeau</dc:creator>"
        "<cp:lastModifiedBy>Chapeau</cp:lastModifiedBy>"
        f'<dcterms:created xsi:type="dcterms:W3CDTF">{when}</dcterms:created>'
        f'<dcterms:modified xsi:type="dcterms:W3CDTF">{when}</dcterms:modified>'
        "</cp:coreProperties>"
    )


def _application() -> str:
    return (
        f'{_HEAD}<Properties xmlns="{_OFFICE}/extended-properties">'
        "<Application>Chapeau</Application></Properties>"
    )


def _settings(*, tracked: bool) -> Element:
    made = w("settings", w("zoom", percent=100))
    if tracked:
        # Whoever works on in Word goes on proposing, and does not change the base unseen.
        made.append(w("trackRevisions"))
    made.append(w("defaultTabStop", val=567))
    made.append(w("characterSpacingControl", val="doNotCompress"))
    # 15 is the mode of Word 2013 and later; without it Word opens the file in an old one.
    mode = w(
        "compatSetting",
        name="compatibilityMode",
        uri="http://schemas.microsoft.com/office/word",
        val=15,
    )
    made.append(w("compat", mode))
    made.append(w("themeFontLang", val="en-GB", eastAsia="zh-CN", bidi="ar-SA"))
    made.append(w("decimalSymbol", val="."))
    made.append(w("listSeparator", val=","))
    return made
