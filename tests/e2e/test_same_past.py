"""Two texts that share a past, written in one window: neither asks for anything. Y26."""

from playwright.sync_api import Page, expect

from tests.e2e.acts import paragraph, saved, write
from tests.e2e.conftest import Server, Sit
from tests.e2e.test_away import document_of, first_writable, started_demo

SPLIT = """async (label) => {
  const id = location.pathname.split('/').at(-1);
  const text = await fetch('/api/documents/' + id).then((reply) => reply.json());
  const found = text.paragraphs.find((one) => one.label === label);
  const answer = await fetch(`/api/paragraphs/${found.id}/split`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ at: 12, digest: found.digest })
  });
  const after = await fetch('/api/documents/' + id).then((reply) => reply.json());
  const place = after.paragraphs.findIndex((one) => one.id === found.id);
  return { status: answer.status, next: after.paragraphs[place + 1].label };
}"""


def test_both_parts_of_a_paragraph_that_was_split_can_be_written_in(
    server: Server, sit: Sit
) -> None:
    """The window has written in the whole; in the second part it takes another client id."""
    people = started_demo(server)
    chair, reader = sit(people["chair"]), sit(people["delegate"])
    reader.goto(document_of(chair, server))
    label = first_writable(chair)
    write(chair, label, " Whole.")
    saved(chair)
    expect(paragraph(reader, label)).to_contain_text("Whole.")
    parted = rest(chair, label)
    write(chair, parted, " Second.")
    saved(chair)
    write(chair, label, " First.")
    saved(chair)
    expect(paragraph(reader, parted)).to_contain_text("Whole. Second.")
    expect(paragraph(reader, label)).to_contain_text("First.")


def rest(page: Page, label: str) -> str:
    """Split a paragraph; returns the number of its second part, once it is shown."""
    done = page.evaluate(SPLIT, label)
    assert done["status"] < 300, done
    expect(paragraph(page, done["next"]).locator("[contenteditable=true]")).to_be_visible()
    return str(done["next"])
