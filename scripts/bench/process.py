"""Processor time and memory of a process and its children, read from /proc."""

import os
import time
from dataclasses import dataclass
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Reading:
    """What a process has used: at a moment (s), processor time (s), memory (bytes)."""

    at: float
    cpu: float
    memory: int

    def cpu_since(self, earlier: "Reading") -> float:
        """Return the share of one core used since an earlier reading, in per cent."""
        took = self.at - earlier.at
        return 100 * (self.cpu - earlier.cpu) / took if took > 0 else 0.0


def read(pid: int) -> Reading:
    """Read a process and everything it has started; one that has ended counts as nothing."""
    cpu, memory = 0.0, 0
    for one in _family(pid):
        try:
            stat = Path(f"/proc/{one}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
            pages = Path(f"/proc/{one}/statm").read_text(encoding="utf-8").split()
        except OSError:
            continue
        cpu += (int(stat[11]) + int(stat[12])) / TICKS
        memory += int(pages[1]) * os.sysconf("SC_PAGE_SIZE")
    return Reading(time.monotonic(), cpu, memory)


def _family(pid: int) -> list[int]:
    found = [pid]
    for one in found:
        for children in Path(f"/proc/{one}/task").glob("*/children"):
            try:
                found += [int(child) for child in children.read_text(encoding="ascii").split()]
            except OSError:
                continue
    return found
