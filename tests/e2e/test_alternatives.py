"""Alternatives on the page: put in, compared, chosen, merged, left standing. Rules A1 to A9."""

from playwright.sync_api import Locator, Page, expect

from tests.e2e.acts import act, ask, choose, paragraph, saved, write
from tests.e2e.conftest import Server, Sit
from tests.e2e.test_away import document_of, started_demo
from tests.e2e.test_pages import LOOKS, WIDEST, faults

FREE = """(id) => fetch('/api/documents/' + id).then((reply) => reply.json()).then((text) =>
  text.paragraphs.filter((one) => one.mode === 'propose' && one.label && !one.option
    && !one.with_breakout && !one.amendments.length).map((one) => one.label))"""


def free_labels(page: Page) -> list[str]:
    """Return the numbers of paragraphs that a delegate may propose alternatives to."""
    found: list[str] = page.evaluate(FREE, page.url.rsplit("/", 1)[1])
    return found


def head(page: Page, label: str) -> Locator:
    """The line above the alternatives at this number."""
    return page.locator(".line.head", has_text=f"Alternatives at {label}")


def put_in(page: Page, label: str, words: str | None) -> None:
    """Propose words beside a paragraph, or that nothing stands there."""
    dialog = act(page, label, "Add an alternative")
    if words is None:
        dialog.get_by_label("No text").check()
    ask(page, "Add", words)


def compare(page: Page, label: str) -> Locator:
    """Open the options side by side."""
    head(page, label).get_by_role("button", name="Compare side by side").click()
    return page.get_by_role("dialog")


def test_options_are_put_in_compared_and_chosen(server: Server, sit: Sit) -> None:
    """A delegate proposes two; the chair looks at all, chooses by keyboard, and opens it again."""
    people = started_demo(server)
    delegate, chair = sit(people["delegate"]), sit(people["chair"])
    chair.goto(document_of(delegate, server))
    label = free_labels(delegate)[0]
    put_in(delegate, label, "Other words altogether.")
    put_in(delegate, label, None)
    for page in (delegate, chair):
        expect(head(page, label)).to_contain_text("3 options")
        expect(paragraph(page, f"{label} alt")).to_contain_text("Other words altogether.")

    dialog = compare(chair, label)
    second = dialog.get_by_role("region", name="Option 2")
    expect(second.locator("ins").first).to_contain_text("Other words altogether")
    expect(dialog.get_by_role("region", name="No text")).to_contain_text("Nothing stands here.")
    _looks(chair, sit, label)

    second.get_by_role("button", name="Choose Option 2").focus()
    chair.keyboard.press("Enter")
    expect(dialog).to_contain_text("Option 2 stays in the text")
    write(delegate, f"{label} alt", " More.")
    saved(delegate)
    expect(paragraph(chair, f"{label} alt").locator("ins")).to_contain_text("More.")
    dialog.get_by_label("Note").focus()
    chair.keyboard.type("Clearer.")
    chair.keyboard.press("Tab")
    chair.keyboard.press("Tab")
    chair.keyboard.press("Enter")
    expect(dialog.get_by_role("alert").last).to_contain_text("decide anew")
    expect(dialog.get_by_role("button", name="Choose Option 2")).to_be_focused()
    chair.keyboard.press("Enter")
    expect(dialog).to_be_hidden()
    expect(head(chair, label)).to_have_count(0)
    expect(paragraph(delegate, label)).to_have_count(0)

    _opened_again(chair, label)
    expect(head(delegate, label)).to_be_visible()


def _opened_again(chair: Page, label: str) -> None:
    """What was not chosen can be read, and comes back with a reason."""
    choose(chair, f"{label} alt")
    panel = chair.locator("section[aria-labelledby=panel-alternatives]")
    expect(panel).to_contain_text("Clearer.")
    panel.get_by_role("button", name="See all options").click()
    dialog = chair.get_by_role("dialog")
    expect(dialog.get_by_role("region", name="Option 1")).to_contain_text("not chosen")
    dialog.get_by_role("button", name="Open again").click()
    ask(chair, "Open again", "Two delegations had no word.")
    expect(head(chair, label)).to_be_visible()
    expect(paragraph(chair, label)).to_be_visible()


def _looks(chair: Page, sit: Sit, label: str) -> None:
    """Text and comparison without a fault and without sideways scrolling, in every look."""
    state, address = chair.context.storage_state(), chair.url
    found: dict[str, object] = {}
    for look, options in {**LOOKS, "right to left": LOOKS["wide"]}.items():
        page = sit("about:blank", storage_state=state, **options)
        page.goto(address)
        expect(head(page, label)).to_be_visible()
        if look == "right to left":
            page.evaluate("document.documentElement.dir = 'rtl'")
        head(page, label).scroll_into_view_if_needed()
        for part in ("text", "comparison"):
            if part == "comparison":
                expect(compare(page, label)).to_be_visible()
            if wrong := faults(page):
                found[f"{part}, {look}"] = wrong
            if page.evaluate("document.documentElement.scrollWidth > innerWidth + 1"):
                found[f"{part}, {look}, sideways"] = page.evaluate(WIDEST)
    assert found == {}


def test_options_are_merged_or_left_standing(server: Server, sit: Sit) -> None:
    """Final words make one of two; elsewhere no option is chosen, and a majority recommends one."""
    people = started_demo(server)
    delegate, chair = sit(people["delegate"]), sit(people["chair"])
    chair.goto(document_of(delegate, server))
    first, second = free_labels(delegate)[:2]
    put_in(delegate, first, "Words of another kind.")
    compare(chair, first).get_by_role("button", name="Merge two options").click()
    dialog = chair.get_by_role("dialog")
    expect(dialog.locator(".redline ins").first).to_be_visible()
    dialog.get_by_label("Final words").fill("Words that both can live with.")
    dialog.get_by_role("button", name="Merge", exact=True).click()
    expect(dialog).to_be_hidden()
    expect(head(chair, first)).to_have_count(0)
    expect(paragraph(delegate, first)).to_contain_text("Words that both can live with.")

    put_in(delegate, second, "A second way.")
    expect(head(delegate, second)).to_be_visible()
    choose(delegate, second)
    delegate.keyboard.press("c")
    ours = delegate.get_by_role("dialog").get_by_role("region", name="Option 2")
    support = ours.get_by_role("button", name="Support", exact=True)
    support.click()
    expect(support).to_have_attribute("aria-pressed", "true")
    delegate.keyboard.press("Escape")
    compare(chair, second).get_by_role("button", name="Leave all standing").click()
    dialog.get_by_label("Option 2").check()
    ask(chair, "Leave all standing", "Twelve to nine.")
    expect(head(delegate, second)).to_contain_text("Left standing")
    options = delegate.locator(".line.option", has_text="Recommended by the majority")
    expect(options).to_contain_text(["Option 2"])
    expect(delegate.locator(".line.why", has_text="Twelve to nine.")).to_be_visible()


def test_one_takes_back_ones_own_option(server: Server, sit: Sit) -> None:
    """A delegation's option is its own until others have worked on it."""
    people = started_demo(server)
    delegate = sit(people["delegate"])
    document_of(delegate, server)
    label = free_labels(delegate)[0]
    put_in(delegate, label, "Said in haste.")
    expect(head(delegate, label)).to_be_visible()
    delegate.locator(".line.option", has_text="Option 2").get_by_role(
        "button", name="Take back"
    ).first.click()
    ask(delegate, "Take back")
    expect(head(delegate, label)).to_have_count(0)
    expect(paragraph(delegate, f"{label} alt")).to_have_count(0)
