"""What people do on the pages, in the pages' own words."""

import re

from playwright.sync_api import Locator, Page, expect


def paragraph(page: Page, label: str) -> Locator:
    """Return the paragraph of this number."""
    return page.locator(".paragraph[aria-label]", has=page.locator(f".number:text-is('{label}')"))


def choose(page: Page, label: str) -> Locator:
    """Choose a paragraph, so that its panel and menu show."""
    found = paragraph(page, label)
    found.focus()
    expect(page.get_by_role("heading", name=f"Paragraph {label}", exact=True)).to_be_visible()
    return found


def write(page: Page, label: str, words: str, *, at: str = "End") -> None:
    """Type words at the end (or the beginning) of a paragraph."""
    found = paragraph(page, label)
    found.scroll_into_view_if_needed()
    found.locator("[contenteditable=true]").click()
    page.keyboard.press("Control+" + at)
    page.keyboard.type(words)


def saved(page: Page) -> None:
    """Wait until the page says that all is saved."""
    expect(page.locator("[data-state=saved]")).to_be_visible()


def act(page: Page, label: str, name: str) -> Locator:
    """Open a paragraph's menu and choose an act; returns the dialog that asks about it."""
    choose(page, label).get_by_role("button", name="Acts on this paragraph").click()
    page.get_by_role("menuitem", name=name, exact=True).click()
    return page.get_by_role("dialog")


def declare(page: Page, label: str, status: str, note: str = "") -> None:
    """Declare a status about the words shown."""
    dialog = act(page, label, "Set the status")
    dialog.get_by_text(status, exact=True).click()
    dialog.get_by_label(re.compile("^Note")).fill(note)
    dialog.get_by_role("button", name="Declare").click()
    expect(dialog).to_be_hidden()


def decide(page: Page, label: str, words: str, verb: str) -> None:
    """Accept or reject the amendment that has these words."""
    choose(page, label)
    entries = page.locator("section[aria-labelledby=panel-amendments] article")
    entries.filter(has_text=words).get_by_role("button", name=verb, exact=True).click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name=verb, exact=True).click()
    expect(dialog).to_be_hidden()
    # What is decided next is decided about the words as they are shown by now.
    expect(paragraph(page, label).locator("ins, del").filter(has_text=words)).to_have_count(0)


def ask(page: Page, verb: str, words: str | None = None) -> None:
    """Answer the open dialog: fill its text, if it asks for one, and confirm."""
    dialog = page.get_by_role("dialog")
    if words is not None:
        dialog.locator("textarea").last.fill(words)
    dialog.get_by_role("button", name=verb, exact=True).click()
    expect(dialog).to_be_hidden()
