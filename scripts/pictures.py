"""Takes a picture of every page of the demonstration: wide, narrow and dark, into docs/pictures.

Run it with the tests' environment, once the page has been built:

    .venv/bin/python -m scripts.pictures
"""

import json
import shutil
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.e2e.conftest import FLAGS, NAMES, Server, free_port
from tests.e2e.test_pages import LOOKS, addresses

PICTURES = Path(__file__).parents[1] / "docs" / "pictures"


def settle(page: Page) -> None:
    """Wait until letters and words have arrived."""
    page.get_by_role("heading", level=1).wait_for()
    page.evaluate("document.fonts.ready")
    page.wait_for_load_state("load")


def prepare(page: Page, name: str) -> None:
    """Show each page at work: on the text, choose a paragraph that has amendments."""
    if name not in ("document", "working copy"):
        return
    page.locator(".paragraph[aria-label]").first.wait_for()
    amended = page.locator(".paragraph[aria-label]", has=page.locator("ins, del"))
    if amended.count():
        amended.first.locator(".about").click()
        amended.first.evaluate("(one) => one.scrollIntoView({block: 'center'})")


def take(browser: Browser, server: Server, link: str) -> None:
    """Sign in and take every picture."""
    context = browser.new_context(locale="en-GB")
    first = context.new_page()
    first.goto(link)
    first.wait_for_url(f"{server.url}/")
    places = addresses(first, server)
    for look, options in LOOKS.items():
        looking = browser.new_context(
            locale="en-GB",
            storage_state=context.storage_state(),
            **options,  # type: ignore[arg-type]
        )
        page = looking.new_page()
        for name, place in places.items():
            page.goto(place)
            settle(page)
            prepare(page, name)
            file = PICTURES / f"{name.replace(' ', '-')}-{look}.jpeg"
            page.screenshot(path=file, type="jpeg", quality=82)
            print(file.name)
        looking.close()
    context.close()


def main() -> None:
    """Start a demonstration of its own, take the pictures, stop it."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    path = next(found for name in NAMES if (found := shutil.which(name)))
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        server = Server(Path(folder), free_port())
        links = Path(folder) / "links.json"
        server.start("demo", "--links-file", str(links))
        people = json.loads(links.read_text(encoding="utf-8"))
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        try:
            take(browser, server, next(iter(people.values()))["url"])
        finally:
            browser.close()
            server.stop()


if __name__ == "__main__":
    main()
