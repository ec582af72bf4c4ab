"""A whole negotiation of a paragraph by keyboard: amend, bracket, object, lift, accept, agree."""

from playwright.sync_api import Locator, Page, expect

from tests.e2e.acts import saved
from tests.e2e.conftest import Server, Sit
from tests.e2e.test_brackets import opened, to_the_beginning
from tests.e2e.test_keyboard import step_to


def tab_to(page: Page, target: Locator, steps: int = 60) -> None:
    """Tab until the focus is there."""
    expect(target).to_be_visible()
    for _ in range(steps):
        if target.evaluate("(one) => one === document.activeElement"):
            return
        page.keyboard.press("Tab")
    expect(target).to_be_focused()


def press(page: Page, target: Locator) -> None:
    """Tab to a button and press it."""
    tab_to(page, target)
    page.keyboard.press("Enter")


def fill(page: Page, target: Locator, words: str) -> None:
    """Tab to a field and type."""
    tab_to(page, target)
    page.keyboard.type(words)


def opens(page: Page, key: str, inside: str) -> None:
    """Press the key that leads to a part of the panel, and see the focus there."""
    page.keyboard.press(key)
    expect(page.locator(f"{inside} :focus")).to_have_count(1)


def answer(page: Page, verb: str) -> None:
    """Tab to the dialog's verb and press it."""
    dialog = page.get_by_role("dialog")
    press(page, dialog.get_by_role("button", name=verb, exact=True))
    expect(dialog).to_be_hidden()


def row(page: Page) -> Locator:
    """The paragraph all of this is about."""
    return page.locator(".paragraph[aria-current=true]")


def back_to_row(page: Page) -> None:
    """Put the focus on the chosen paragraph again: one step down and one up."""
    chosen = str(row(page).get_attribute("id"))
    page.keyboard.press("j")
    expect(row(page)).not_to_have_attribute("id", chosen)
    page.keyboard.press("k")
    expect(row(page)).to_have_attribute("id", chosen)
    expect(row(page)).to_be_focused()


def test_from_amendment_to_agreement_by_keyboard_alone(server: Server, sit: Sit) -> None:
    """A delegation amends, another brackets and objects and lifts both; the chair closes."""
    (one, two, chair), label = opened(server, sit, "delegate", "another delegate", "chair")
    for page in (one, two, chair):
        step_to(page, label)
    amends(one)
    expect(row(chair).locator("ins")).to_contain_text("By hand alone.")
    expect(row(two).locator("ins")).to_contain_text("By hand alone.")
    brackets(two)
    expect(row(chair).locator(".br-sign")).not_to_have_count(0)
    objects(two)
    expect(row(chair)).to_contain_text("1 objects")
    is_told_what_stands_against_agreement(chair)
    lifts(two)
    expect(row(chair).locator(".br-sign")).to_have_count(0)
    expect(row(chair)).not_to_contain_text("1 objects")
    accepts(chair)
    expect(row(chair).locator("ins")).to_have_count(0)
    agrees(chair)
    for page in (one, two, chair):
        expect(row(page).locator(".status")).to_have_text("Agreed")
        expect(row(page)).to_contain_text("By hand alone.")


def amends(page: Page) -> None:
    """Type at the end of the paragraph."""
    page.keyboard.press("Enter")
    expect(row(page).locator("[contenteditable=true]")).to_be_focused()
    page.keyboard.press("Control+End")
    page.keyboard.type(" By hand alone.")
    saved(page)
    page.keyboard.press("Escape")


def brackets(page: Page) -> None:
    """Select the first words and put them in brackets."""
    page.keyboard.press("Enter")
    expect(row(page).locator("[contenteditable=true]")).to_be_focused()
    to_the_beginning(page)
    for _ in range(8):
        page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Control+Shift+B")
    fill(page, page.get_by_role("dialog").get_by_label("Reason"), "Too much.")
    answer(page, "Put in brackets")
    expect(row(page).locator(".br-sign")).to_have_text(["[", "]"])
    expect(row(page).locator("[contenteditable=true]")).to_be_focused()
    page.keyboard.press("Escape")
    expect(row(page)).to_be_focused()


def objects(page: Page) -> None:
    """Go to the positions and object."""
    section = page.locator("#panel-positions-section")
    opens(page, "v", "#panel-positions-section")
    press(page, section.get_by_role("button", name="Object"))
    fill(page, page.get_by_role("dialog").get_by_label("Reason"), "Not these words.")
    dialog = page.get_by_role("dialog")
    say = dialog.get_by_role("button", name="Say this", exact=True)
    press(page, say)
    refused = dialog.get_by_text("The words have changed since they were shown")
    page.wait_for_function(
        "() => !document.querySelector('dialog[open]')"
        " || document.querySelector('dialog[open]').textContent.includes('The words have changed')"
    )
    if refused.is_visible():  # others' words have just arrived: looked at again, as it asks for
        press(page, say)
    expect(dialog).to_be_hidden()


def is_told_what_stands_against_agreement(chair: Page) -> None:
    """Try to agree; the refusal says what is to be done first."""
    chair.keyboard.press("s")
    dialog = chair.get_by_role("dialog")
    choose_agreed(chair, dialog)
    press(chair, dialog.get_by_role("button", name="Declare", exact=True))
    expect(dialog).to_contain_text("1 delegation objects to this paragraph.")
    chair.keyboard.press("Escape")
    expect(dialog).to_be_hidden()


def lifts(page: Page) -> None:
    """Lift one's brackets and withdraw one's objection."""
    back_to_row(page)
    opens(page, "B", "#panel-brackets-section")
    press(page, page.locator("#panel").get_by_role("button", name="Lift ours"))
    answer(page, "Lift ours")
    back_to_row(page)
    opens(page, "v", "#panel-positions-section")
    press(page, page.locator("#panel").get_by_role("button", name="Withdraw our position"))
    answer(page, "Withdraw our position")


def accepts(chair: Page) -> None:
    """Go to the amendment in the panel and accept it."""
    back_to_row(chair)
    opens(chair, "p", "#panel")
    amendments = chair.locator("section[aria-labelledby=panel-amendments]")
    press(chair, amendments.get_by_role("button", name="Accept", exact=True))
    answer(chair, "Accept")


def agrees(chair: Page) -> None:
    """Declare the words agreed."""
    back_to_row(chair)
    chair.keyboard.press("s")
    choose_agreed(chair, chair.get_by_role("dialog"))
    answer(chair, "Declare")


def choose_agreed(page: Page, dialog: Locator) -> None:
    """Go through the statuses to *agreed*."""
    agreed = dialog.locator("input[value=agreed]")
    expect(agreed).to_be_visible()
    for _ in range(60):
        if agreed.evaluate("(one) => one.checked"):
            return
        on_radio = dialog.evaluate("() => document.activeElement.type === 'radio'")
        page.keyboard.press("ArrowDown" if on_radio else "Tab")
    expect(agreed).to_be_checked()
