"""Numbers on three levels, a renumbering by its map, and references that follow what they name."""

import re
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.e2e.acts import act, ask, choose, declare, paragraph, saved, write
from tests.e2e.conftest import Server, Sit

TEXT = """# Common principles for lights

## A. Keeping

1. Keepers shall tend every light.

2. Keepers shall be paid, as paragraph 3 says.

3. The budget provides:

(a) oil and wicks;

(b) boats, subject to paragraph 2.
"""


def opened(server: Server, sit: Sit, tmp_path: Path) -> Page:
    """Found a group, import the text and open it as the chair sees it."""
    found = server.run("found", "Group of Lights", "--short", "GL", "--chair", "Ada Ro")
    link = re.search(r"http://\S+", found)
    assert link
    server.start("serve")
    page = sit(link.group(0))
    page.get_by_role("link", name="Group of Lights").first.click()
    page.get_by_role("button", name="Import a text").click()
    source = tmp_path / "lights.md"
    source.write_text(TEXT, encoding="utf-8")
    page.locator("input[type=file]").set_input_files(source)
    page.get_by_role("button", name="See what it would do").click()
    page.get_by_role("button", name="Import it so").click()
    expect(paragraph(page, "3")).to_be_visible()
    return page


def row(page: Page, label: str) -> Locator:
    """Return the paragraph of this whole label, however much of it stands beside the text."""
    return page.get_by_role("group", name=re.compile(rf"^Paragraph {re.escape(label)},"))


def add_behind(page: Page, label: str, words: str, level: str | None = None) -> None:
    """Add a paragraph behind another."""
    row(page, label).focus()
    row(page, label).get_by_role("button", name="Acts on this paragraph").click()
    page.get_by_role("menuitem", name="Add a paragraph after").click()
    dialog = page.get_by_role("dialog")
    if level is not None:
        dialog.get_by_label("Level").select_option(label=level)
    ask(page, "Add", words)


def menu(page: Page, name: str) -> None:
    """Choose something from the toolbar's menu of numbers."""
    page.get_by_role("button", name="Numbers", exact=True).click()
    page.get_by_role("menuitem", name=name).click()


def test_the_chair_renumbers_and_references_follow(
    server: Server, sit: Sit, tmp_path: Path
) -> None:
    """Insert, agree, renumber: the map is shown, the text and its references say it."""
    page = opened(server, sit, tmp_path)
    for name in ("(a)", "(b)"):
        expect(paragraph(page, name)).to_be_visible()
    boats = paragraph(page, "(b)").locator(".ref")
    expect(boats).to_have_text("2")
    add_behind(page, "1", "Every light has a keeper.")
    expect(paragraph(page, "1 bis")).to_be_visible()
    add_behind(page, "3 (a)", "And glass.", "Below that: (i), (ii), (iii)")
    expect(paragraph(page, "(i)")).to_be_visible()
    declare(page, "2", "Agreed")

    menu(page, "Renumber…")
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("row", name=re.compile("^1 bis 2 Every light"))).to_be_visible()
    page.screenshot(path=tmp_path / "map.png")
    dialog.get_by_label("Reason").fill("for the second reading")
    dialog.get_by_role("button", name="Renumber", exact=True).click()
    expect(dialog).to_contain_text("This map is on the record")
    dialog.get_by_role("button", name="Close").last.click()
    expect(paragraph(page, "2")).to_contain_text("formerly 1 bis")
    expect(paragraph(page, "3")).to_contain_text("Keepers shall be paid, as paragraph 4 says.")
    expect(paragraph(page, "3")).to_contain_text("Agreed")
    expect(boats).to_have_text("3")
    page.screenshot(path=tmp_path / "renumbered.png", full_page=True)

    menu(page, "Numbers past and present")
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Which paragraph is or was").fill("1 bis")
    expect(dialog).to_contain_text("was 1 bis, is now 2")
    expect(dialog).to_contain_text("for the second reading")
    page.screenshot(path=tmp_path / "numbers.png")
    dialog.get_by_role("button", name="was 1 bis, is now 2").click()
    expect(paragraph(page, "2")).to_be_focused()


def test_a_reference_is_a_link_and_one_sign(server: Server, sit: Sit, tmp_path: Path) -> None:
    """Typed, it is linked while one goes on typing; it leads there, and goes whole."""
    page = opened(server, sit, tmp_path)
    write(page, "1", " See paragraph 3")
    named = paragraph(page, "1").locator(".ref")
    expect(named).to_have_text("3")
    page.keyboard.type(", and more")
    saved(page)
    expect(paragraph(page, "1")).to_contain_text("See paragraph 3, and more")
    expect(named).to_have_text("3")
    page.keyboard.press("Escape")

    names = page.get_by_role("link", name="Paragraph 3", exact=True)
    choose(page, "1")
    expect(names).to_be_visible()
    named.hover()
    expect(page.locator(".tip")).to_contain_text("The budget provides")
    named.click()
    expect(paragraph(page, "3")).to_be_focused()

    write(page, "1", "")
    for _ in range(len(", and more")):
        page.keyboard.press("Backspace")
    page.keyboard.press("Control+Enter")
    expect(paragraph(page, "3")).to_be_focused()
    expect(named).to_have_count(1)
    write(page, "1", "")
    page.keyboard.press("Backspace")
    expect(named).to_have_count(0)
    saved(page)
    expect(paragraph(page, "1")).to_contain_text("See paragraph ")


def test_levels_and_categories(server: Server, sit: Sit, tmp_path: Path) -> None:
    """A paragraph moves in a level, and the text is numbered by category from now on."""
    page = opened(server, sit, tmp_path)
    dialog = act(page, "2", "Change level")
    dialog.get_by_text("Sub-paragraph: (a), (b), (c)").click()
    dialog.get_by_role("button", name="Change", exact=True).click()
    moved = page.locator(".paragraph", has_text="Keepers shall be paid")
    expect(moved.locator(".number")).to_have_text("(a)")
    expect(moved).to_have_attribute("aria-label", re.compile(r"Paragraph 1 \(a\)"))
    menu(page, "How it is numbered")
    dialog = page.get_by_role("dialog")
    dialog.get_by_text("Begin anew in each category").click()
    ask(page, "Change")
    menu(page, "How it is numbered")
    expect(page.get_by_label("Begin anew in each category")).to_be_checked()
