"""The people who ask, and the things they ask about, in the tests of the rules."""

from dataclasses import replace

from app.rules.actors import Actor, BreakoutRole, Role
from app.rules.breakouts import BreakoutValues, ItemValues
from app.rules.text import ParagraphState
from app.rules.verdict import No

BREAKOUT = "breakout-1"


def actor(role: Role, delegation: str | None = None, *, observer: bool = False) -> Actor:
    name = delegation or role
    return Actor(f"person-{name}", name, role, delegation, delegation, observer)


CAST: dict[str, Actor] = {
    "chair": actor("chair"),
    "vice-chair": actor("vice-chair"),
    "secretariat": actor("secretariat"),
    "delegate": actor("delegate", "Oroland"),
    "observer's delegate": actor("delegate", "Birdwatch", observer=True),
    "observer": actor("observer", "Valdria"),
}
PODIUM = frozenset(("chair", "vice-chair", "secretariat"))


def seated(name: str, role: BreakoutRole, breakout: str = BREAKOUT) -> Actor:
    return replace(CAST[name], breakouts=((breakout, role),))


PLENARY = ParagraphState("p1", "d1", "2", "operative", "under discussion", None)
COPY = replace(PLENARY, breakout_id=BREAKOUT, breakout_state="at work")
REPORTED = BreakoutValues(BREAKOUT, "Breakout on finance", "reported", False, "d1")
ITEM = ItemValues("c1", "2", "reported", "p1", "c1", "sha256:copy", "sha256:plenary", False, False)


def reason(verdict: object) -> str | None:
    """Return why not, or None for a yes."""
    return verdict.reason if isinstance(verdict, No) else None
