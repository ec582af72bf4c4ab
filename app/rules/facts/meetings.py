"""Facts about the group's meetings: sittings, their agendas, the floor and its speakers."""

from datetime import date

from pydantic import BaseModel, ConfigDict

from app.rules.facts.fact import Fact, NameOf, named


def sitting_named(number: int, title: str) -> str:
    """Name a sitting in a sentence."""
    return f"sitting {number}" + (f" ({title})" if title else "")


class AgendaLine(BaseModel):
    """An agenda item as it stood when something was said of it."""

    model_config = ConfigDict(frozen=True)

    id: str
    title: str


def _listed(lines: tuple[AgendaLine, ...]) -> str:
    return "; ".join(one.title for one in lines)


class MeetingAnnounced(Fact):
    """The group is to meet, or a meeting's dates or place were changed."""

    meeting_id: str
    number: int
    title: str
    begins_on: date
    ends_on: date
    place: str = ""
    changed: bool = False

    def says(self, name: NameOf) -> str:
        verb = "changed" if self.changed else "announced"
        days = self.begins_on.isoformat()
        if self.ends_on != self.begins_on:
            days += f" to {self.ends_on.isoformat()}"
        where = f", {self.place}" if self.place else ""
        return f"{verb} meeting {self.number}: {self.title}, {days}{where}"


class SittingPlanned(Fact):
    """A sitting is to be held."""

    sitting_id: str
    number: int
    title: str

    def says(self, name: NameOf) -> str:
        return f"planned {sitting_named(self.number, self.title)}"


class SittingOpened(Fact):
    """The working group, or a breakout, met."""

    sitting_id: str
    number: int
    title: str

    def says(self, name: NameOf) -> str:
        return f"opened {sitting_named(self.number, self.title)}"


class SittingClosed(Fact):
    """The sitting rose."""

    sitting_id: str
    number: int
    title: str
    not_discussed: tuple[AgendaLine, ...] = ()
    continued: tuple[AgendaLine, ...] = ()

    def says(self, name: NameOf) -> str:
        said = f"closed {sitting_named(self.number, self.title)}"
        if self.not_discussed:
            said += f"; not discussed for lack of time: {_listed(self.not_discussed)}"
        if self.continued:
            said += f"; to be continued: {_listed(self.continued)}"
        return said


class AgendaDrawnUp(Fact):
    """A sitting was given an agenda, not adopted yet."""

    sitting_id: str
    number: int
    items: tuple[AgendaLine, ...]

    def says(self, name: NameOf) -> str:
        return f"drew up the agenda of sitting {self.number}: {_listed(self.items)}"


class AgendaAdopted(Fact):
    """The sitting adopted its agenda."""

    sitting_id: str
    number: int
    items: tuple[AgendaLine, ...]

    def says(self, name: NameOf) -> str:
        return f"had the agenda of sitting {self.number} adopted: {_listed(self.items)}"


class AgendaAmended(Fact):
    """An adopted agenda was changed."""

    sitting_id: str
    number: int
    before: tuple[AgendaLine, ...]
    items: tuple[AgendaLine, ...]

    def says(self, name: NameOf) -> str:
        return f"amended the agenda of sitting {self.number}: {_listed(self.items)}"


class AgendaCarriedOver(Fact):
    """What time had not allowed came onto the next sitting's agenda."""

    sitting_id: str
    number: int
    items: tuple[AgendaLine, ...]
    """Under the ids they have now."""

    def says(self, name: NameOf) -> str:
        return f"carried over to sitting {self.number}: {_listed(self.items)}"


class ItemConcluded(Fact):
    """The sitting is done with an item of its agenda."""

    sitting_id: str
    item: AgendaLine

    def says(self, name: NameOf) -> str:
        return f"concluded the item “{self.item.title}”"


class FloorSet(Fact):
    """Something was taken up: an item, a paragraph, or nothing any more."""

    sitting_id: str
    item: AgendaLine | None = None
    label: str | None = None
    """The paragraph's number, when a paragraph is on the floor."""
    question: str = ""

    def says(self, name: NameOf) -> str:
        about = [f"“{self.item.title}”"] if self.item else []
        if self.label is not None:
            about.append(named(self.label))
        said = f"took up {', '.join(about)}" if about else "left the floor free"
        return f"{said}, and asked: {self.question}" if self.question else said


class FloorAsked(Fact):
    """A delegation asked for the floor."""

    sitting_id: str
    speaker_id: str
    delegation_id: str
    speaking: str
    remote: bool = False

    def says(self, name: NameOf) -> str:
        wants = "the floor" if self.speaking == "statement" else f"a {self.speaking}"
        return f"asked for {wants} for {name(self.delegation_id)}"


class FlagLowered(Fact):
    """A delegation no longer asks for the floor."""

    sitting_id: str
    speaker_id: str
    delegation_id: str

    def says(self, name: NameOf) -> str:
        return f"took {name(self.delegation_id)} off the list of speakers"


class InterventionBegan(Fact):
    """A delegation was given the floor."""

    sitting_id: str
    speaker_id: str
    delegation_id: str
    speaking: str
    label: str | None = None

    def says(self, name: NameOf) -> str:
        about = f" on {named(self.label)}" if self.label else ""
        what = "" if self.speaking == "statement" else f" for a {self.speaking}"
        return f"gave the floor to {name(self.delegation_id)}{what}{about}"


class InterventionEnded(Fact):
    """A delegation has spoken."""

    sitting_id: str
    speaker_id: str
    delegation_id: str
    speaking: str
    seconds: int
    interrupted: bool = False
    """Whether it goes on after a point of order."""
    label: str | None = None

    def says(self, name: NameOf) -> str:
        minutes, seconds = divmod(self.seconds, 60)
        lasted = f"{minutes} min {seconds:02} s" if minutes else f"{seconds} s"
        verb = "was interrupted after" if self.interrupted else "has spoken for"
        return f"noted that {name(self.delegation_id)} {verb} {lasted}"


class SpeakersOrdered(Fact):
    """The list of speakers was put in another order."""

    sitting_id: str
    delegations: tuple[str, ...]

    def says(self, name: NameOf) -> str:
        return "ordered the list of speakers: " + ", ".join(map(name, self.delegations))


class SpeakersListSet(Fact):
    """The list was closed or opened again, or the time for each intervention was set."""

    sitting_id: str
    closed: bool
    seconds_each: int | None

    def says(self, name: NameOf) -> str:
        said = "closed the list of speakers" if self.closed else "opened the list of speakers"
        if self.seconds_each is None:
            return f"{said}, without a limit of time"
        return f"{said}, with {self.seconds_each} seconds for each"
