"""Every page: clean to axe, and nothing cut off, wide, narrow, dark and right to left."""

import json
import urllib.request
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Server, Sit

AXE = Path(__file__).parents[2] / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
LOOKS: dict[str, dict[str, object]] = {
    "wide": {"viewport": {"width": 1440, "height": 900}},
    "narrow": {"viewport": {"width": 360, "height": 740}},
    "dark": {"viewport": {"width": 1280, "height": 800}, "color_scheme": "dark"},
}


def addresses(page: Page, server: Server) -> dict[str, str]:
    """Return every page there is to look at, by name."""
    me = page.evaluate("fetch('/api/me').then((reply) => reply.json())")
    group = me["groups"][0]["id"]
    whole = page.evaluate(f"fetch('/api/groups/{group}').then((reply) => reply.json())")
    text = next(one["id"] for one in whole["documents"] if not one["breakout_id"])
    reported = next(one for one in whole["breakouts"] if one["state"] == "reported")
    places = {
        "home": "/",
        "group": f"/groups/{group}",
        "document": f"/documents/{text}",
        "working copy": f"/documents/{reported['working_document_id']}",
        "report": f"/breakouts/{reported['id']}",
        "people": f"/groups/{group}/people",
        "record": f"/groups/{group}/record",
        "export": f"/documents/{text}/export",
        "entrance": "/enter",
        "nowhere": "/nothing/here",
    }
    return {name: server.url + place for name, place in places.items()}


def faults(page: Page) -> list[str]:
    """Return what axe finds against WCAG 2.2 AA, each with where it is."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate(
        "axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']})"
    )
    return [
        f"{fault['id']}: {node['target']} {node.get('failureSummary', '')}"
        for fault in found["violations"]
        for node in fault["nodes"]
    ]


@pytest.fixture(scope="module")
def chair_link(demo: tuple[Server, dict[str, str]]) -> str:
    """The chair's link, which works once."""
    _, links = demo
    return next(iter(links.values()))


def test_every_page_is_clean_and_whole(
    demo: tuple[Server, dict[str, str]], chair_link: str, sit: Sit
) -> None:
    """No accessibility fault, no sideways scrolling, no error, in any of the looks."""
    server, _ = demo
    first = sit(chair_link)
    places = addresses(first, server)
    signed_in = first.context.storage_state()
    found: dict[str, object] = {}
    for look, options in LOOKS.items():
        page = sit("about:blank", storage_state=signed_in, **options)
        for name, place in places.items():
            page.goto(place)
            expect(page.get_by_role("heading", level=1)).to_be_visible()
            if wrong := faults(page):
                found[f"{name}, {look}"] = wrong
            if page.evaluate("document.documentElement.scrollWidth > innerWidth + 1"):
                found[f"{name}, {look}, sideways"] = page.evaluate(WIDEST)
    assert found == {}


WIDEST = """[...document.querySelectorAll('body *')]
  .filter((one) => one.getBoundingClientRect().right > innerWidth + 1)
  .slice(0, 5).map((one) => one.tagName + '.' + one.className)"""


def test_right_to_left_and_large_letters_cut_nothing_off(
    demo: tuple[Server, dict[str, str]], sit: Sit
) -> None:
    """The page turned round, and read at 200 per cent, still fits."""
    server, links = demo
    page = sit(list(links.values())[1], viewport={"width": 1280, "height": 800})
    for name, place in addresses(page, server).items():
        page.goto(place)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        page.evaluate("document.documentElement.dir = 'rtl'")
        assert not page.evaluate("document.documentElement.scrollWidth > innerWidth + 1"), name
        page.evaluate("document.documentElement.dir = 'ltr'")
        page.set_viewport_size({"width": 640, "height": 400})
        assert not page.evaluate("document.documentElement.scrollWidth > innerWidth + 1"), name
        page.set_viewport_size({"width": 1280, "height": 800})


def test_the_server_says_what_it_says_to_browsers(demo: tuple[Server, dict[str, str]]) -> None:
    """The page comes with the headers that keep other sites out of it."""
    server, _ = demo
    with urllib.request.urlopen(server.url) as reply:
        headers = {name.lower(): value for name, value in reply.headers.items()}
    assert headers["x-frame-options"] == "DENY"
    assert "default-src 'self'" in headers["content-security-policy"]
    with urllib.request.urlopen(f"{server.url}/api/health") as reply:
        assert json.load(reply)["status"] == "ok"
