"""One negotiation of a paragraph without a mouse: amend, accept, agree, reopen."""

from playwright.sync_api import Page, expect

from tests.e2e.acts import saved
from tests.e2e.conftest import Server, Sit
from tests.e2e.test_away import document_of, started_demo


def chosen_is(page: Page, number: str) -> None:
    """Wait until the paragraph of this number is the chosen one."""
    row = page.locator(".paragraph[aria-current=true]")
    expect(row.locator(".number")).to_have_text(number)


def step_to(page: Page, number: str) -> None:
    """Go from paragraph to paragraph with `j` until the one of this number is chosen."""
    row = page.locator(".paragraph[aria-current=true]")
    for _ in range(100):
        before = row.get_attribute("id") if row.count() else None
        page.keyboard.press("j")
        expect(row).not_to_have_attribute("id", before or "none")
        if row.locator(".number").text_content() == number:
            return
    raise AssertionError(f"`j` never reached paragraph {number}")


def test_a_paragraph_is_negotiated_by_keyboard_alone(server: Server, sit: Sit) -> None:
    """A delegate proposes; the chair accepts, agrees and reopens; nobody touches a mouse."""
    people = started_demo(server)
    delegate, chair = sit(people["delegate"]), sit(people["chair"])
    chair.goto(document_of(delegate, server))
    free = delegate.evaluate(
        """(id) => fetch('/api/documents/' + id).then((reply) => reply.json()).then((text) =>
             text.paragraphs.find((one) => one.mode === 'propose' && one.label
               && !one.with_breakout && !one.amendments.length && !JSON.stringify(text.option_sets)
               .includes(one.id) && one.words.every((run) => !run.marks.length)).label)""",
        delegate.url.rsplit("/", 1)[1],
    )
    for page in (delegate, chair):
        expect(page.locator(".paragraph[aria-label]").first).to_be_visible()
        step_to(page, free)
    row = chair.locator(".paragraph[aria-current=true]")

    delegate.keyboard.press("Enter")
    delegate.keyboard.press("Control+End")
    delegate.keyboard.type(" By hand alone.")
    saved(delegate)
    delegate.keyboard.press("Escape")
    chosen_is(delegate, free)
    expect(row.locator("ins")).to_contain_text("By hand alone.")

    panel = chair.locator("section[aria-labelledby=panel-amendments]")
    accept = panel.get_by_role("button", name="Accept")
    expect(accept).to_be_visible()
    chair.keyboard.press("p")
    for _ in range(30):
        if accept.evaluate("(one) => one === document.activeElement"):
            break
        chair.keyboard.press("Tab")
    expect(accept).to_be_focused()
    chair.keyboard.press("Enter")
    confirm(chair, "Accept")
    expect(row.locator("ins")).to_have_count(0)

    step_back(chair, free)
    chair.keyboard.press("s")
    dialog = chair.get_by_role("dialog")
    agreed = dialog.locator("input[value=agreed]")
    for _ in range(40):
        if agreed.evaluate("(one) => one.checked"):
            break
        on_radio = dialog.evaluate("() => document.activeElement.type === 'radio'")
        chair.keyboard.press("ArrowDown" if on_radio else "Tab")
    expect(agreed).to_be_checked()
    confirm(chair, "Declare")
    expect(row).to_contain_text("Agreed")


def confirm(page: Page, verb: str) -> None:
    """Tab to the dialog's verb and press it."""
    dialog = page.get_by_role("dialog")
    button = dialog.get_by_role("button", name=verb, exact=True)
    for _ in range(30):
        if button.evaluate("(one) => one === document.activeElement"):
            break
        page.keyboard.press("Tab")
    expect(button).to_be_focused()
    page.keyboard.press("Enter")
    expect(dialog).to_be_hidden()


def step_back(page: Page, number: str) -> None:
    """Choose the paragraph again by going one on and one back."""
    page.keyboard.press("j")
    page.keyboard.press("k")
    chosen_is(page, number)
