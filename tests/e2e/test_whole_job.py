"""The main job, end to end: five people and an observer take a text from import to export."""

import io
import re
import zipfile
from pathlib import Path

from lxml import etree
from playwright.sync_api import Page, Route, expect

from tests.e2e.acts import act, ask, choose, decide, declare, paragraph, saved, write
from tests.e2e.conftest import Server, Sit

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
ONE_PARAGRAPH = re.compile(r"/api/paragraphs/\w+$")

TEXT = """# Common principles for shared archives

## A. Access

1. States should keep their public archives open to every person.

2. Fees for access [shall] [should] be fair.

## B. Preservation

3. States should preserve digital records for at least thirty years.
"""


def seat_delegation(page: Page, name: str, short: str) -> None:
    """Let a delegation take its place."""
    page.get_by_role("button", name="Add a delegation").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Name", exact=True).fill(name)
    dialog.get_by_label("Short name").fill(short)
    ask(page, "Add")


def invite(page: Page, name: str, role: str, delegation: str | None = None) -> str:
    """Invite a person; returns the link the dialog shows this once."""
    page.get_by_role("button", name="Invite someone").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Name", exact=True).fill(name)
    dialog.get_by_label("Role").select_option(label=role)
    if delegation:
        dialog.get_by_label("Delegation").select_option(label=delegation)
    dialog.get_by_role("button", name="Invite", exact=True).click()
    link = dialog.locator("code").inner_text()
    dialog.get_by_role("button", name="Close").click()
    return link


def test_five_people_take_a_text_from_import_to_the_consolidated_draft(
    server: Server, sit: Sit, tmp_path: Path
) -> None:
    """Import, amend, accept, agree, breakout, report, endorse, export; an observer reads along."""
    found = server.run("found", "Working Group on Archives", "--short", "WGA", "--chair", "Ada Ro")
    link = re.search(r"http://\S+", found)
    assert link
    server.start("serve")
    chair = sit(link.group(0))
    secretariat, oroland, valdria, observer = (sit(link) for link in invite_all(chair))
    document = import_text(secretariat, tmp_path)
    for page in (oroland, valdria, observer, chair):
        page.goto(document)
        expect(paragraph(page, "1")).to_contain_text("open to every person")
    amend_and_agree(chair, oroland, valdria, observer)
    report = open_breakout(chair)
    work_in_breakout(oroland, valdria, report)
    endorse_report(chair)
    observer.goto(document)
    expect(paragraph(observer, "3")).to_contain_text("years. They should renew its carriers.")
    expect(paragraph(observer, "4")).to_contain_text("kept for ever")
    write_pending(valdria, document)
    for view in ("clean", "tracked"):
        check_export(export(chair, document, view), view)


def invite_all(chair: Page) -> list[str]:
    """Let the chair seat the delegations and invite the others; returns their links."""
    chair.get_by_role("link", name="Working Group on Archives").first.click()
    chair.get_by_role("link", name="People").click()
    for name, short in (("Oroland", "ORO"), ("Valdria", "VAL"), ("Friends of Paper", "FOP")):
        seat_delegation(chair, name, short)
    return [
        invite(chair, "Sol Tem", "Secretariat"),
        invite(chair, "Bo Lin", "Delegate", "Oroland"),
        invite(chair, "Cy Mar", "Delegate", "Valdria"),
        invite(chair, "Fi Oak", "Observer", "Friends of Paper"),
    ]


def import_text(secretariat: Page, folder: Path) -> str:
    """Import the text after a look at what importing would do; returns the document's address."""
    secretariat.get_by_role("link", name="Working Group on Archives").first.click()
    secretariat.get_by_role("button", name="Import a text").click()
    source = folder / "principles.md"
    source.write_text(TEXT, encoding="utf-8")
    secretariat.locator("input[type=file]").set_input_files(source)
    secretariat.get_by_role("button", name="See what it would do").click()
    expect(secretariat.get_by_role("dialog")).to_contain_text("2 opening, 2 closing")
    secretariat.get_by_role("button", name="Import it so").click()
    expect(paragraph(secretariat, "3")).to_contain_text("thirty years")
    return secretariat.url


def amend_and_agree(chair: Page, oroland: Page, valdria: Page, observer: Page) -> None:
    """Two delegates amend one paragraph; the chair takes one, not the other, and it is agreed."""
    write(oroland, "1", " Access is free.")
    write(valdria, "1", "Member ", at="Home")
    saved(oroland)
    saved(valdria)
    for page in (chair, observer):
        expect(paragraph(page, "1").locator("ins")).to_contain_text(["Member ", "Access is free."])
    expect(paragraph(observer, "1").locator("[contenteditable=true]")).to_have_count(0)
    answers_come_late(chair)
    with chair.expect_response(ONE_PARAGRAPH):
        decide(chair, "1", "Member", "Accept")
    with chair.expect_response(ONE_PARAGRAPH):
        decide(chair, "1", "Access is free", "Reject")
    # Told of the paragraph as it was before; what is decided on are the words on the screen. (C2)
    entries = chair.locator("section[aria-labelledby=panel-amendments] article")
    expect(entries.filter(has_text="Access is free")).to_have_count(1)
    declare(chair, "1", "Agreed", "Taken by consensus")
    chair.unroute_all(behavior="wait")
    expect(paragraph(oroland, "1")).to_contain_text("Agreed")
    expect(paragraph(oroland, "1")).to_contain_text("Member States should keep")
    expect(paragraph(oroland, "1")).not_to_contain_text("Access is free")
    expect(paragraph(oroland, "1").locator("[contenteditable=true]")).to_have_count(0)


def answers_come_late(page: Page) -> None:
    """Let every reading of a paragraph be answered as the first one from now on."""
    first: list[str] = []

    def answer(route: Route) -> None:
        if not first:
            first.append(route.fetch().text())
        route.fulfill(body=first[0], content_type="application/json")

    page.route(ONE_PARAGRAPH, answer)


def open_breakout(chair: Page) -> str:
    """Give category B to a breakout convened by Oroland; returns its address."""
    chair.get_by_role("link", name="Working group").first.click()
    chair.get_by_role("button", name="Open a breakout").click()
    dialog = chair.get_by_role("dialog")
    dialog.get_by_label("Name of the breakout").fill("Breakout on preservation")
    dialog.get_by_label(re.compile("B. Preservation")).check()
    dialog.get_by_label("Convenor").select_option(label="Bo Lin")
    dialog.get_by_role("checkbox", name="Cy Mar").check()
    ask(chair, "Open the breakout", "Find a term all can keep")
    expect(chair).to_have_url(re.compile("/breakouts/"))
    return chair.url


def work_in_breakout(convenor: Page, member: Page, report: str) -> None:
    """Amend, accept, add a recommendation, agree, and report to the plenary."""
    convenor.goto(report)
    convenor.get_by_role("link", name="To the working copy").click()
    expect(convenor).to_have_url(re.compile("/documents/"))
    member.goto(convenor.url)
    write(member, "3", " They should renew its carriers.")
    saved(member)
    expect(paragraph(convenor, "3").locator("ins")).to_contain_text("renew its carriers")
    decide(convenor, "3", "renew its carriers", "Accept")
    added = act(convenor, "3", "Add a paragraph after")
    added.get_by_label("Kind").select_option(label="Recommendation")
    added.locator("textarea").last.fill("Records of lasting value are kept without limit.")
    ask(convenor, "Add")
    declare(convenor, "3", "Agreed")
    convenor.get_by_role("button", name="Report to the plenary").click()
    ask(convenor, "Report to the plenary", "We agreed on renewal of carriers.")


def endorse_report(chair: Page) -> None:
    """See who did what, endorse one paragraph as amended and the rest as it is."""
    expect(chair.locator("blockquote")).to_contain_text("We agreed on renewal")
    first = chair.locator("li", has_text="renew its carriers").last
    expect(first.locator("ins").first).to_contain_text("renew its carriers")
    expect(first).to_contain_text("VAL")
    second = chair.locator("li", has_text="without limit").last
    second.get_by_role("button", name="Endorse as amended").click()
    dialog = chair.get_by_role("dialog")
    dialog.get_by_label("Final words").fill("Records of lasting value are kept for ever.")
    dialog.get_by_role("button", name="Endorse as amended").click()
    expect(dialog).to_be_hidden()
    chair.get_by_role("button", name="Endorse all").click()
    ask(chair, "Endorse all")
    expect(chair.get_by_text("Endorsed", exact=True).first).to_be_visible()


def write_pending(page: Page, document: str) -> None:
    """Leave one amendment pending for the export."""
    page.goto(document)
    expect(paragraph(page, "2")).to_contain_text("be fair")
    write(page, "2", " Students pay nothing.")
    saved(page)


def export(page: Page, document: str, view: str) -> bytes:
    """Download the consolidated draft as a Word file, once the amendment is in the record."""
    page.goto(document)
    expect(paragraph(page, "2").locator("ins")).to_contain_text("Students pay nothing.")
    choose(page, "2")
    expect(page.get_by_role("button", name="Accept").first).to_be_visible()
    page.get_by_role("link", name="Export").click()
    page.get_by_text("Tracked" if view == "tracked" else "Clean", exact=True).click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download").click()
    return Path(download.value.path()).read_bytes()


def check_export(body: bytes, view: str) -> None:
    """Read the Word file's own XML for the words, the status and the changes."""
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        root = etree.fromstring(archive.read("word/document.xml"))
    words = "".join(node.text or "" for node in root.iter(f"{W}t"))
    assert "Member States should keep their public archives open to every person." in words
    assert "Access is free" not in words
    assert "for at least thirty years. They should renew its carriers." in words
    assert "Records of lasting value are kept for ever." in words
    assert "Agreed" in words or "agreed" in words
    inserted = {
        node.get(f"{W}author"): "".join(text.text or "" for text in node.iter(f"{W}t"))
        for node in root.iter(f"{W}ins")
    }
    if view == "clean":
        assert inserted == {}
        assert "Students pay nothing" not in words
    else:
        assert inserted == {"Valdria": " Students pay nothing."}
