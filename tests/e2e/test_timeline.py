"""A paragraph's past on one page: stepped, played, compared, and read by who wrote what."""

import re

from playwright.sync_api import Page, expect

from tests.e2e.acts import act, decide, declare, paragraph, saved, write
from tests.e2e.conftest import Server, Sit
from tests.e2e.test_away import document_of, first_writable, started_demo
from tests.e2e.test_pages import LOOKS, WIDEST, faults


def test_a_paragraphs_past_is_stepped_played_and_compared(server: Server, sit: Sit) -> None:
    """From the paragraph's menu to its line of time; by keyboard; clean in every look."""
    people = started_demo(server)
    delegate, chair = sit(people["delegate"]), sit(people["chair"])
    chair.goto(document_of(delegate, server))
    label = first_writable(delegate)
    write(delegate, label, " Typed by a delegate.")
    saved(delegate)
    expect(paragraph(chair, label).locator("ins").last).to_contain_text("Typed by a delegate.")
    decide(chair, label, "Typed by a delegate.", "Accept")
    declare(chair, label, "Divergent", "two views")

    act(chair, label, "The whole history")
    heading = chair.get_by_role("heading", level=1)
    expect(heading).to_have_text(f"History of paragraph {label}")
    line = chair.get_by_role("region", name="Line of time")
    expect(line).to_contain_text("accepted the amendment")
    expect(line).to_contain_text("two views")
    place = chair.locator(".place")
    count = int(re.findall(r"\d+", place.inner_text())[1])
    assert count >= 3

    _steps(chair, count)
    _authors(chair)
    _compares(chair, count)
    _looks(chair, sit)


def _steps(page: Page, count: int) -> None:
    """Arrow keys step, Home and End go to the ends, P plays until the end."""
    place, chosen = page.locator(".place"), page.locator(".line button[aria-current]")
    expect(place).to_have_text(f"{count} of {count}")
    page.keyboard.press("Home")
    expect(place).to_have_text(f"1 of {count}")
    expect(chosen).to_contain_text("Version 1")
    page.keyboard.press("ArrowRight")
    expect(place).to_have_text(f"2 of {count}")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("p")
    expect(page.get_by_role("button", name="Pause")).to_be_visible()
    expect(place).to_have_text(f"{count} of {count}")
    expect(page.get_by_role("button", name="Play")).to_be_visible()


def _authors(page: Page) -> None:
    """The delegate's words bear its colour still, though the chair accepted them."""
    page.get_by_role("button", name="Who wrote it").click()
    span = page.locator(".span").filter(has_text="Typed by a delegate.")
    expect(span).to_be_visible()
    assert "--seat-none" not in (span.get_attribute("style") or "")


def _compares(page: Page, count: int) -> None:
    """The newest version against the first."""
    page.get_by_role("button", name="What changed").click()
    compare = page.get_by_label("Compare with")
    compare.select_option(index=1)
    expect(page.locator(".redline ins").last).to_contain_text("Typed by a delegate.")
    compare.select_option(index=count)
    expect(page.get_by_text("In these words nothing differs.")).to_be_visible()
    compare.select_option(index=0)


def _looks(page: Page, sit: Sit) -> None:
    """No fault and no sideways scrolling, wide, narrow, dark and right to left."""
    state, address = page.context.storage_state(), page.url
    found: dict[str, object] = {}
    for look, options in LOOKS.items():
        other = sit("about:blank", storage_state=state, **options)
        other.goto(address)
        expect(other.locator(".line")).to_be_visible()
        for view in ("What changed", "The words", "Who wrote it"):
            other.get_by_role("button", name=view).click()
            expect(other.locator(".card p").nth(1)).to_be_visible()
            if wrong := faults(other):
                found[f"{look}, {view}"] = wrong
        for side in ("ltr", "rtl"):
            other.evaluate(f"document.documentElement.dir = '{side}'")
            if other.evaluate("document.documentElement.scrollWidth > innerWidth + 1"):
                found[f"{look}, {side}"] = other.evaluate(WIDEST)
    assert found == {}
