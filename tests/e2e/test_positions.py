"""What delegations think, on the page: said, objected, seen by the room as the chair decides."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.e2e.acts import act, choose, paragraph
from tests.e2e.conftest import Server, Sit
from tests.e2e.test_brackets import opened


def positions(page: Page, label: str) -> Locator:
    """Return the panel's section of what delegations think of a paragraph."""
    choose(page, label)
    return page.locator("#panel-positions-section")


def object_to(page: Page, label: str, reason: str, would_lift: str = "") -> None:
    """Object to a paragraph for one's delegation."""
    positions(page, label).get_by_role("button", name="Object").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Words that would lift it").fill(would_lift)
    dialog.get_by_label("Reason").fill(reason)
    dialog.get_by_role("button", name="Say this").click()
    expect(dialog).to_be_hidden()


def test_said_seen_and_withdrawn(server: Server, sit: Sit) -> None:
    """One is for it, one objects: the room sees both, and nothing is agreed until it is lifted."""
    (one, two, chair), label = opened(server, sit, "delegate", "another delegate", "chair")
    mine = positions(one, label)
    mine.get_by_role("button", name="Support").click()
    expect(mine.get_by_role("button", name="Support")).to_have_attribute("aria-pressed", "true")
    expect(paragraph(chair, label)).to_contain_text("1 for")

    object_to(two, label, "It goes too far.", "may consider")
    expect(paragraph(one, label)).to_contain_text(re.compile(r"1 for · 1 objects · \d+ silent"))
    expect(mine).to_contain_text("It goes too far.")
    expect(mine).to_contain_text("may consider")

    choose(chair, label)
    chair.get_by_text("What stands against agreeing to it").click()
    expect(chair.locator("#panel")).to_contain_text("1 delegation objects to this paragraph.")
    dialog = act(chair, label, "Set the status")
    dialog.locator("input[value=agreed]").check()
    dialog.get_by_role("button", name="Declare").click()
    expect(dialog).to_contain_text("Find words that lift the objection")
    chair.keyboard.press("Escape")

    positions(two, label).get_by_role("button", name="Withdraw our position").click()
    asked = two.get_by_role("dialog")
    asked.get_by_role("button", name="Withdraw our position").click()
    expect(asked).to_be_hidden()
    expect(paragraph(chair, label)).not_to_contain_text("objects")
    expect(chair.locator("#panel")).not_to_contain_text("1 delegation objects")


def test_the_room_sees_what_the_chair_decides(server: Server, sit: Sit) -> None:
    """Counts only: the podium still reads the reason, the room a number."""
    (one, two, chair), label = opened(server, sit, "delegate", "another delegate", "chair")
    place = one.url
    group = chair.evaluate(
        "(id) => fetch('/api/documents/' + id).then((r) => r.json()).then((d) => d.group_id)",
        place.rsplit("/", 1)[1],
    )
    object_to(one, label, "It goes too far.")
    seen = positions(two, label)
    expect(seen).to_contain_text("It goes too far.")
    chair.goto(f"{server.url}/groups/{group}/people")
    chair.get_by_label("Counts only").check()
    expect(seen).not_to_contain_text("It goes too far.")
    expect(paragraph(two, label)).to_contain_text("1 objects")
    chair.get_by_label("Nothing").check()
    expect(paragraph(two, label)).not_to_contain_text("1 objects")
    expect(positions(one, label)).to_contain_text("It goes too far.")
    chair.goto(place)
    expect(positions(chair, label)).to_contain_text("It goes too far.")
