"""Brackets on the page: put, joined, lifted, taken off; typing in and around them; by keyboard."""

import json

from playwright.sync_api import Locator, Page, expect

from tests.e2e.acts import choose, paragraph, saved
from tests.e2e.conftest import Server, Sit
from tests.e2e.test_away import document_of, started_demo
from tests.e2e.test_keyboard import confirm, step_to

FREE = """(id) => fetch('/api/documents/' + id).then((reply) => reply.json()).then((text) =>
  text.paragraphs.find((one) => one.mode === 'propose' && one.label && !one.with_breakout
    && !one.amendments.length && one.words.length === 1 && !one.words[0].marks.length).label)"""

AT_THE_BEGINNING = """() => new Promise((seen) => requestAnimationFrame(() =>
  requestAnimationFrame(() =>
    seen(getSelection().isCollapsed && getSelection().anchorOffset === 0))))"""


def free_paragraph(page: Page) -> str:
    """Return the number of a paragraph with plain words that a delegate may write in."""
    return str(page.evaluate(FREE, page.url.rsplit("/", 1)[1]))


def seats(server: Server) -> dict[str, str]:
    """Start the demonstration; returns the links of a chair and of two delegations' delegates."""
    people = started_demo(server)
    everyone = json.loads((server.folder / "links.json").read_text(encoding="utf-8")).values()
    delegates = {one["delegation"]: one for one in everyone if one["role"] == "delegate"}
    return people | {"another delegate": list(delegates.values())[1]["url"]}


def opened(server: Server, sit: Sit, *names: str) -> tuple[list[Page], str]:
    """Seat these people at one text; returns their pages and a paragraph's number."""
    people = seats(server)
    pages = [sit(people[name]) for name in names]
    place = document_of(pages[0], server)
    for page in pages:
        page.goto(place)
        expect(page.locator(".paragraph[aria-label]").first).to_be_visible()
    return pages, free_paragraph(pages[0])


def to_the_beginning(page: Page) -> None:
    """Put the caret in front of the first letter; just after focus the editor holds it back."""
    for _ in range(100):
        page.keyboard.press("Control+Home")
        if page.evaluate(AT_THE_BEGINNING):
            return
    raise AssertionError("the caret stays where it is")


def select(page: Page, label: str, start: int, count: int) -> None:
    """Select characters of a paragraph, counted from its beginning."""
    row = paragraph(page, label)
    row.scroll_into_view_if_needed()
    row.locator("[contenteditable=true]").click()
    to_the_beginning(page)
    for _ in range(start):
        page.keyboard.press("ArrowRight")
    for _ in range(count):
        page.keyboard.press("Shift+ArrowRight")


def bracket(page: Page, label: str, start: int, count: int, reason: str, accepts: str = "") -> None:
    """Put characters in brackets with the toolbar's button."""
    select(page, label, start, count)
    page.get_by_role("region", name="The text").get_by_role(
        "button", name="Put in brackets"
    ).click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Reason").fill(reason)
    dialog.get_by_label("Words we would accept instead").fill(accepts)
    dialog.get_by_role("button", name="Put in brackets", exact=True).click()
    expect(dialog).to_be_hidden()


def section(page: Page, label: str) -> Locator:
    """Return the panel's section of a paragraph's brackets."""
    choose(page, label)
    return page.locator("section[aria-labelledby=panel-brackets]")


def answer(page: Page, verb: str, reason: str = "") -> None:
    """Fill the open dialog's first field and confirm."""
    dialog = page.get_by_role("dialog")
    dialog.locator("textarea").first.fill(reason)
    dialog.get_by_role("button", name=verb, exact=True).click()
    expect(dialog).to_be_hidden()


def test_two_delegations_hold_a_bracket_until_both_have_lifted(server: Server, sit: Sit) -> None:
    """Bracket, join, lift, lift: gone. The card tells who holds it."""
    (one, two), label = opened(server, sit, "delegate", "another delegate")
    bracket(one, label, 0, 8, "It says too much.", "Fewer words")
    signs = paragraph(two, label).locator(".br-sign")
    expect(signs).to_have_text(["[", "]"])

    signs.first.hover()
    card = two.get_by_role("dialog", name="Who holds these brackets")
    expect(card).to_contain_text("It says too much.")
    expect(card).to_contain_text("Fewer words")
    two.mouse.move(2, 2)
    expect(card).to_be_hidden()

    section(two, label).get_by_role("button", name="Join", exact=True).click()
    answer(two, "Join", "So do we think.")
    mine = section(one, label)
    expect(mine).to_contain_text("So do we think.")
    mine.get_by_role("button", name="Lift ours").click()
    answer(one, "Lift ours")
    expect(mine).not_to_contain_text("It says too much.")
    expect(paragraph(one, label).locator(".br-sign")).to_have_count(2)

    section(two, label).get_by_role("button", name="Lift ours").click()
    answer(two, "Lift ours", "Agreed.")
    for page in (one, two):
        expect(paragraph(page, label).locator(".br-sign")).to_have_count(0)
        expect(page.locator("section[aria-labelledby=panel-brackets]")).to_contain_text(
            "No brackets"
        )


def test_the_chair_takes_brackets_off_and_typing_never_stretches_them(
    server: Server, sit: Sit
) -> None:
    """What is typed inside stands inside, at an edge outside; the chair takes the brackets off."""
    (one, chair), label = opened(server, sit, "delegate", "chair")
    words = paragraph(one, label).locator(".words p")
    plain = str(words.text_content())
    start = plain.index(" ") + 1
    stop = plain.index(" ", start)
    bracket(one, label, start, stop - start, "Not agreed.")
    expect(words).to_have_text(f"{plain[:start]}[{plain[start:stop]}]{plain[stop:]}")

    select(one, label, start, 0)
    one.keyboard.type("X")
    saved(one)
    expect(paragraph(chair, label).locator(".words p")).to_have_text(
        f"{plain[:start]}X[{plain[start:stop]}]{plain[stop:]}"
    )
    # Past the letter, the sign and two letters of what it holds.
    for _ in range(3):
        one.keyboard.press("ArrowRight")
    one.keyboard.type("Y")
    saved(one)
    expect(paragraph(chair, label).locator(".br ins")).to_have_text("Y")
    expect(paragraph(chair, label).locator(".br")).not_to_contain_text("X")

    held = section(chair, label)
    held.get_by_role("button", name="Take off").click()
    answer(chair, "Take off", "The sponsor has agreed.")
    for page in (one, chair):
        expect(paragraph(page, label).locator(".br-sign")).to_have_count(0)


def test_a_bracket_is_put_and_lifted_by_keyboard_alone(server: Server, sit: Sit) -> None:
    """Select, bracket, look at its card, go to its section, lift: nobody touches a mouse."""
    (page,), label = opened(server, sit, "delegate")
    row = page.locator(".paragraph[aria-current=true]")
    step_to(page, label)
    page.keyboard.press("Enter")
    expect(row.locator("[contenteditable=true]")).to_be_focused()
    to_the_beginning(page)
    for _ in range(5):
        page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Control+Shift+B")
    dialog = page.get_by_role("dialog")
    reason = dialog.get_by_label("Reason")
    for _ in range(10):
        if reason.evaluate("(one) => one === document.activeElement"):
            break
        page.keyboard.press("Tab")
    expect(reason).to_be_focused()
    page.keyboard.type("We need to ask our capital.")
    confirm(page, "Put in brackets")
    expect(row.locator(".br-sign")).to_have_text(["[", "]"])

    expect(row.locator("[contenteditable=true]")).to_be_focused()
    to_the_beginning(page)
    page.keyboard.press("Control+Shift+B")
    card = page.get_by_role("dialog", name="Who holds these brackets")
    expect(card).to_contain_text("We need to ask our capital.")
    expect(card.get_by_role("button").first).to_be_focused()
    page.keyboard.press("Escape")
    expect(card).to_be_hidden()
    expect(row.locator("[contenteditable=true]")).to_be_focused()

    page.keyboard.press("Escape")
    page.keyboard.press("B")
    lift = page.locator("section[aria-labelledby=panel-brackets]").get_by_role(
        "button", name="Lift ours"
    )
    for _ in range(10):
        if lift.evaluate("(one) => one === document.activeElement"):
            break
        page.keyboard.press("Tab")
    expect(lift).to_be_focused()
    page.keyboard.press("Enter")
    confirm(page, "Lift ours")
    expect(row.locator(".br-sign")).to_have_count(0)
