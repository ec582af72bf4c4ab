"""Runs the Dockerfile's own commands in clean folders, where no container engine is at hand.

Absolute folders of the image stand under a temporary folder; the sources are git's files, minus
what .dockerignore leaves out. What would change the machine itself (apt-get, useradd) is named and
passed over, and so is USER: a container's own user does not exist here.
"""

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from scripts.answers import answers

PROJECT = Path(__file__).parents[1]
IMAGE_FOLDERS = ("/src", "/opt/chapeau", "/data")
SYSTEM = ("apt-get", "useradd")
PORT = "8000"


@dataclass
class Trial:
    """One build: where its folders are, and what the image would know when it starts."""

    root: Path
    folder: Path
    env: dict[str, str] = field(default_factory=lambda: dict(os.environ))
    command: str = ""
    health: str = ""

    def placed(self, words: str) -> str:
        """Return the words with the image's folders under the trial's root."""
        pattern = "|".join(map(re.escape, IMAGE_FOLDERS))
        return re.sub(rf"(?<![\w.])({pattern})(?![\w-])", rf"{self.root}\1", words)

    def run(self, command: str) -> None:
        """Run a command as RUN would, or say that it is left to the real image."""
        if command.startswith(SYSTEM):
            print(f"-- passed over: {command}")
            return
        print(f"-- {command}", flush=True)
        subprocess.run(self.placed(command), shell=True, cwd=self.folder, env=self.env, check=True)


def instructions(text: str) -> Iterator[tuple[str, str]]:
    """Yield each instruction of a Dockerfile with its argument; comments are left out."""
    for line in text.replace("\\\n", " ").splitlines():
        if line.strip() and not line.startswith("#"):
            word, _, rest = line.partition(" ")
            yield word, rest.strip()


def copy_sources(target: Path) -> None:
    """Copy what git tracks into the folder, without what .dockerignore names."""
    ignored = [
        line.strip()
        for line in (PROJECT / ".dockerignore").read_text(encoding="utf-8").splitlines()
        if line.strip() and not line.startswith(("#", "**"))
    ]
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=PROJECT, capture_output=True, text=True, check=True
    ).stdout
    for name in filter(None, listed.split("\0")):
        if any(name == entry or name.startswith(f"{entry}/") for entry in ignored):
            continue
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(PROJECT / name, target / name)


def build(trial: Trial) -> None:
    """Carry out every instruction of the Dockerfile that can be carried out without an image."""
    for word, rest in instructions((PROJECT / "Dockerfile").read_text(encoding="utf-8")):
        match word:
            case "WORKDIR":
                trial.folder = Path(trial.placed(rest))
                trial.folder.mkdir(parents=True, exist_ok=True)
            case "COPY" if rest == ". .":
                copy_sources(trial.folder)
            case "RUN":
                trial.run(rest)
            case "ENV":
                name, _, value = rest.partition("=")
                value = trial.placed(value.replace("$PATH", trial.env["PATH"]))
                trial.env[name] = value
            case "HEALTHCHECK":
                trial.health = rest.partition(" CMD ")[2]
            case "CMD":
                trial.command = rest


def start(trial: Trial, port: str) -> bool:
    """Start what the image would start; return whether it answers and calls itself healthy."""
    environment = trial.env | {"CHAPEAU_PUBLIC_URL": f"http://127.0.0.1:{port}"}
    server = subprocess.Popen(
        trial.command.replace(PORT, port),
        shell=True,
        cwd=trial.folder,
        env=environment,
        start_new_session=True,
    )
    try:
        if not answers(f"http://127.0.0.1:{port}/"):
            return False
        health = trial.health.replace(PORT, port)
        return subprocess.run(health, shell=True, env=environment, check=False).returncode == 0
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(timeout=30)


def main() -> int:
    """Build and start; return the exit status."""
    port = sys.argv[1] if len(sys.argv) > 1 else "8765"
    with tempfile.TemporaryDirectory() as folder:
        trial = Trial(root=Path(folder), folder=Path(folder))
        for name in IMAGE_FOLDERS:
            Path(trial.placed(name)).parent.mkdir(parents=True, exist_ok=True)
        build(trial)
        works = start(trial, port)
    print("The image's steps work." if works else "The image would not be healthy.")
    return 0 if works else 1


if __name__ == "__main__":
    sys.exit(main())
