"""Measures the text page with a heavily bracketed text, in a browser slowed four times.

    make bench-page
    .venv/bin/python -m scripts.bench_page [a file to import] [--json figures.json]

Without a file it takes the text of 4 December 2015 (about 1,055 brackets) where it lies beside the
project, and else a text of the same size that it makes itself. These are measurements for a
person to read: no test waits for them.
"""

import argparse
import json
import os
import random
import re
import shutil
import statistics
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, CDPSession, Page, expect, sync_playwright

from tests.e2e.conftest import FLAGS, NAMES, Server, free_port

SLOWER = 4
"""How many times slower than this machine the browser is made."""
KEYSTROKES = 60
PARAGRAPHS = 300
BRACKETS = 1055
BESIDE = Path(__file__).parents[2] / "shared/data/negotiating-texts/cop21_agreement_2015-12-04.md"
WATCH = """
  window.bench = {latencies: [], long: [], shown: null, words: null};
  new PerformanceObserver((list) => {
    for (const task of list.getEntries())
      window.bench.long.push({start: Math.round(task.startTime), ms: Math.round(task.duration)});
  }).observe({type: 'longtask', buffered: true});
  // When the whole text stands in the page, and has been painted.
  const look = () => {
    const rows = document.querySelectorAll('.paragraph .words p');
    const painted = () => requestAnimationFrame(() => setTimeout(() => {
      window.bench.words ??= performance.now();
      document.documentElement.dataset.bench = 'painted';
    }));
    if (rows.length && window.bench.shown === null) {
      window.bench.shown = performance.now();
      painted();
    } else if (window.bench.words === null) requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
  addEventListener('keydown', (event) => {
    if (event.key.length !== 1) return;
    const pressed = performance.now();
    // The frame in which the letter is painted, and the moment after it.
    requestAnimationFrame(() => {
      const channel = new MessageChannel();
      channel.port1.onmessage = () => window.bench.latencies.push(performance.now() - pressed);
      channel.port2.postMessage(0);
    });
  }, {capture: true});
"""


def made_text() -> str:
    """Make a text of the same size: paragraphs with brackets side by side and in one another."""
    dice = random.Random(2015)
    words = ("shall", "the", "Parties", "enhance", "action", "support", "finance", "regularly")
    left = BRACKETS

    def phrase(depth: int) -> str:
        nonlocal left
        said = [dice.choice(words) for _ in range(dice.randint(2, 9))]
        if left > 0 and depth < 9 and dice.random() < 0.5:
            left -= 1
            said.insert(dice.randint(0, len(said)), f"[{phrase(depth + 1)}]")
        return " ".join(said)

    lines = ["# A text with many brackets", ""]
    for number in range(1, PARAGRAPHS + 1):
        if number % 12 == 1:
            lines += [f"## Article {number // 12 + 1}", ""]
        said = " ".join(phrase(0) for _ in range(7))
        lines += [f"{number}. {said.capitalize()}.", ""]
    return "\n".join(lines)


def imported(server: Server, file: Path) -> tuple[str, str]:
    """Bring the text into a group of its own; returns its chair's link and the document."""
    server.run("migrate")
    said = server.run("found", "The bench", "--short", "BENCH", "--chair", "Bench Chair")
    link = re.search(r"http\S+/enter#\S+", said)
    done = server.run("import", str(file), "--group", "BENCH")
    document = re.search(r"Imported as document (\S+?)\.?$", done, re.MULTILINE)
    if link is None or document is None:
        sys.exit(f"The text was not imported:\n{done}")
    return link[0], document[1]


def slowed(page: Page) -> CDPSession:
    """Make the browser slower."""
    session = page.context.new_cdp_session(page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    # Processor time of the page's main thread: what a busy machine does not change.
    session.send("Performance.enable", {"timeDomain": "threadTicks"})
    return session


def worked(session: CDPSession) -> float:
    """Return how long the page's main thread has worked so far, in ms."""
    metrics = session.send("Performance.getMetrics")["metrics"]
    return next(float(one["value"]) * 1000 for one in metrics if one["name"] == "TaskDuration")


def whole(page: Page) -> int:
    """Wait until no more paragraphs come into the page; returns how many there are."""
    known, still = -1, 0
    while still < 4:
        page.wait_for_timeout(500)
        there = int(page.evaluate("document.querySelectorAll('.paragraph').length"))
        known, still = there, still + 1 if there == known else 0
    return known


def opened(page: Page, session: CDPSession, address: str) -> dict[str, Any]:
    """Open the text anew and return when what was seen, in ms from the start."""
    page.goto(address)
    page.locator("html[data-bench=painted]").wait_for(state="attached", timeout=120_000)
    until_words = round(worked(session))
    whole(page)
    found: dict[str, Any] = page.evaluate(
        """() => {
          const [paint] = performance.getEntriesByName('first-contentful-paint');
          const {shown, words, long} = window.bench;
          return {first_contentful_paint: paint?.startTime, words_in_page: shown,
            words_painted: words, long_tasks: long.length,
            longest_task: Math.max(0, ...long.map((task) => task.ms)),
            blocked: long.reduce((sum, task) => sum + task.ms - 50, 0), tasks: long,
            paragraphs: document.querySelectorAll('.paragraph').length,
            signs: document.querySelectorAll('.sign.opens').length};
        }"""
    )
    found |= {"worked_until_words": until_words, "worked_until_whole": round(worked(session))}
    return {
        key: round(value) if isinstance(value, float) else value for key, value in found.items()
    }


def typed(page: Page, session: CDPSession, brackets: int) -> dict[str, Any]:
    """Type in a paragraph with many brackets, and return how soon each letter was painted."""
    rows = page.locator(".paragraph[aria-label]")
    counts: list[int] = rows.evaluate_all(
        "(all) => all.map((one) => one.querySelectorAll('.sign.opens').length)"
    )
    row = rows.nth(next((at for at, count in enumerate(counts) if count >= brackets), 0))
    row.scroll_into_view_if_needed()
    words = row.locator("[contenteditable=true]")
    words.click()
    expect(words).to_be_focused()
    page.keyboard.press("End")
    page.wait_for_timeout(1500)
    page.evaluate("window.bench.latencies = []; window.bench.long = []")
    before = worked(session)
    for letter in ("and again " * KEYSTROKES)[:KEYSTROKES]:
        page.keyboard.press("Space" if letter == " " else letter)
        page.wait_for_timeout(60)
    page.wait_for_timeout(2000)
    latencies: list[float] = page.evaluate("window.bench.latencies")
    long = page.evaluate("window.bench.long")
    return {
        "keystrokes": len(latencies),
        "worked_per_keystroke": round((worked(session) - before) / KEYSTROKES, 1),
        "p50": round(statistics.median(latencies), 1),
        "p95": round(statistics.quantiles(latencies, n=20)[18], 1),
        "worst": round(max(latencies), 1),
        "long_tasks": len(long),
        "brackets_there": max(counts, default=0) if brackets == 0 else brackets,
    }


def measured(browser: Browser, server: Server, link: str, document: str) -> dict[str, Any]:
    """Sign in, open the text cold and warm, type in two of its paragraphs."""
    context = browser.new_context(locale="en-GB", viewport={"width": 1440, "height": 900})
    context.add_init_script(WATCH)
    page = context.new_page()
    page.goto(link)
    page.wait_for_url(f"{server.url}/")
    address = f"{server.url}/documents/{document}"
    session = slowed(page)
    found = {"warm": opened(page, session, address)}
    session.send("Network.clearBrowserCache")
    found = {"cold": opened(page, session, address)} | found
    found["typing"] = typed(page, session, 1)
    found["typing_among_brackets"] = typed(page, session, 12)
    context.close()
    return found


def report(figures: dict[str, Any]) -> Iterator[str]:
    """Say the figures in a few lines."""
    for opening in ("cold", "warm"):
        one = figures[opening]
        yield (
            f"opened {opening}: first paint {one['first_contentful_paint']} ms, words painted "
            f"{one['words_painted']} ms, {one['long_tasks']} long tasks, the longest "
            f"{one['longest_task']} ms ({one['paragraphs']} paragraphs, {one['signs']} brackets); "
            f"main thread at work {one['worked_until_words']} ms until then"
        )
    for place in ("typing", "typing_among_brackets"):
        one = figures[place]
        yield (
            f"{place.replace('_', ' ')}: p50 {one['p50']} ms, p95 {one['p95']} ms, worst "
            f"{one['worst']} ms, {one['long_tasks']} long tasks in {one['keystrokes']} keystrokes; "
            f"main thread at work {one['worked_per_keystroke']} ms for each"
        )


def main() -> None:
    """Serve the text from a database of its own, measure, print, write the figures beside."""
    parser = argparse.ArgumentParser(description="Measure the text page.")
    parser.add_argument("file", type=Path, nargs="?", default=BESIDE)
    parser.add_argument("--json", type=Path, default=Path("var/bench-page.json"))
    asked = parser.parse_args()
    browser_path = os.environ.get("CHROMIUM") or next(
        found for name in NAMES if (found := shutil.which(name))
    )
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder, file = Path(name), asked.file
        if not file.is_file():
            file = folder / "made.md"
            file.write_text(made_text(), encoding="utf-8")
        server = Server(folder, free_port())
        link, document = imported(server, file)
        server.start("serve")
        browser = playwright.chromium.launch(executable_path=browser_path, args=list(FLAGS))
        try:
            figures = {"text": file.name, "slower": SLOWER} | measured(
                browser, server, link, document
            )
        finally:
            browser.close()
            server.stop()
    print("\n".join(report(figures)))
    asked.json.parent.mkdir(parents=True, exist_ok=True)
    asked.json.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    print(f"All figures: {asked.json}")


if __name__ == "__main__":
    main()
