"""Places where a test may end, hurt or hold the process; free while none is armed. (Y23)

The code names a place, `failpoint("journal before commit")`; a test arms it, in its own process by
`arm`, or in a process it starts by the environment:

    CHAPEAU_FAILPOINTS="journal before commit=kill@3; room catching up=raise"

Acts: `kill` ends the process as kill -9 does; `kill soon` lets it live another moment, but not go
on from here; `raise` raises Struck; `sleep 0.2` blocks for so many seconds. `@3`: at the third
time only. This is for tests: a server is never started with it.
"""

import os
import signal
import threading
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager

Act = Callable[[], Awaitable[None] | None]

NAMES = frozenset(
    (
        "journal before begin",
        "journal before commit",
        "journal after commit",
        "room after acknowledgement",
        "room catching up",
        "compaction before commit",
        "compaction after commit",
    )
)
"""Every place there is; tests/faults tries each."""

MOMENT = 0.05
"""Seconds that `kill soon` leaves: enough for what is queued to go out."""


class Struck(Exception):
    """What an armed `raise` raises."""


_armed: dict[str, Act] = {}


def failpoint(name: str) -> None:
    """Name a place where nothing may be awaited."""
    act = _armed.get(name)
    if act is not None:
        act()


async def waiting_failpoint(name: str) -> None:
    """Name a place where a test may hold the caller, too, by an act that returns an awaitable."""
    act = _armed.get(name)
    if act is not None:
        holding = act()
        if holding is not None:
            await holding


@contextmanager
def arm(name: str, act: Act) -> Iterator[None]:
    """Arm one place of this process. Raises KeyError for a place that there is not."""
    if name not in NAMES:
        raise KeyError(name)
    _armed[name] = act
    try:
        yield
    finally:
        _armed.pop(name, None)


def strike() -> None:
    """Raise, as the act `raise` does."""
    raise Struck


def read_acts(text: str) -> dict[str, Act]:
    """Read what the environment arms. Raises KeyError, ValueError for what means nothing."""
    acts: dict[str, Act] = {}
    for part in filter(None, (part.strip() for part in text.split(";"))):
        name, _, what = part.partition("=")
        if name not in NAMES:
            raise KeyError(name)
        what, _, times = what.partition("@")
        act = _act(what)
        acts[name] = _at(int(times), act) if times else act
    return acts


def _act(what: str) -> Act:
    word, _, seconds = what.partition(" ")
    match word, seconds:
        case "kill", "":
            return _kill
        case "kill", "soon":
            return _kill_soon
        case "raise", "":
            return strike
        case "sleep", _:
            length = float(seconds)
            return lambda: time.sleep(length)
    raise ValueError(what)


def _at(count: int, act: Act) -> Act:
    """Return an act that does nothing but at the `count`th time."""
    left = count

    def counted() -> Awaitable[None] | None:
        nonlocal left
        left -= 1
        return act() if left == 0 else None

    return counted


def _kill() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _kill_soon() -> None:
    timer = threading.Timer(MOMENT, _kill)
    timer.daemon = True
    timer.start()
    raise Struck


def arm_all(text: str) -> None:
    """Arm, for as long as the process lives, what the environment or a test says."""
    _armed.update(read_acts(text))


arm_all(os.environ.get("CHAPEAU_FAILPOINTS", ""))
