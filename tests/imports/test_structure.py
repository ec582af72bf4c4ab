"""Typed signs become structure, and are written again as they stood (rules I1, I13, I14)."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.imports import ImportedDraft, read_draft, report, take_structure
from app.imports.commands import framework_of
from app.imports.placeholders import is_placeholder
from app.kit.errors import BadInput
from app.rules.brackets import render_all, written
from app.rules.words import Words, plain, structure
from tests.imports.docx_files import docx, paragraph
from tests.imports.drafts import bare, markdown, text

SIGNS = [
    *("[", "]", "{", "}", "[]", "][", "[ ]", "[X]", "{[", "]}", "[[", "]]", "[{", "}]"),
    *("a", "shall ", "light", " ", "\n\n", "\n\n", "\n\n2. ", "\n\n# A. Head\n\n", "\n\n[\n\n"),
    *("[^1]", "[a](http://b)", "**", "*", "منارة", "点亮"),
]
TEXTS = st.lists(st.sampled_from(SIGNS), max_size=30).map("".join)


def kinds(draft: ImportedDraft) -> Counter[str]:
    return Counter(one.op for one in take_structure(draft.blocks, draft.format).found)


def why(draft: ImportedDraft) -> list[tuple[str, str]]:
    kept = take_structure(draft.blocks, draft.format).kept
    return [(one.character, one.why) for one in kept]


def words_of(draft: ImportedDraft) -> list[Words]:
    return [one.words for category in framework_of(draft) for one in category.paragraphs]


def printed(draft: ImportedDraft) -> str:
    """The document as it is written again: labels and titles, numbers, words with their signs."""
    framework = framework_of(draft)
    pages = iter(render_all([one.words for head in framework for one in head.paragraphs]))
    parts = []
    for head in framework:
        parts.append(f"{head.label} {head.title}".strip())
        parts += [
            f"{one.number_given or ''} {written(next(pages))}".strip() for one in head.paragraphs
        ]
    return "\n".join(parts)


def as_read(draft: ImportedDraft) -> str:
    """The same from the blocks, before any sign was taken from the words."""
    opening = draft.categories and draft.categories[0].heading is None
    parts = [draft.categories[0].title] if opening else []
    title = draft.blocks[0] if draft.blocks[0].kind == "heading" else None
    dropped = title is not None and len(framework_of(draft)) < len(draft.categories)
    return "\n".join([*parts, *(one.visible for one in draft.blocks[dropped:])])


@given(TEXTS, st.sampled_from(["draft.txt", "draft.md"]))
@settings(max_examples=400)
def test_what_is_written_is_what_was_read(words: str, name: str) -> None:
    """(I1, I13) Sign for sign, in order; and every sign is structure or named with its reason."""
    try:
        draft = read_draft(name, words.encode())
    except BadInput:
        return
    assert bare(printed(draft)) == bare(as_read(draft))
    structured = take_structure(draft.blocks, draft.format)
    signs = sum(block.visible.count(sign) for block in draft.blocks for sign in "[]{}")
    assert 2 * len(structured.found) + len(structured.kept) == signs
    for one in structured.kept:
        assert draft.blocks[one.block].visible[one.at] == one.character


def test_brackets_placeholders_and_notes() -> None:
    """(I13, I14)"""
    draft = text(
        "1. Parties [shall] [should] report by [date] on [X] lights. {Placement to come}\n"
    )
    assert kinds(draft) == {"br": 2, "ph": 2, "nt": 1}
    (words,) = words_of(draft)
    assert plain(words) == "Parties shall should report by date on X lights. Placement to come"
    assert len(structure(words, "br")) == 2
    assert why(draft) == []


def test_nested_and_over_several_paragraphs() -> None:
    """(I9, I13) Everything between its signs carries a bracket's mark, headings aside."""
    draft = markdown("[One [two\n\nthree]\n\n# Head\n\nfour\n\nfive] six")
    first, second, third, fourth = words_of(draft)
    outer, inner = structure(first, "br")
    assert [run.marks for run in first] == [(f"br--{outer}",), (f"br--{outer}", f"br--{inner}")]
    assert structure(second, "br") == (outer, inner)
    assert structure(third, "br") == (outer,)
    assert [(run.text, bool(run.marks)) for run in fourth] == [("five", True), (" six", False)]
    found = report(draft)
    assert [(pair.first_line, pair.last_line, pair.paragraphs) for pair in found.far] == [(1, 9, 4)]
    assert "  lines 1 to 9, 4 paragraphs: “[One [two” … “five]”" in found.lines()


def test_brackets_over_the_same_words_come_back_in_their_order() -> None:
    """(I13) Their identities rise as they opened."""
    for words in ("[{Placement}]", "{[Placement]}", "[[a] {b}]", "{[{a}]} [X]"):
        draft = text(words)
        assert printed(draft) == f"Opening text\n{words}"
        assert why(draft) == []


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        ("Keep [] lights.", [("[", "empty"), ("]", "empty")]),
        ("Keep [[]] lights.", [("[", "empty"), ("]", "empty")]),
        ("Keep [the lights.", [("[", "unclosed")]),
        ("Keep the] lights.", [("]", "unopened")]),
        ("Keep {the [lights} burning].", [("{", "crossed"), ("}", "crossed")]),
        ("Keep [the:\n\n2. lights] on.", []),
        ("Keep the following: [\n\n2. Lights are kept] on.", [("[", "apart"), ("]", "apart")]),
        ("A. [LIGHTS]\n\nKeep them.", [("[", "heading"), ("]", "heading")]),
        ("A. LIGHTS\n\n[Keep.\n\nB. [KEEPERS]\n\nKeep.]", [("[", "heading"), ("]", "heading")]),
    ],
)
def test_what_stays_a_character_and_why(words: str, kept: list[tuple[str, str]]) -> None:
    """(I13)"""
    draft = text(words)
    assert why(draft) == kept
    assert bare(printed(draft)) == bare(as_read(draft))


def test_markdowns_own_signs_stay_characters() -> None:
    """(I10, I13) A footnote's mark, a link's address and attributes contest nothing."""
    words = "[Keep][^1] [the lights](https://a.example). [x](a)\n\n{:.note}\n\n[^1]: Or [not].\n"
    draft = markdown(words)
    assert kinds(draft) == {"br": 2, "ph": 1}
    assert {reason for _, reason in why(draft)} == {"syntax"}
    assert kinds(text(words))["br"] == 5


def test_signs_alone_on_their_lines_are_no_paragraphs() -> None:
    """(I13) They are written with the words they stand around."""
    draft = text("Before.\n\n[\n\nThe one.\n\nThe other.\n\n]\n\nAfter.\n")
    assert [plain(words) for words in words_of(draft)] == [
        *("Before.", "The one.", "The other.", "After."),
    ]
    assert printed(draft).split("\n") == [
        *("Opening text", "Before.", "[The one.", "The other.]", "After."),
    ]


def test_word_files_alike() -> None:
    """(I12, I13)"""
    body = paragraph("Parties [shall] keep [", number=0) + paragraph("lights] by […]. {Note}")
    draft = read_draft("accord.docx", docx(body))
    assert kinds(draft) == {"br": 2, "ph": 1, "nt": 1}
    assert bare(printed(draft)) == bare(as_read(draft))


def test_the_report_names_each_sign_and_why() -> None:
    """(I9, I13)"""
    draft = text("A. [LIGHTS]\n\n1. Keep [] of\nthem.\n", "accord.txt")
    lines = report(draft).lines()
    assert "4 signs stay characters:" in lines
    assert (
        "  accord.txt, line 3, paragraph 2 (1): “[” has nothing between it and its partner: "
        "1. Keep [] of them." in lines
    )
    assert "  accord.txt, line 1, paragraph 1 (A): “]” or its partner stands in a heading" in (
        line.split(",", 3)[0] + "," + ",".join(line.split(",")[1:3]) for line in lines
    )


@pytest.mark.parametrize(
    "words",
    [
        *(" ", "…", "...", "__", "–", "X", "x", "X–Y", "20XX", "XX per cent", "X %", "year x"),
        *("by X date", "X date", "date", "Date", "number", "Placeholder for annexes", "TBD", "n"),
        *("placeholder: outcome on X", "X/CP.21", "-/CP.21", "to be determined", "日期", "fecha"),
        *("Placeholder for “finance”.", "insert date"),
    ],
)
def test_what_keeps_a_place(words: str) -> None:
    """(I14)"""
    assert is_placeholder(words)


@pytest.mark.parametrize(
    "words",
    [
        *("shall", ".", ",", "s", "a", "5", "2020", "1.5 °C", "NDMC*", "CMA", "an update", "text"),
        *(
            "to be considered",
            "dated",
            "numbers of Parties",
            "X Parties shall",
            "I",
            "B",
            "insertion",
        ),
    ],
)
def test_what_contests_words(words: str) -> None:
    """(I14)"""
    assert not is_placeholder(words)
