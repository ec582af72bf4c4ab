"""Loads the demonstration by playing it: every word and decision goes through the rooms' commands.

What the record tells of it therefore is true, save that it all happened within a few seconds.
"""

from dataclasses import dataclass

from app.demo import breakouts, discussion, negotiation, plenary
from app.demo.scenario import read
from app.demo.stage import House, Stage
from app.rules.actors import BreakoutRole, Role


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """Somebody one can sign in as; the link works once."""

    name: str
    role: Role
    delegation: str | None
    """The delegation's name; None for the podium."""
    breakouts: tuple[tuple[str, BreakoutRole], ...]
    """The breakouts they sit in, by name, with their role there."""
    url: str


async def load(house: House) -> list[DemoPerson]:
    """Play the demonstration into a house and return its people, with their sign-in links.

    The house's hub must have been started. Raises `Refused` or `NotTaken` should a rule not let
    the scenario happen; what was played until then stays.
    """
    stage = Stage(house, read())
    try:
        await plenary.found(stage)
        await plenary.open_text(stage)
        await negotiation.sit(stage)
        await plenary.add_late(stage, "C")
        await negotiation.renumber_text(stage)
        await plenary.add_late(stage, "D")
        await discussion.discuss(stage)
        await negotiation.sit(stage)
        await negotiation.negotiate(stage)
        await breakouts.work(stage)
        await negotiation.put_under_silence(stage)
    finally:
        await stage.close()
    return people(stage)


def people(stage: Stage) -> list[DemoPerson]:
    """The people of the scenario in its order: podium, delegates, observers."""
    names = {entry.short: entry.name for entry in stage.scenario.delegations}
    address = stage.house.settings.public_url.rstrip("/")
    return [
        DemoPerson(
            name=entry.name,
            role=entry.role,
            delegation=names[entry.delegation] if entry.delegation else None,
            breakouts=tuple(
                (breakout.name, "convenor" if breakout.convenor == entry.key else "member")
                for breakout in stage.scenario.breakouts
                if entry.key in (breakout.convenor, *breakout.members)
            ),
            url=f"{address}/enter#{stage.people[entry.key].token}",
        )
        for entry in stage.scenario.people
    ]
