"""The arithmetic: medians over runs, what one more costs, how many times better."""

import statistics
from collections.abc import Iterable, Sequence

Figures = dict[str, float | None]


def medians(rows: Sequence[Figures]) -> Figures:
    """Return the median of each figure over the runs in which it was found."""
    names = dict.fromkeys(name for row in rows for name in row)
    return {name: median(row.get(name) for row in rows) for name in names}


def median(values: Iterable[float | None]) -> float | None:
    """Return the median of what was found; None where nothing was."""
    found = [value for value in values if value is not None]
    return statistics.median(found) if found else None


def per_unit(
    small: float | None, large: float | None, units_small: int, units_large: int
) -> float | None:
    """Return what one more unit costs, from what few and what many cost."""
    if small is None or large is None or units_large == units_small:
        return None
    return (large - small) / (units_large - units_small)


def ratio(ours: float | None, theirs: float | None) -> float | None:
    """Return how many times theirs ours is; None where either is missing or theirs is nothing."""
    if ours is None or not theirs:
        return None
    return ours / theirs


def least(values: Iterable[float | None]) -> float | None:
    """Return the smallest of what was found."""
    return min((value for value in values if value is not None), default=None)


def most(values: Iterable[float | None]) -> float | None:
    """Return the largest of what was found."""
    return max((value for value in values if value is not None), default=None)


def shown(value: float | None, unit: str = "") -> str:
    """Return a figure with as many digits as a person can use."""
    if value is None:
        return "–"
    digits = 0 if abs(value) >= 100 or value == int(value) else 1 if abs(value) >= 1 else 2
    return f"{value:,.{digits}f}{unit}"
