"""Word files: read with care, refused while they have tracked changes (rule I12)."""

import pytest

from app.imports import read_draft
from app.kit.errors import BadInput, Refused
from app.rules.words import Run
from tests.imports.docx_files import NAMESPACES, docx, paragraph, zipped
from tests.imports.drafts import categories, seen, whole

BODY = (
    paragraph("Accord on harbours")
    + paragraph("A. Principles", style="H1")
    + paragraph("Article 2 (lights)", style="H2")
    + paragraph("Each Party shall keep a light.", number=0)
    + paragraph("By day;", number=1)
    + paragraph("By night.", number=1)
    + paragraph("The keepers shall report.", number=0, run="<w:b/>")
    + paragraph("2 bis.\tThe keepers [may] sleep.", run='<w:b w:val="0"/><w:i/>')
    + "<w:tbl><w:tr><w:tc>" + paragraph("In a table.") + "</w:tc></w:tr></w:tbl>"
    + paragraph("Keepers", style="H1x")
)  # fmt: skip


def test_headings_numbers_marks_and_tables() -> None:
    """(I12)"""
    draft = read_draft("accord.docx", docx(BODY))
    assert categories(draft)[1:] == [
        (1, "A", "Principles"),
        (2, "Article 2", "(lights)"),
        (1, "", "Keepers"),
    ]
    assert seen(draft) == [
        (None, "Accord on harbours"),
        ("1", "Each Party shall keep a light."),
        ("(a)", "By day;"),
        ("(b)", "By night."),
        ("2", "The keepers shall report."),
        ("2 bis", "The keepers [may] sleep."),
        (None, "In a table."),
    ]
    assert draft.blocks[6].runs == (Run("The keepers shall report.", ("strong",)),)
    assert draft.blocks[7].runs == (Run("The keepers [may] sleep.", ("em",)),)


def test_a_number_before_a_tab_needs_no_full_stop() -> None:
    """(I3, I12) So the draft that was exported comes back with its numbers."""
    lines = ["1\tKeep them.", "2 bis\tAnd these.", "3 (a)\tOr those.", "PP1\tRecalling them,"]
    lines += ["12 lights are kept.", "The fog\tis dense."]
    draft = read_draft("accord.docx", docx("".join(map(paragraph, lines))))
    assert [given for given, _ in seen(draft)] == ["1", "2 bis", "3 (a)", "PP1", None, None]


def test_footnotes_headers_and_comments_are_kept_as_notes() -> None:
    """(I1, I12)"""
    note = '<w:footnote w:id="2">' + paragraph("See the earlier Accord.") + "</w:footnote>"
    body = (
        '<w:p><w:r><w:t>A light</w:t><w:footnoteReference w:id="2"/><w:t> burns.</w:t></w:r></w:p>'
        + paragraph("It goes out.")
    )
    comment = '<w:comment w:id="1">' + paragraph("Really?") + "</w:comment>"
    data = docx(body, footnotes=note, header1=paragraph("Group on harbours"), comments=comment)
    draft = read_draft("accord.docx", data)
    assert seen(draft) == [
        (None, "A light burns."),
        ("1", "See the earlier Accord."),
        (None, "It goes out."),
        (None, "Group on harbours"),
        (None, "Really?"),
    ]
    assert [block.paragraph_kind for block in draft.blocks].count("note") == 3
    assert whole(draft, "A light burns.See the earlier Accord.It goes out.Group on harboursReally?")
    assert len(draft.warnings) == 2


def test_tracked_changes_are_refused_with_their_number() -> None:
    """(I12)"""
    change = 'w:id="1" w:author="Islands" w:date="2031-01-01T00:00:00Z"'
    body = (
        f"<w:p><w:ins {change}><w:r><w:t>new</w:t></w:r></w:ins>"
        f"<w:del {change}><w:r><w:delText>old</w:delText></w:r></w:del></w:p>"
        f"<w:p><w:pPr><w:rPr><w:ins {change}/></w:rPr></w:pPr><w:r><w:t>x</w:t></w:r></w:p>"
    )
    with pytest.raises(Refused, match=r"3 tracked changes\. Accept or reject them") as caught:
        read_draft("accord.docx", docx(body))
    assert caught.value.details == {"tracked": 3}
    assert caught.value.reason == "imports.tracked_changes"


def test_a_text_box_is_read_once() -> None:
    """(I1) Word writes it twice, for new readers and for old."""
    box = f"<w:txbxContent>{paragraph('In a box.')}</w:txbxContent>"
    body = (
        f"<w:p><w:r><w:t>Around.</w:t></w:r><w:r><mc:AlternateContent><mc:Choice Requires='wps'>"
        f"<w:drawing>{box}</w:drawing></mc:Choice><mc:Fallback><w:pict>{box}</w:pict>"
        "</mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )
    draft = read_draft("accord.docx", docx(body))
    assert seen(draft) == [(None, "Around."), (None, "In a box.")]


def test_a_bomb_is_refused_by_its_directory_alone() -> None:
    """(I12)"""
    bomb = zipped({"word/document.xml": "<a>" + " " * 120_000_000 + "</a>"})
    assert len(bomb) < 200_000
    with pytest.raises(Refused, match="would unpack to 114 MiB") as caught:
        read_draft("bomb.docx", bomb)
    assert caught.value.status == 413


def test_a_steep_ratio_is_refused() -> None:
    """(I12)"""
    bomb = zipped({"word/document.xml": "<a>" + " " * 20_000_000 + "</a>"})
    with pytest.raises(Refused, match="would unpack"):
        read_draft("bomb.docx", bomb)


def test_entities_are_not_expanded() -> None:
    """(I12)"""
    entities = '<!DOCTYPE x [<!ENTITY a "Light. "><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    document = (
        f'<?xml version="1.0"?>{entities}<w:document {NAMESPACES}><w:body><w:p><w:r>'
        "<w:t>Before &b;</w:t></w:r></w:p></w:body></w:document>"
    )
    draft = read_draft("accord.docx", zipped({"word/document.xml": document}))
    assert seen(draft) == [(None, "Before")]


@pytest.mark.parametrize(
    "data",
    [
        b"no zip at all",
        b"PK\x03\x04 cut",
        zipped({"mimetype": "something else"}),
        zipped({"word/document.xml": "<not xml"}),
    ],
)
def test_damaged_files_are_refused_with_advice(data: bytes) -> None:
    """(I12)"""
    with pytest.raises(BadInput, match="save it as DOCX again"):
        read_draft("accord.docx", data)


def test_an_empty_document_is_refused() -> None:
    with pytest.raises(BadInput, match="no words"):
        read_draft("accord.docx", docx(paragraph(" ")))
