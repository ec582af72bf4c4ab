"""Facts about the group's meetings: its sittings."""

from app.rules.facts.fact import Fact, NameOf


def sitting_named(number: int, title: str) -> str:
    """Name a sitting in a sentence."""
    return f"sitting {number}" + (f" ({title})" if title else "")


class SittingOpened(Fact):
    """The working group met."""

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

    def says(self, name: NameOf) -> str:
        return f"closed {sitting_named(self.number, self.title)}"
