"""HTML and Markdown: every character of the words is only itself. (X4, X6, X7)"""

import re

from hypothesis import given
from markdown_it import MarkdownIt
from markdown_it.token import Token

from app.exports import markdown, webpage
from app.exports.changes import Changes
from app.exports.characters import visible
from app.rules.words import Run
from tests.exports.reading import Page
from tests.exports.samples import ANY_RUNS, NAMES, draft, full_draft, paragraph


@given(ANY_RUNS)
def test_x4_html_gives_base_and_amended_text(runs: tuple[Run, ...]) -> None:
    one = paragraph(1, runs=runs)
    body = webpage.render(draft(one))
    assert Page(body, accept=True).words == {one.id: visible(one.amended_text)}
    assert Page(body, accept=False).words == {one.id: visible(one.base_text)}
    clean = webpage.render(draft(one, view="clean"))
    assert Page(clean, accept=True).words == {one.id: visible(one.base_text)}


def test_x6_html_needs_nothing_else_and_runs_nothing() -> None:
    page = webpage.render(full_draft()).decode()
    assert "<script" not in page
    assert "http" not in page.replace("http-equiv", "")
    assert "default-src 'none'" in page
    headings = [tag for tag in Page(page.encode(), accept=True).tags if re.fullmatch(r"h\d", tag)]
    assert headings == ["h1", "h2", "h2", "h3", *["h2"] * 6]  # the last are of the annexes


def test_x4_html_says_who_and_when() -> None:
    page = webpage.render(full_draft()).decode()
    author = NAMES[0].replace("&", "&amp;")
    assert f'<ins datetime="2026-11-20T09:05:09+00:00" title="{author}">shall</ins>' in page


@given(ANY_RUNS)
def test_x6_markdown_words_are_one_block_and_only_themselves(runs: tuple[Run, ...]) -> None:
    one = paragraph(1, runs=runs)
    for view, text in (("tracked", one.amended_text), ("clean", one.base_text)):
        made = draft(one, view="tracked" if view == "tracked" else "clean")
        source = markdown.markdown_words(Changes(made).stretches(one))
        if source:
            assert _read(source, gone="del") == visible(text)
            assert _read(source, gone="ins") == visible(one.base_text)


@given(ANY_RUNS)
def test_x6_a_markdown_draft_keeps_each_words_in_their_place(runs: tuple[Run, ...]) -> None:
    one, two = paragraph(1, runs=runs, label=""), paragraph(2, "Second.", label="")
    parsed = MarkdownIt("commonmark").parse(markdown.render(draft(one, two)).decode())
    inline = [_plain(t.children or [], "del") for t in parsed if t.type == "inline"]
    assert "Second." in inline
    if one.amended_text.strip():
        assert visible(one.amended_text) in inline


def _read(source: str, gone: str) -> str:
    tokens = MarkdownIt("commonmark").parse(source)
    assert [t.type for t in tokens] == ["paragraph_open", "inline", "paragraph_close"]
    inline = tokens[1].children or []
    assert {t.type for t in inline} <= {"text", "text_special", "hardbreak", "html_inline"}
    return _plain(inline, gone)


def _plain(tokens: list[Token], gone: str) -> str:
    text, out = "", 0
    for token in tokens:
        if token.type == "html_inline":
            out += token.content.startswith(f"<{gone}") - token.content.startswith(f"</{gone}>")
        elif out == 0:
            text += "\n" if token.type == "hardbreak" else token.content
    return text
