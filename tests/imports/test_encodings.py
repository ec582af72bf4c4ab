"""What bytes are taken for, and what is said of it (rules I7 and I11)."""

import codecs

import pytest

from app.imports import MOST_BYTES, read_draft, report
from app.kit.errors import BadInput, Refused
from tests.imports.drafts import bare

WORDS = "1. Les États côtiers devraient éclairer leurs ports ; c’est l’été, « déjà »."


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (WORDS.encode(), "utf-8"),
        (codecs.BOM_UTF8 + WORDS.encode(), "utf-8"),
        (WORDS.encode("utf-16"), "utf-16"),
        (codecs.BOM_UTF16_BE + WORDS.encode("utf-16-be"), "utf-16"),
    ],
)
def test_certain_encodings_need_no_word(data: bytes, encoding: str) -> None:
    """(I7)"""
    draft = read_draft("draft.txt", data)
    assert (draft.encoding, draft.encoding_note) == (encoding, None)
    assert bare(draft.blocks[0].visible) == bare(WORDS)


def test_western_text_is_a_stated_guess() -> None:
    """(I7) Statistics alone read such files as Central European."""
    draft = read_draft("draft.txt", WORDS.encode("cp1252"))
    assert bare(draft.blocks[0].visible) == bare(WORDS)
    assert draft.encoding == "cp1252"
    note = report(draft).encoding_note or ""
    assert "not in UTF-8" in note
    assert "“États”" in note
    assert any("not in UTF-8" in line for line in report(draft).lines())


def test_other_scripts_are_guessed_by_statistics() -> None:
    """(I7)"""
    words = "Стороны договорились сохранять маяки во всех гаванях и ежегодно сообщать об этом. " * 5
    draft = read_draft("draft.txt", words.encode("cp1251"))
    assert draft.encoding_note is not None
    assert bare(draft.blocks[0].text) == bare(words)


@pytest.mark.parametrize(
    "data",
    [
        b"some\x00null bytes",
        bytes(range(1, 256)) * 4,
        codecs.BOM_UTF16_LE + b"a",
        "\x00".encode("utf-16"),
    ],
)
def test_binary_is_refused_with_advice(data: bytes) -> None:
    """(I7)"""
    with pytest.raises(BadInput) as caught:
        read_draft("picture.txt", data)
    assert caught.value.reason == "imports.not_text"
    assert "UTF-8" in caught.value.sentence


@pytest.mark.parametrize(
    ("name", "data", "advice"),
    [
        ("a.pdf", b"%PDF-1.7", "pdftotext"),
        ("a.doc", b"\xd0\xcf\x11\xe0", "DOCX"),
        ("a.rtf", b"{\\rtf1", "DOCX"),
        ("a.xlsx", b"PK\x03\x04", "Markdown"),
        ("a.txt", b"PK\x03\x04", "DOCX"),
        ("a.txt", b"  \n ", "no words"),
        ("a.md", b"", "no words"),
    ],
)
def test_other_files_are_refused_with_advice(name: str, data: bytes, advice: str) -> None:
    with pytest.raises(BadInput, match=advice):
        read_draft(name, data)


def test_a_file_over_the_limit_is_refused() -> None:
    """(I11)"""
    with pytest.raises(Refused, match="at most 8 MiB") as caught:
        read_draft("big.txt", b"a" * (MOST_BYTES + 1))
    assert caught.value.status == 413


def test_a_path_in_the_name_is_left_aside() -> None:
    assert read_draft("..\\x/y/draft.txt", b"Light.").name == "draft.txt"
