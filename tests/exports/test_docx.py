"""Word: what is read from the file is what was in the draft. (X4, X7, X9)"""

import io
import shutil
import subprocess
from pathlib import Path
from xml.etree import ElementTree as ET

import docx as python_docx
import pytest
from hypothesis import given

from app.exports import docx
from app.exports.characters import visible
from app.rules.words import Run
from tests.exports.reading import W, document, docx_words, parts
from tests.exports.samples import ANY_RUNS, NAMES, draft, full_draft, paragraph

P_ORDER = (
    *("pStyle", "keepNext", "keepLines", "widowControl", "pBdr", "tabs", "bidi", "spacing"),
    *("ind", "jc", "outlineLvl"),
)
R_ORDER = ("rStyle", "rFonts", "b", "bCs", "i", "iCs", "color", "sz", "szCs", "rtl", "lang")


@given(ANY_RUNS)
def test_x4_accepting_all_gives_the_amended_text_and_rejecting_all_the_base(
    runs: tuple[Run, ...],
) -> None:
    one = paragraph(1, runs=runs)
    body = docx.render(draft(one))
    assert docx_words(body, accept=True) == {f"p_{one.id}": visible(one.amended_text)}
    assert docx_words(body, accept=False) == {f"p_{one.id}": visible(one.base_text)}


@given(ANY_RUNS)
def test_x4_the_clean_view_is_the_base_text_without_a_change(runs: tuple[Run, ...]) -> None:
    one = paragraph(1, runs=runs)
    body = docx.render(draft(one, view="clean"))
    assert docx_words(body, accept=True) == {f"p_{one.id}": visible(one.base_text)}
    assert not [e for e in document(body).iter() if e.tag in (f"{W}ins", f"{W}del")]


@pytest.mark.parametrize("view", ["clean", "tracked"])
def test_x9_every_part_is_well_formed_and_in_the_schemas_order(view: str) -> None:
    made = full_draft("tracked" if view == "tracked" else "clean")
    files = parts(docx.render(made))
    for name, content in files.items():
        root = ET.fromstring(content)
        if name.startswith("word/"):
            _assert_order(root)
    root = ET.fromstring(files["word/document.xml"])
    numbers = [
        e.get(f"{W}id") for e in root.iter() if e.tag in (f"{W}ins", f"{W}del", f"{W}bookmarkStart")
    ]
    assert len(numbers) == len(set(numbers))
    used = {e.get(f"{W}val") for e in root.iter() if e.tag in (f"{W}pStyle", f"{W}rStyle")}
    known = {e.get(f"{W}styleId") for e in ET.fromstring(files["word/styles.xml"])}
    assert used <= known


def _assert_order(root: ET.Element) -> None:
    for tag, order in ((f"{W}pPr", P_ORDER), (f"{W}rPr", R_ORDER)):
        for element in root.iter(tag):
            ranks = [order.index(child.tag.removeprefix(W)) for child in element]
            assert ranks == sorted(set(ranks))
    for element in root.iter(f"{W}p"):
        assert [child.tag for child in element].index(f"{W}pPr") == 0
    for deleted in root.iter(f"{W}del"):
        assert not list(deleted.iter(f"{W}t"))


def test_x4_a_change_carries_its_author_and_time() -> None:
    root = document(docx.render(full_draft()))
    inserted = next(root.iter(f"{W}ins"))
    assert inserted.get(f"{W}author") == NAMES[0]
    assert inserted.get(f"{W}date") == "2026-11-20T09:05:09Z"
    shared = [e for e in root.iter(f"{W}del") if e.get(f"{W}author") == "; ".join(NAMES[:2])]
    assert ["".join(e.itertext()) for e in shared] == ["should"]
    assert shared[0].get(f"{W}date") == "2026-11-20T10:05:09Z"
    nested = [e for ins in root.iter(f"{W}ins") for e in ins if e.tag == f"{W}del"]
    assert [e.get(f"{W}author") for e in nested] == [NAMES[1]]


def test_x9_each_paragraph_is_bookmarked_by_its_identity() -> None:
    made = full_draft()
    names = [e.get(f"{W}name") for e in document(docx.render(made)).iter(f"{W}bookmarkStart")]
    assert names == [f"p_{p.id}" for p in made.paragraphs]


def test_x9_numbers_are_words_and_arabic_runs_right_to_left() -> None:
    opened = python_docx.Document(io.BytesIO(docx.render(full_draft("clean"))))
    lines = [p.text for p in opened.paragraphs]
    assert any(line.startswith("2 bis\tOperators should publish") for line in lines)
    assert "2 alt\tNo text." in lines
    arabic = next(p for p in opened.paragraphs if "ينبغي" in p.text)
    assert arabic._p.pPr is not None
    assert arabic._p.pPr.find(f"{W}bidi") is not None
    turned = "".join(
        r.text for r in arabic.runs if r._r.rPr is not None and r._r.rPr.find(f"{W}rtl") is not None
    )
    assert turned == "ينبغي للدول الأعضاء أن تضمن [استمرارية] الخدمات العامة الرقمية 24/7 ("
    assert opened.core_properties.author == "Chapeau"
    assert opened.core_properties.title == "Continuity of digital public services"


def test_x9_the_same_draft_gives_the_same_bytes() -> None:
    assert docx.render(full_draft()) == docx.render(full_draft())


def test_x7_what_xml_forbids_is_shown() -> None:
    text = "a\x00b\x0bc\rd\uffffe\x7f\x85\x91\ttab\nline  two"
    body = docx.render(draft(paragraph(1, text)))
    assert list(docx_words(body, accept=True).values()) == ["a␀b␋c␍d�e␡␤�\ttab\nline  two"]


def _oracle(command: list[str], folder: Path) -> str:
    done = subprocess.run(command, check=True, capture_output=True, cwd=folder, timeout=240)
    return done.stdout.decode()


if shutil.which("pandoc"):

    @pytest.mark.parametrize("choice", ["accept", "reject"])
    def test_x4_pandoc_reads_the_same(choice: str, tmp_path: Path) -> None:
        made = full_draft()
        (tmp_path / "draft.docx").write_bytes(docx.render(made))
        read = _oracle(
            ["pandoc", "draft.docx", f"--track-changes={choice}", "-t", "plain", "--wrap=none"],
            tmp_path,
        )
        for one in made.paragraphs:
            text = one.amended_text if choice == "accept" else one.base_text
            # Pandoc writes marks and a tab in its own way; the words themselves must be there.
            assert _bare(text) in _bare(read)


def _bare(text: str) -> str:
    return "".join(c for c in visible(text) if c not in "*_" and not c.isspace())


if shutil.which("soffice"):

    def test_x4_libreoffice_keeps_every_change_and_bookmark(tmp_path: Path) -> None:
        made = full_draft()
        (tmp_path / "draft.docx").write_bytes(docx.render(made))
        profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
        target = ["--convert-to", "docx", "--outdir", "again", "draft.docx"]
        _oracle(["soffice", profile, "--headless", "--norestore", *target], tmp_path)
        again = (tmp_path / "again" / "draft.docx").read_bytes()
        for one in made.paragraphs:
            name = f"p_{one.id}"
            assert docx_words(again, accept=True)[name] == visible(one.amended_text)
            assert docx_words(again, accept=False)[name] == visible(one.base_text)
