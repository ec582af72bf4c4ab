"""Text under silence in the browser: put, spoken against, explained, cancelled, agreed by time."""

from typing import Any

from playwright.sync_api import Page, expect

from tests.e2e.acts import act, ask, choose, paragraph
from tests.e2e.conftest import Server, Sit
from tests.e2e.test_away import document_of, started_demo

CALL = """async ({method, path, body}) => {
  const reply = await fetch('/api' + path, {
    method, headers: {'content-type': 'application/json'}, body: body && JSON.stringify(body)
  });
  return reply.json();
}"""


def call(page: Page, method: str, path: str, body: Any = None) -> Any:
    """Ask the server as this person's page does."""
    return page.evaluate(CALL, {"method": method, "path": path, "body": body})


def can_be_silent(page: Page, document: str) -> list[Any]:
    """Return what of a document can be put under silence; numbered paragraphs only."""
    found = call(page, "POST", f"/documents/{document}/silences/preview", {"whole": True})
    return [one for one in found["can"] if one["label"]]


def test_silence_is_put_broken_explained_and_cancelled(server: Server, sit: Sit) -> None:
    """The chair puts one paragraph under silence; a delegation breaks it; another is cancelled."""
    people = started_demo(server)
    chair, delegate = sit(people["chair"]), sit(people["delegate"])
    address = document_of(chair, server)
    document = address.rsplit("/", 1)[1]
    first, second = [one["label"] for one in can_be_silent(chair, document)][:2]
    for label in (first, second):
        dialog = act(chair, label, "Put under silence")
        expect(dialog.get_by_text("1 paragraph goes under silence")).to_be_visible()
        expect(dialog.get_by_text("UTC")).to_be_visible()
        dialog.get_by_role("button", name="Put under silence").click()
        expect(dialog).to_be_hidden()
        expect(paragraph(chair, label)).to_contain_text("Under silence")

    delegate.goto("/".join(address.split("/")[:3]))
    expect(delegate.get_by_text("under silence until").first).to_be_visible()
    delegate.goto(address)
    expect(delegate.get_by_text("1 paragraph under silence").first).to_be_visible()
    row = choose(delegate, first)
    expect(row).to_contain_text("left")
    expect(row.locator("[contenteditable=true]")).to_have_count(0)
    panel = delegate.locator("section[aria-labelledby=panel-silence]")
    panel.get_by_role("button", name="Break silence").click()
    ask(delegate, "Break silence", "We cannot join this")
    expect(paragraph(delegate, first)).to_contain_text("Under discussion")
    expect(paragraph(chair, first)).to_contain_text("Under discussion")
    expect(paragraph(chair, second)).to_contain_text("Under silence")

    delegate.goto(f"{address}/desk")
    expect(delegate.get_by_text("for the chair and the secretariat")).to_be_visible()
    broken = delegate.locator("article", has_text="We cannot join this")
    expect(broken).to_contain_text("Silence broken")
    broken.get_by_role("button", name="Explain position").click()
    ask(delegate, "Explain position", "We read this in the light of the mandate.")
    expect(broken).to_contain_text("in the light of the mandate")

    chair.goto(f"{address}/desk")
    expect(chair.get_by_text("in the light of the mandate")).to_be_visible()
    running = chair.locator("article", has_text=f"Paragraph {second}").filter(has_text="left")
    running.get_by_role("button", name="Cancel the procedure").click()
    ask(chair, "Cancel the procedure", "The room meets tomorrow")
    expect(chair.get_by_text("Cancelled: The room meets tomorrow")).to_be_visible()


def test_at_the_deadline_every_page_says_agreed(server: Server, sit: Sit) -> None:
    """Nobody does anything: the page counts down, and then shows what has been agreed."""
    people = started_demo(server)
    chair, delegate = sit(people["chair"]), sit(people["delegate"], timezone_id="Asia/Tokyo")
    address = document_of(chair, server)
    document = address.rsplit("/", 1)[1]
    one = can_be_silent(chair, document)[0]
    delegate.goto(address)
    closes_at = chair.evaluate("new Date(Date.now() + 6000).toISOString()")
    items = [{"paragraph_id": one["paragraph_id"], "digest": one["digest"]}]
    body = {"items": items, "closes_at": closes_at}
    opened = call(chair, "POST", f"/documents/{document}/silences", body)
    for page in (chair, delegate):
        expect(paragraph(page, one["label"])).to_contain_text("Under silence")
    for page in (chair, delegate):
        row = paragraph(page, one["label"])
        expect(row).not_to_contain_text("Under silence")
        expect(row).to_contain_text("Agreed")
    now = call(chair, "GET", f"/paragraphs/{one['paragraph_id']}")
    assert (now["status"], now["status_at"]) == ("agreed", opened["closes_at"])
