"""The table of rights to words: every role in every state of a paragraph, at either level.

`expected` says what a member may do with the words: write directly, propose, or the reason not to;
`refused` with what reason the commands that change words are answered.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from app.rules.kinds import SETTLED, STATUSES
from tests.rooms.busy import MEMBERS
from tests.rooms.rows import DELEGATES, PODIUM
from tests.rooms.server import Json
from tests.rooms.world import World, endorsing, plain

Circle = Literal["plenary", "copy", "closed copy"]

DECLARED = [
    status
    for status in STATUSES
    if status not in ("not discussed", "agreed pending delegations", "agreed as a package")
]
"""Those that are declared by themselves; the others need a delegation, or a second paragraph."""


@dataclass(frozen=True)
class State:
    """One paragraph of the busy world in one state; `why` nobody changes it, or None."""

    name: str
    circle: Circle
    paragraph: str
    why: str | None = None
    reported: bool = False

    def __str__(self) -> str:
        return f"{self.circle}: {self.name}"


def _why(status: str) -> str | None:
    return "text.frozen" if status in SETTLED else None


async def make_states(world: World, places: Mapping[str, str]) -> list[State]:
    """Bring a paragraph to every state; some the busy world has already."""
    states = [
        State("not discussed", "plenary", places["next"]),
        State("agreed pending delegations", "plenary", places["waiting"], "text.frozen"),
        State("agreed as a package", "plenary", places["together"], "text.frozen"),
        State("retired", "plenary", places["retired"], "text.retired"),
        State("silent", "plenary", places["silent"], "text.silent"),
        State("an option", "plenary", places["open_second"]),
        State("an option not chosen", "plenary", places["decided_second"], "text.retired"),
        State("bracketed", "plenary", places["bracketed"]),
        State("with a breakout", "plenary", world.ids.paragraphs[3]),
        State("at work", "copy", places["own_copy"]),
        State("at work", "closed copy", places["closed_copy"]),
        State("reported", "copy", places["reported_copy"], reported=True),
    ]
    for status in DECLARED:
        paragraph = await _paragraph(world, places, f"Words {status}.")
        await world.declare("chair", paragraph, status)
        states.append(State(status, "plenary", paragraph, _why(status)))
    return [*states, *await _copies(world, places), *await _ends(world, places)]


async def _paragraph(world: World, places: Mapping[str, str], text: str) -> str:
    body = {"category_id": places["category"], "kind": "statement", "text": text}
    made = await world.sec.post(f"{world.document}/paragraphs", body)
    return str(made["id"])


async def _copies(world: World, places: Mapping[str, str]) -> list[State]:
    """A working copy with a paragraph of every status, and one retired."""
    words = [f"Copied {status}." for status in (*DECLARED, "and gone")]
    given = [await _paragraph(world, places, one) for one in words]
    breakout = await world.breakout(given, name="Group wide")
    copies = await _by_words(world, breakout)
    states = []
    for status in DECLARED:
        twin = copies[f"Copied {status}."]
        await world.declare("bob", twin, status)
        states.append(State(status, "copy", twin, _why(status)))
    gone = copies["Copied and gone."]
    await world.bob.post(f"/api/paragraphs/{gone}/retire", {"reason": "gone"})
    states.append(State("retired", "copy", gone, "text.retired"))
    return states


async def _ends(world: World, places: Mapping[str, str]) -> list[State]:
    """A report endorsed in part and returned: its copies, and what became of the plenary's."""
    words = ("Endorsed and open.", "Endorsed and agreed.", "Returned to the breakout.")
    given = [await _paragraph(world, places, one) for one in words]
    breakout = await world.breakout(given, name="Group ends")
    copies = await _by_words(world, breakout)
    free, agreed, again = (copies[one] for one in words)
    await world.declare("bob", agreed, "agreed")
    path = f"/api/breakouts/{breakout['id']}"
    report = await world.bob.post(f"{path}/report", {"intro": "Done"})
    items = [one for one in report["items"] if one["copy_id"] in (free, agreed)]
    await world.chair.post(f"{path}/endorse", {"items": [endorsing(one) for one in items]})
    await world.chair.post(f"{path}/return", {"comment": "Go on."})
    return [
        State("endorsed", "plenary", given[0]),
        State("endorsed as agreed", "plenary", given[1], "text.frozen"),
        State("endorsed", "copy", free, "text.endorsed"),
        State("endorsed as agreed", "copy", agreed, "text.endorsed"),
        State("returned", "copy", again),
    ]


async def _by_words(world: World, breakout: Json) -> dict[str, str]:
    return {plain(one): one["id"] for one in await world.copies(breakout)}


_OPEN: Mapping[Circle, Mapping[str, str]] = {
    "plenary": {
        **dict.fromkeys(PODIUM.split(), "direct"),
        **dict.fromkeys(DELEGATES.split(), "propose"),
        **dict.fromkeys(("odo", "eve"), "text.observers_read"),
    },
    "copy": {**dict.fromkeys(MEMBERS, "text.members_write"), "bob": "direct", "cara": "propose"},
    "closed copy": {
        **dict.fromkeys(MEMBERS, "denied"),
        **dict.fromkeys(PODIUM.split(), "text.members_write"),
        "bob": "direct",
        "cara": "propose",
    },
}


def expected(state: State, who: str) -> str:
    """What a member may do with the words: "direct", "propose", "denied", or why not to write."""
    usual = _OPEN[state.circle][who]
    if state.why is not None:
        return state.why
    if state.reported and who in ("bob", "cara"):
        return "text.breakout_reported"
    return usual


def shapes(state: State, who: str) -> bool:
    """Whether a member changes words by commands where nothing stands against it."""
    return who in (PODIUM.split() if state.circle == "plenary" else ("bob",))


def refused(state: State, who: str) -> Sequence[str]:
    """With which reasons a command on the words may be answered; none if it is carried out."""
    if expected(state, who) == "denied":
        return ["not_found"]
    role = "text.podium_shapes" if state.circle == "plenary" else "text.convenor_shapes"
    still = state.why or ("text.breakout_reported" if state.reported else None)
    if shapes(state, who):
        return [still] if still else []
    return [role, still] if still else [role]
