"""Facts about how far consensus has got."""

from app.rules.facts.fact import Fact, NameOf, because, named
from app.rules.kinds import Level, Status


class StatusDeclared(Fact):
    """A consensus status was declared about exact words."""

    label: str
    status: Status
    status_before: Status
    level: Level
    digest: str
    note: str | None = None

    def says(self, name: NameOf) -> str:
        where = " in the breakout" if self.level == "breakout" else ""
        return f"declared {named(self.label)} {self.status}{where}{because(self.note)}"


class AgreementReopened(Fact):
    """Agreed text was opened again, by the chair and with a reason."""

    label: str
    status_before: Status
    digest: str
    reason: str

    def says(self, name: NameOf) -> str:
        return f"reopened {named(self.label)}{because(self.reason)}"


class StatusFell(Fact):
    """A status no longer held, because the words it named are no longer the words."""

    label: str
    status_before: Status
    digest_before: str
    digest: str

    def says(self, name: NameOf) -> str:
        return (
            f"changed the words of {named(self.label)}, which therefore is no longer "
            f"{self.status_before}"
        )
