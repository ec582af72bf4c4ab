"""Agreement that waits, on the page; amendments in part; where each proposal is."""

import re

from playwright.sync_api import Page, expect

from tests.e2e.acts import act, ask, choose, paragraph, saved
from tests.e2e.conftest import Server, Sit
from tests.e2e.test_brackets import opened

SHORT = """(id) => fetch('/api/documents/' + id).then((r) => r.json())
  .then((d) => fetch('/api/groups/' + d.group_id)).then((r) => r.json())
  .then((g) => g.delegations.find((one) => one.id === g.me.delegation_id).name)"""
TWO = """(id) => fetch('/api/documents/' + id).then((reply) => reply.json()).then((text) =>
  text.paragraphs.filter((one) => !one.frozen && one.label && !one.with_breakout && !one.option
    && one.kind !== 'heading' && one.kind !== 'note' && !one.silent_until
    && !one.amendments.length && one.words.length === 1 && one.words[0].marks.length === 0)
    .slice(0, 2).map((one) => one.label))"""


def ident(page: Page) -> str:
    return page.url.rsplit("/", 1)[1]


def test_it_waits_for_a_delegation_that_declines_and_then_confirms(
    server: Server, sit: Sit
) -> None:
    """The chair names who has to confirm; no is said with a reason, yes makes it agreed."""
    (one, chair), label = opened(server, sit, "delegate", "chair")
    name = str(one.evaluate(SHORT, ident(one)))
    for answer in ("Decline", "Confirm"):
        dialog = act(chair, label, "Set the status")
        dialog.get_by_text("Agreed pending delegations").click()
        dialog.get_by_label(re.compile(re.escape(name))).check()
        dialog.get_by_role("button", name="Declare").click()
        expect(dialog).to_be_hidden()
        expect(paragraph(one, label)).to_contain_text("Agreed pending delegations")
        choose(one, label)
        one.locator("#panel").get_by_role("button", name=answer).click()
        ask(one, answer, "Capital says no." if answer == "Decline" else None)
        if answer == "Decline":
            expect(paragraph(chair, label)).to_contain_text("Under discussion")
            chair.locator("#panel").get_by_text("History", exact=True).click()
            expect(chair.locator("#panel")).to_contain_text("Capital says no.")
    for page in (one, chair):
        expect(paragraph(page, label).locator(".status")).to_have_text(re.compile("Agreed"))
    expect(chair.locator("#panel")).to_contain_text("has confirmed")


def test_a_package_is_completed(server: Server, sit: Sit) -> None:
    """Two paragraphs are agreed together; neither alone."""
    (_, chair), _ = opened(server, sit, "delegate", "chair")
    first, second = chair.evaluate(TWO, ident(chair))
    dialog = act(chair, first, "Set the status")
    dialog.get_by_text("Agreed as a package").first.click()
    listed = dialog.locator(".list label").filter(has=chair.locator(f"strong:text-is('{second}')"))
    listed.get_by_role("checkbox").check()
    dialog.get_by_role("button", name="Declare").click()
    expect(dialog).to_be_hidden()
    for label in (first, second):
        expect(paragraph(chair, label)).to_contain_text("Agreed as a package")
    choose(chair, second)
    chair.locator("#panel").get_by_role("button", name="Declare the package complete").click()
    ask(chair, "Declare the package complete")
    for label in (first, second):
        expect(paragraph(chair, label).locator(".status")).to_have_text("Agreed")


def test_part_of_an_amendment_is_taken_and_its_delegation_finds_it(
    server: Server, sit: Sit
) -> None:
    """Of two pieces one is taken; from the text it is one step to what became of the proposal."""
    (one, chair), label = opened(server, sit, "delegate", "chair")
    row = paragraph(one, label)
    row.scroll_into_view_if_needed()
    row.locator("[contenteditable=true]").click()
    one.keyboard.press("Control+Home")
    one.keyboard.press("Shift+Control+ArrowRight")
    one.keyboard.type("Instead ")
    saved(one)
    choose(chair, label)
    entry = chair.locator("section[aria-labelledby=panel-amendments] article")
    entry.get_by_role("button", name="Accept in part").click()
    dialog = chair.get_by_role("dialog")
    dialog.locator("label", has=chair.locator("ins")).get_by_role("checkbox").check()
    dialog.get_by_role("button", name="Accept in part").click()
    expect(dialog).to_be_hidden()
    expect(paragraph(chair, label).locator("ins, del")).to_have_count(0)
    expect(paragraph(one, label)).to_contain_text("Instead ")

    one.get_by_role("link", name="Where is my proposal?").click()
    expect(one.get_by_role("heading", name="Amendments and what became of them")).to_be_visible()
    one.get_by_label("Whose").select_option("ours")
    line = one.get_by_role("listitem").filter(has_text="Instead ")
    expect(line).to_contain_text("Accepted in part")
    line.get_by_role("link", name=f"Paragraph {label}", exact=True).click()
    expect(paragraph(one, label)).to_be_focused()
