"""The chair's desk: one page to steer by."""

from playwright.sync_api import expect

from tests.e2e.acts import ask
from tests.e2e.conftest import Server, Sit
from tests.e2e.test_away import document_of, started_demo
from tests.e2e.test_pages import faults


def test_the_chair_steers_from_the_desk(server: Server, sit: Sit) -> None:
    """From the text to the desk; a sitting is closed, the next opened, and the curve goes on."""
    people = started_demo(server)
    chair = sit(people["chair"])
    address = document_of(chair, server)
    chair.get_by_role("link", name="The chair’s desk").click()
    expect(chair).to_have_url(f"{address}/desk")
    expect(chair.get_by_role("heading", level=1)).to_have_text("The chair’s desk")
    for part in (
        "Sitting",
        "What is still open",
        "Brackets standing",
        "Pending amendments",
        "Can be agreed as it stands",
        "Open objections",
        "Silence procedure",
    ):
        expect(chair.get_by_role("heading", name=part, exact=True)).to_be_visible()
    chair.get_by_text("The numbers", exact=True).click()
    rows = chair.get_by_role("table", name="What is still open").get_by_role("row")
    before = rows.count()
    close = chair.get_by_role("button", name="Close the sitting")
    opens = chair.get_by_role("button", name="Open the next sitting")
    expect(close.or_(opens)).to_be_visible()
    if close.is_visible():
        close.click()
        ask(chair, "Close the sitting")
        before += 1
    expect(rows).to_have_count(before)
    opens.click()
    chair.get_by_label("Title (optional)").fill("Evening sitting")
    ask(chair, "Open the next sitting")
    expect(chair.get_by_text("Evening sitting").first).to_be_visible()
    close.click()
    ask(chair, "Close the sitting")
    expect(chair.get_by_role("rowheader", name="Evening sitting")).to_be_visible()
    assert faults(chair) == []


def test_a_delegate_sees_of_the_desk_what_everyone_may(server: Server, sit: Sit) -> None:
    """The sentence why, the curve and the silence procedures; nothing to open or close."""
    people = started_demo(server)
    delegate = sit(people["delegate"], viewport={"width": 390, "height": 800})
    address = document_of(delegate, server)
    delegate.goto(f"{address}/desk")
    expect(delegate.get_by_text("for the chair and the secretariat")).to_be_visible()
    expect(delegate.get_by_role("heading", name="What is still open")).to_be_visible()
    expect(delegate.get_by_role("heading", name="Pending amendments")).to_have_count(0)
    expect(delegate.get_by_role("heading", name="Open objections")).to_have_count(0)
    expect(delegate.get_by_role("button", name="Close the sitting")).to_have_count(0)
    assert faults(delegate) == []
