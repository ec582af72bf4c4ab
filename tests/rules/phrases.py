"""Words written shortly for the tests of the rules: pens, marks, and phrases of marked text."""

from app.rules.words import Run, Words, canonical

OROLAND = "oroland0"
VALDRIA = "valdria0"
CHAIR = "chair000"
FIRST, SECOND = "first000", "second00"


def ins(pen: str, group: str = FIRST, burst: str = "a") -> str:
    return f"ins--{pen}-{group}-{burst}"


def gone(pen: str, group: str = FIRST, burst: str = "a") -> str:
    return f"del--{pen}-{group}-{burst}"


def phrase(*parts: str | tuple[str, ...]) -> Words:
    """Make words of plain strings and of (text, mark, …)."""
    return canonical(
        Run(part) if isinstance(part, str) else Run(part[0], part[1:]) for part in parts
    )
