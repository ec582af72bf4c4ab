"""How much of each fault is tried: a little in `make test`, all of it in `make faults`."""

import os
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Scale:
    """Rounds and sizes of every trial; `seed` moves what is left to chance."""

    kills: int
    letters: int
    early_kills: int
    power_seeds: int
    fuzz_rounds: int
    strikes: int
    crowd: int
    stalled_bytes: int
    duplicates: int
    seed: int


QUICK = Scale(10, 25, 3, 12, 100, 1, 60, 1_000_000, 300, 20261121)
FULL = Scale(100, 60, 3, 60, 10_000, 5, 300, 8_000_000, 3_000, 20261121)


def scale() -> Scale:
    """Return the scale of this run: `FAULTS=full`, and a number for any of its fields.

    For example `FAULTS="full kills=20 seed=7"`.
    """
    words = os.environ.get("FAULTS", "").split()
    chosen = FULL if "full" in words else QUICK
    given = dict(word.split("=") for word in words if "=" in word)
    values = {name: int(given.get(name, getattr(chosen, name))) for name in Scale.__slots__}
    return Scale(**values)
