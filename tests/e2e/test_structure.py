"""A text with typed brackets, in and out again: the report, the text, the file."""

import re
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.e2e.acts import paragraph
from tests.e2e.conftest import Server, Sit

TEXT = """\
A. [LIGHTS]

1. Parties [shall [always] keep] [should keep] a light by [date]. {To be placed}

2. Keepers [may sleep, where another keeps watch;

3. they report in spring.]

4. Nothing [] more, and this] is a slip.
"""


def report_on(page: Page, source: Path) -> None:
    """Look at what importing a file would do."""
    page.locator("input[type=file]").set_input_files(source)
    page.get_by_role("button", name="See what it would do").click()
    expect(page.get_by_role("dialog")).to_contain_text("What importing")


def test_typed_brackets_become_structure_and_come_out_again(
    server: Server, sit: Sit, tmp_path: Path
) -> None:
    """The report names each sign that stays a character; the others are brackets, then signs."""
    found = server.run("found", "Group of Lights", "--short", "GL", "--chair", "Ada Ro")
    link = re.search(r"http://\S+", found)
    assert link
    server.start("serve")
    page = sit(link.group(0))
    page.get_by_role("link", name="Group of Lights").first.click()
    page.get_by_role("button", name="Import a text").click()
    source = tmp_path / "lights.txt"
    source.write_text(TEXT, encoding="utf-8")
    report_on(page, source)
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Brackets 4, placeholders 1, notes 1")
    expect(dialog).to_contain_text("5 signs stay characters")
    dialog.get_by_text("5 signs stay characters").scroll_into_view_if_needed()
    expect(dialog.get_by_text("has nothing between it and its partner").first).to_be_visible()
    expect(dialog.get_by_text("is never opened")).to_be_visible()
    expect(dialog.get_by_text("stands in a heading").first).to_be_visible()
    page.screenshot(path=tmp_path / "report.png")
    page.get_by_role("button", name="Import it so").click()
    expect(paragraph(page, "1")).to_contain_text("a light by")
    document = page.url.rsplit("/", 1)[1]
    brackets = page.evaluate(
        "(id) => fetch(`/api/documents/${id}/brackets`).then((one) => one.json())", document
    )
    assert next(one["text"] for one in brackets["brackets"]) == "shall always keep"
    assert len(brackets["brackets"]) == 4
    out = tmp_path / "out.txt"
    server.run(*("export", document, "--format", "txt", "--numbers", "given", "--output", str(out)))
    assert "".join(out.read_text(encoding="utf-8").split()) == "".join(TEXT.split())
