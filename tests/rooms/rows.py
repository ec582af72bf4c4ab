"""A row of the table of rights: a route, what is sent to it, and who is answered what."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.rooms.busy import MEMBERS

PODIUM = "chair vice sec"
DELEGATES = "ann bob cara dan"
EVERYONE = " ".join(MEMBERS)
SEATED = f"{PODIUM} bob cara"


@dataclass(frozen=True)
class Row:
    """A route with what is sent to it; names in braces are places of the busy world."""

    method: str
    path: str
    body: Mapping[str, Any] | None = None
    well: str = ""
    """Who may, of the group's members."""
    rest: str = ""
    """The reason the others are given."""
    also: Mapping[str, str] = field(default_factory=dict)
    """Members who are given another reason, or "ok"."""
    outside: Mapping[str, str] = field(default_factory=dict)
    """What outsiders get, if it is not that there is no such thing."""
    route: str = ""
    """The route as the API describes it, if the path alone does not tell."""

    def __str__(self) -> str:
        return f"{self.method} {self.path}"

    def answer(self, who: str) -> str:
        """Return "ok", or the reason this person is refused with."""
        if who in self.outside:
            return self.outside[who]
        if who in ("gone", "nobody"):
            return "people.signed_out"
        if who == "other":
            return "not_found"
        return self.also.get(who) or ("ok" if who in self.well.split() else self.rest)
