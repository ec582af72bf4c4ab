"""Word: the draft as a document that a secretariat can hand out and a delegation can work on. (X9)

Numbers are literal text and a tab, so that nothing renumbers itself. A bookmark, named `p_` and
the paragraph's identity, holds exactly the words of each paragraph; it survives what Word and
LibreOffice do to a file, and marks the words off from their number and their status line.
"""

from collections.abc import Iterator, Sequence

from app.exports import ooxml
from app.exports.annexes import Annex, OptionLines, annexes, option_lines
from app.exports.changes import Changes
from app.exports.characters import right_to_left, visible
from app.exports.docx_package import packed
from app.exports.docx_styles import CLAUSE_STYLES, LINE_END
from app.exports.furniture import (
    INK,
    colophon,
    day,
    reading_note,
    sentence_case,
    status_line,
    subtitle,
)
from app.exports.model import ConsolidatedDraft, DraftCategory, DraftParagraph
from app.exports.ooxml import Annotations, Element, w
from app.rules.kinds import STATUSES


def render(draft: ConsolidatedDraft) -> bytes:
    """Return the draft as a .docx; the same draft always gives the same bytes."""
    changes, annotations = Changes(draft), Annotations()
    options = option_lines(draft)
    body = w("body", *_title_block(draft))
    for category in draft.categories:
        body.extend(_category(category, changes, annotations, options))
    for annex in annexes(draft):
        body.extend(_annex(annex))
    body.append(ooxml.line("Colophon", colophon(draft)))
    body.append(_section())
    document = w("document", body)
    return packed(draft, document, header=_header(draft), footer=_footer(draft))


def _title_block(draft: ConsolidatedDraft) -> Iterator[Element]:
    yield ooxml.line("Group", draft.group.name)
    yield ooxml.line("Title", draft.title)
    yield ooxml.line("Subtitle", subtitle(draft))
    if draft.group.mandate:
        yield ooxml.line("FrontNote", f"Mandate: {draft.group.mandate}")
    if draft.counts:
        yield _counts(draft)
    yield ooxml.line("FrontNote", reading_note(draft))


def _counts(draft: ConsolidatedDraft) -> Element:
    """Return the counts by status as one row, each under a bar of its status's colour."""
    width = LINE_END // max(len(draft.counts), 5)
    cells, columns = [], []
    for status in STATUSES:
        if status not in draft.counts:
            continue
        columns.append(w("gridCol", w=width))
        bar = w("top", val="single", sz=18, space=0, color=INK[status])
        cells.append(
            w(
                "tc",
                w("tcPr", w("tcW", w=width, type="dxa"), w("tcBorders", bar)),
                ooxml.paragraph(
                    "Count", [ooxml.run(str(draft.counts[status]), colour=INK[status])]
                ),
                ooxml.line("CountName", sentence_case(status)),
            )
        )
    margins = w("tblCellMar", w("left", w=0, type="dxa"), w("right", w=120, type="dxa"))
    properties = w(
        "tblPr",
        w("tblW", w=width * len(cells), type="dxa"),
        w("tblLayout", type="fixed"),
        margins,
    )
    row = w("tr", w("trPr", w("cantSplit")), *cells)
    return w("tbl", properties, w("tblGrid", *columns), row)


def _category(
    category: DraftCategory, changes: Changes, annotations: Annotations, options: OptionLines
) -> Iterator[Element]:
    style = f"Heading{min(category.level, 6)}"
    label = f"{category.label}\t" if category.label else ""
    yield ooxml.line(style, label + category.title)
    for paragraph in category.paragraphs:
        for said in options.before.get(paragraph.id, ()):
            yield ooxml.line("Option", said, keep_next=True)
        yield _clause(paragraph, category.level, changes, annotations)
        yield from _status(paragraph)
        for said in options.after.get(paragraph.id, ()):
            yield ooxml.line("Option", said)


def _annex(annex: Annex) -> Iterator[Element]:
    """Return an annex: its title, what it is, and a table whose first row repeats on each page."""
    yield ooxml.line("Heading1", annex.title)
    yield ooxml.line("FrontNote", annex.note, keep_next=True)
    width = LINE_END // len(annex.columns)
    rule = w("tblBorders", w("insideH", val="single", sz=4, space=0, color="C9C8C2"))
    properties = w(
        "tblPr",
        w("tblW", w=LINE_END, type="dxa"),
        rule,
        w("tblLayout", type="fixed"),
        w("tblCellMar", w("left", w=0, type="dxa"), w("right", w=120, type="dxa")),
    )
    grid = w("tblGrid", *(w("gridCol", w=width) for _ in annex.columns))
    head = w("tr", w("trPr", w("cantSplit"), w("tblHeader")), *_cells(annex.columns, width, "Head"))
    rows = [w("tr", *_cells(row, width, "Cell")) for row in annex.rows]
    yield w("tbl", properties, grid, head, *rows)


def _cells(texts: Sequence[str], width: int, style: str) -> list[Element]:
    return [
        w("tc", w("tcPr", w("tcW", w=width, type="dxa")), ooxml.line(style, text)) for text in texts
    ]


def _clause(
    paragraph: DraftParagraph, level: int, changes: Changes, annotations: Annotations
) -> Element:
    """Return one paragraph: its number and a tab, then its words inside the bookmark."""
    items = changes.stretches(paragraph)
    text = "".join(item.text for item in items)
    rtl = right_to_left(text)
    runs = ooxml.words(items, annotations, rtl=rtl)
    label = []
    # A heading without a number begins where the words of its paragraphs do.
    if paragraph.label or paragraph.kind == "heading":
        label.append(ooxml.run(f"{visible(paragraph.label)}\t", style="Number"))
    style = CLAUSE_STYLES.get(paragraph.kind, "Clause")
    if paragraph.kind == "heading":
        style = f"Heading{min(level + 1, 6)}"
    elif paragraph.alternative_to is not None:
        style = "Alternative"
    elif not paragraph.label:
        style = CLAUSE_STYLES.get(paragraph.kind, "ClauseUnnumbered")
    return ooxml.paragraph(
        style,
        [*label, *annotations.bookmarked(f"p_{paragraph.id}", runs)],
        sample=text,
        keep_next=paragraph.negotiable,
    )


def _status(paragraph: DraftParagraph) -> Iterator[Element]:
    line = status_line(paragraph)
    if line is None:
        return
    first = sentence_case(f"{line.status} {line.level}".strip())
    runs = [ooxml.run(first, bold=True, colour=INK[line.status])]
    if line.rest:
        runs.append(ooxml.run(visible(f" · {' · '.join(line.rest)}")))
    style = "StatusAlternative" if paragraph.alternative_to is not None else "Status"
    # The line stands on the side where its paragraph begins.
    yield ooxml.paragraph(style, runs, sample=paragraph.base_text)


def _section() -> Element:
    """Return the page: A4; the first has no header, for its title says the same."""
    return w(
        "sectPr",
        _reference("headerReference", "rIdHeader", "default"),
        _reference("footerReference", "rIdFooter", "default"),
        _reference("footerReference", "rIdFooterFirst", "first"),
        w("pgSz", w=11906, h=16838),
        w("pgMar", top=1588, right=1418, bottom=1531, left=1418, header=737, footer=680, gutter=0),
        w("titlePg"),
    )


def _reference(tag: str, relation: str, pages: str) -> Element:
    made = w(tag, type=pages)
    made.set("{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id", relation)
    return made


def _header(draft: ConsolidatedDraft) -> Element:
    right = f"{sentence_case(draft.state)} · {day(draft.date)}"
    return w("hdr", ooxml.line("Header", f"{draft.group.name}\t{right}"))


def _footer(draft: ConsolidatedDraft) -> Element:
    left = ooxml.run(f"{visible(draft.title)}\t")
    pages = [ooxml.run("Page "), ooxml.field("PAGE"), ooxml.run(" of "), ooxml.field("NUMPAGES")]
    return w("ftr", ooxml.paragraph("Footer", [left, *pages]))
