"""A server in a process of its own, a browser, and people who sit in front of it."""

import json
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from app.kit.places import page_folder
from scripts.answers import answers

NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-quic")
PATIENCE = 20_000
"""How long the slowest machine may take over one step, in ms; nothing waits for it to pass."""

expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Start the browser that `make test` has found or installed."""
    path = os.environ.get("CHROMIUM") or next(
        (found for name in NAMES if (found := shutil.which(name))), None
    )
    assert path, "no Chromium: `make test` installs one, or name it in CHROMIUM"
    assert (page_folder() / "index.html").is_file(), "build the page first: `make test` does"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield chromium
        chromium.close()


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


@dataclass
class Server:
    """Chapeau on a database of its own, started and stopped like a real one."""

    folder: Path
    port: int
    process: subprocess.Popen[str] | None = None

    @property
    def url(self) -> str:
        """Where its page is."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        """Its settings."""
        return os.environ | {
            "CHAPEAU_DATABASE_URL": f"sqlite+aiosqlite:///{self.folder / 'chapeau.db'}",
            "CHAPEAU_PUBLIC_URL": self.url,
        }

    def run(self, *words: str) -> str:
        """Run a `chapeau` command to its end and return what it printed."""
        command = [sys.executable, "-c", "from app.cli import main; main()", *words]
        done = subprocess.run(
            command, env=self.environment, capture_output=True, text=True, check=True, timeout=120
        )
        return done.stdout

    def start(self, *words: str) -> None:
        """Start serving, and wait until it answers."""
        command = [sys.executable, "-c", "from app.cli import main; main()", *words]
        self.process = subprocess.Popen(
            [*command, "--port", str(self.port)],
            env=self.environment,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout is not None
        for line in self.process.stdout:
            if self.url in line and "enter#" not in line:
                break
        assert answers(f"{self.url}/api/health")

    def stop(self) -> None:
        """Stop serving."""
        if self.process is not None:
            self.process.terminate()
            self.process.communicate(timeout=30)
            self.process = None

    def kill(self) -> None:
        """End the process at once, as a power cut would."""
        assert self.process is not None
        self.process.kill()
        self.process.communicate(timeout=30)
        self.process = None


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """A server that has been prepared and not started."""
    made = Server(tmp_path, free_port())
    made.run("migrate")
    yield made
    made.stop()


@pytest.fixture(scope="package")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, dict[str, str]]]:
    """A server with the demonstration, and each person's link by name; links work once."""
    folder = tmp_path_factory.mktemp("demo")
    made = Server(folder, free_port())
    links = folder / "links.json"
    made.start("demo", "--links-file", str(links))
    people = json.loads(links.read_text(encoding="utf-8"))
    yield made, {name: person["url"] for name, person in people.items()}
    made.stop()


Sit = Callable[..., Page]


@pytest.fixture
def sit(browser: Browser, tmp_path: Path) -> Iterator[Sit]:
    """Return a function that seats a person at a browser of their own and opens their link.

    Pictures of what everyone saw last are left in the test's folder.
    """
    contexts = []
    troubles: list[str] = []

    def seat(url: str, **options: object) -> Page:
        context = browser.new_context(locale="en-GB", **options)  # type: ignore[arg-type]
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.goto(url)
        if "/enter#" in url:
            expect(page).to_have_url(url.partition("enter#")[0])
        return page

    yield seat
    for number, context in enumerate(contexts):
        context.pages[-1].screenshot(path=tmp_path / f"last-{number}.png")
        context.close()
    assert troubles == [], "the pages threw errors"
