"""The line is cut, the server is killed: nothing that was said to be saved is missing."""

import json
import re

from playwright.sync_api import Page, WebSocketRoute, expect

from tests.e2e.acts import paragraph, saved, write
from tests.e2e.conftest import Server, Sit


def document_of(page: Page, server: Server) -> str:
    """Open the demonstration's rolling document; returns its address."""
    me = page.evaluate("fetch('/api/me').then((reply) => reply.json())")
    found = next(one for one in me["groups"][0]["documents"] if not one["breakout_id"])
    address = f"{server.url}/documents/{found['id']}"
    page.goto(address)
    return address


def first_writable(page: Page) -> str:
    """Return the number of the first paragraph this person may write in."""
    me = page.evaluate(
        """(id) => fetch('/api/documents/' + id).then((reply) => reply.json())""",
        page.url.rsplit("/", 1)[1],
    )
    return next(
        str(one["label"]) for one in me["paragraphs"] if one["mode"] != "read" and one["label"]
    )


def test_edits_made_offline_arrive_when_the_line_is_back(server: Server, sit: Sit) -> None:
    """The page says how many wait, and sends them when it can."""
    people = started_demo(server)
    delegate, reader = sit(people["delegate"]), sit(people["chair"])
    address = document_of(delegate, server)
    reader.goto(address)
    label = first_writable(delegate)
    write(delegate, label, " Before.")
    saved(delegate)
    delegate.context.set_offline(True)
    write(delegate, label, " Meanwhile.")
    expect(delegate.locator("[data-state=offline]")).to_contain_text(re.compile("Offline: .+ wait"))
    delegate.context.set_offline(False)
    saved(delegate)
    expect(paragraph(reader, label)).to_contain_text("Before. Meanwhile.")


def test_edits_made_offline_outlive_their_page(server: Server, sit: Sit) -> None:
    """The page is closed before the line is back; the next one sends what waited."""
    people = started_demo(server)
    delegate, reader = sit(people["delegate"]), sit(people["chair"])
    address = document_of(delegate, server)
    reader.goto(address)
    label = first_writable(delegate)
    write(delegate, label, " Before.")
    saved(delegate)
    delegate.context.set_offline(True)
    write(delegate, label, " Meanwhile.")
    expect(delegate.locator("[data-state=offline]")).to_contain_text(re.compile("Offline: .+ wait"))
    later = delegate.context.new_page()
    delegate.close()
    later.context.set_offline(False)
    later.goto(address)
    paragraph(later, label).scroll_into_view_if_needed()
    expect(paragraph(later, label)).to_contain_text("Before. Meanwhile.")
    saved(later)
    expect(paragraph(reader, label)).to_contain_text("Before. Meanwhile.")


def test_pages_carry_on_after_the_server_was_killed(server: Server, sit: Sit) -> None:
    """kill -9 between two words, no reload: both words are there."""
    people = started_demo(server)
    delegate, chair = sit(people["delegate"]), sit(people["chair"])
    chair.goto(document_of(delegate, server))
    label = first_writable(delegate)
    write(delegate, label, " First words.")
    saved(delegate)
    server.kill()
    write(delegate, label, " Second words.")
    expect(delegate.locator("[data-state=offline], [data-state=saving]")).to_be_visible()
    server.start("serve")
    saved(delegate)
    expect(paragraph(chair, label)).to_contain_text("First words. Second words.")


def test_a_page_says_why_nothing_can_be_saved(server: Server, sit: Sit) -> None:
    """The server's storage is full for a while: the page says so, keeps the words, saves them."""
    people = started_demo(server)
    delegate, reader = sit(people["delegate"]), sit(people["chair"])
    full, doors = [False], list[WebSocketRoute]()

    def door(socket: WebSocketRoute) -> None:
        doors.append(socket)
        if full[0]:
            socket.close(code=1013, reason="the storage is full")
        else:
            socket.connect_to_server()

    delegate.route_web_socket(re.compile("/api/sync$"), door)
    reader.goto(document_of(delegate, server))
    label = first_writable(delegate)
    write(delegate, label, " Before.")
    saved(delegate)
    full[0] = True
    doors[-1].close(code=1013, reason="the storage is full")
    write(delegate, label, " Meanwhile.")
    said = delegate.locator("[data-state=offline]")
    expect(said.get_by_role("status")).to_have_text("Storage full")
    expect(said).to_have_accessible_description(re.compile("edits? waits? .+ has to make room"))
    full[0] = False
    saved(delegate)
    expect(paragraph(reader, label)).to_contain_text("Before. Meanwhile.")


def test_one_window_too_many_is_told_what_to_do(server: Server, sit: Sit) -> None:
    """It shows the text, says why it cannot be written in, and does not come back at once."""
    delegate = sit(started_demo(server)["delegate"])
    asked = list[WebSocketRoute]()

    def door(socket: WebSocketRoute) -> None:
        asked.append(socket)
        socket.close(code=4429, reason="too many windows")

    delegate.route_web_socket(re.compile("/api/sync$"), door)
    document_of(delegate, server)
    said = delegate.locator("[data-state=offline]")
    expect(said.get_by_role("status")).to_have_text("Too many windows")
    expect(said).to_have_accessible_description(re.compile("Close some; this one tries again"))
    expect(delegate.locator(".paragraph[aria-label]").first).to_be_visible()
    assert len(asked) == 1


def test_nothing_moves_under_a_reader(server: Server, sit: Sit) -> None:
    """Somebody types above what one reads: the line one looks at stays where it is."""
    people = started_demo(server)
    delegate, reader = sit(people["delegate"]), sit(people["chair"])
    reader.goto(document_of(delegate, server))
    label = first_writable(delegate)
    sections = reader.locator(".paragraph[aria-label]")
    expect(sections.nth(20)).to_be_attached()
    read = sections.nth(20)
    read.evaluate("(one) => one.scrollIntoView({block: 'center'})")
    reader.evaluate("document.fonts.ready")
    before = read.evaluate("(one) => one.getBoundingClientRect().top")
    write(delegate, label, " " + "Words and more words. " * 12)
    saved(delegate)
    expect(paragraph(reader, label)).to_contain_text("Words and more words.")
    after = read.evaluate("(one) => one.getBoundingClientRect().top")
    assert abs(after - before) <= 2


def started_demo(server: Server) -> dict[str, str]:
    """Start the demonstration on this server; returns a chair's and a delegate's link."""
    links = server.folder / "links.json"
    server.start("demo", "--links-file", str(links))
    people = json.loads(links.read_text(encoding="utf-8")).values()
    return {
        "chair": next(one["url"] for one in people if one["role"] == "chair"),
        "delegate": next(one["url"] for one in people if one["role"] == "delegate"),
    }
