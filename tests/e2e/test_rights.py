"""Rights that change while somebody writes: told at once, and nothing typed is lost."""

from playwright.sync_api import expect

from tests.e2e.acts import declare, paragraph, saved, write
from tests.e2e.conftest import Server, Sit
from tests.e2e.test_away import document_of, first_writable, started_demo


def test_a_role_taken_away_ends_writing_at_once(server: Server, sit: Sit) -> None:
    """The chair takes a delegate's role away; the delegate's page says so without a reload."""
    people = started_demo(server)
    delegate, chair = sit(people["delegate"]), sit(people["chair"])
    document_of(delegate, server)
    label = first_writable(delegate)
    write(delegate, label, " Last words.")
    saved(delegate)
    me = delegate.evaluate("fetch('/api/me').then((reply) => reply.json())")
    chair.goto(f"{server.url}/groups/{me['groups'][0]['id']}/people")
    row = chair.get_by_role("row", name=me["person"]["name"])
    row.get_by_role("button", name="Take away the role").click()
    dialog = chair.get_by_role("dialog")
    dialog.locator("textarea").fill("Recalled by the capital")
    dialog.get_by_role("button", name="Take away the role").click()
    expect(dialog).to_be_hidden()
    expect(delegate.locator("[contenteditable=true]")).to_have_count(0)


def test_words_typed_offline_into_a_paragraph_agreed_meanwhile_come_back_as_a_draft(
    server: Server, sit: Sit
) -> None:
    """The door refuses them with the reason, and their author can copy them."""
    people = started_demo(server)
    delegate, chair = sit(people["delegate"]), sit(people["chair"])
    chair.goto(document_of(delegate, server))
    label = chair.evaluate(
        """(id) => fetch('/api/documents/' + id).then((reply) => reply.json()).then((text) =>
             text.paragraphs.find((one) => one.mode === 'direct' && one.label
               && !one.amendments.length && !one.option && !one.with_breakout
               && !one.words.some((run) => run.marks.length)
               && one.status === 'not discussed' && one.may.set_status.ok).label)""",
        chair.url.rsplit("/", 1)[1],
    )
    write(delegate, label, "")
    delegate.context.set_offline(True)
    write(delegate, label, " Written too late.")
    declare(chair, label, "Agreed")
    delegate.context.set_offline(False)
    draft = delegate.get_by_role("alert").filter(has_text="Written too late.")
    expect(draft).to_contain_text("words stand still")
    expect(draft.get_by_role("button", name="Copy", exact=True)).to_be_visible()
    expect(paragraph(delegate, label)).not_to_contain_text("Written too late.")
    expect(paragraph(delegate, label)).to_contain_text("Agreed")
