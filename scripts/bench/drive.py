"""Runs one job of the load client against a server, and reads the server meanwhile."""

import json
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from scripts.bench.process import Reading, read
from scripts.bench.servers import Serving, node

CLIENT = Path(__file__).parent / "load" / "main.mjs"

Job = dict[str, Any]
Event = dict[str, Any]


@dataclass(slots=True)
class Driven:
    """What the load client said, and what the server had used at the moments it named."""

    result: Event
    events: list[Event] = field(default_factory=list)
    readings: list[tuple[str, Reading]] = field(default_factory=list)

    def reading(self, event: str) -> Reading | None:
        """Return the server's last reading at an event."""
        return next((one for name, one in reversed(self.readings) if name == event), None)

    @property
    def cpu(self) -> float | None:
        """The server's processor between `begin` and `end`, in per cent of a core."""
        begin, end = self.reading("begin"), self.reading("end")
        return end.cpu_since(begin) if begin and end else None


def drive(serving: Serving, job: Job, seconds: float, client: Path = CLIENT) -> Driven:
    """Run a job to its end, or stop it after so many seconds."""
    whole = {
        "url": serving.url,
        "origin": serving.origin,
        "protocol": serving.kind.protocol,
        **job,
    }
    driven = Driven({"error": f"stopped after {seconds:.0f} s"})
    with subprocess.Popen(
        [node(), "--max-old-space-size=8192", str(client)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        timer = threading.Timer(seconds, process.kill)
        timer.start()
        try:
            assert process.stdin is not None
            process.stdin.write(json.dumps(whole))
            process.stdin.close()
            for event in _events(process):
                driven.readings.append((event["event"], read(serving.pid)))
                driven.events.append(event)
                if event["event"] == "result":
                    driven.result = event
        finally:
            timer.cancel()
            process.kill()
    return driven


def _events(process: subprocess.Popen[str]) -> Iterator[Event]:
    assert process.stdout is not None
    for line in process.stdout:
        if line.startswith("{"):
            yield json.loads(line)
