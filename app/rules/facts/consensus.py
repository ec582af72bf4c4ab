"""Facts about how far consensus has got."""

from app.rules.facts.fact import Fact, NameOf, because, named
from app.rules.kinds import Level, Status


def listed(names: list[str]) -> str:
    """Put names in a row for a sentence: `A, B and C`."""
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


class StatusDeclared(Fact):
    """A consensus status was declared about exact words."""

    label: str
    status: Status
    status_before: Status
    level: Level
    digest: str
    note: str | None = None
    pending: tuple[str, ...] = ()
    """The delegations whose confirmation is awaited."""
    package_id: str | None = None
    package: tuple[str, ...] = ()
    """The labels of the other paragraphs of the package."""

    def says(self, name: NameOf) -> str:
        where = " in the breakout" if self.level == "breakout" else ""
        status: str = self.status
        if self.pending:
            status = f"agreed pending {listed([name(one) for one in self.pending])}"
        elif self.package:
            together = "" if self.status == "agreed as a package" else " together"
            status = f"{status}{together} with {listed([named(one) for one in self.package])}"
        return f"declared {named(self.label)} {status}{where}{because(self.note)}"


class AgreementReopened(Fact):
    """Agreed text was opened again, by the chair and with a reason."""

    label: str
    status_before: Status
    digest: str
    reason: str

    def says(self, name: NameOf) -> str:
        return f"reopened {named(self.label)}{because(self.reason)}"


class AgreementConfirmed(Fact):
    """A delegation whose word was awaited confirmed the agreement; with the last one it stands."""

    label: str
    delegation_id: str | None
    digest: str
    status: Status
    """What the paragraph's status is now."""

    def says(self, name: NameOf) -> str:
        now = ", which is now agreed" if self.status == "agreed" else ""
        return f"confirmed for {name(self.delegation_id)} {named(self.label)}{now}"


class AgreementDeclined(Fact):
    """A delegation whose word was awaited did not confirm, so the agreement does not stand."""

    label: str
    delegation_id: str | None
    status_before: Status
    digest: str
    reason: str

    def says(self, name: NameOf) -> str:
        who = name(self.delegation_id)
        return (
            f"declined for {who} to confirm {named(self.label)}, which therefore is no longer "
            f"{self.status_before}{because(self.reason)}"
        )


class PackageCompleted(Fact):
    """Every paragraph of a package stood, and all of them became agreed together."""

    package_id: str
    labels: tuple[str, ...]

    def says(self, name: NameOf) -> str:
        return f"declared the package of {listed([named(one) for one in self.labels])} agreed"


class PackageBroken(Fact):
    """A paragraph is agreed as a package no more, because another of the package fell."""

    label: str
    package_id: str
    status_before: Status
    digest: str
    because_of: str
    """The label of the paragraph that fell or was reopened."""
    reason: str | None = None

    def says(self, name: NameOf) -> str:
        return (
            f"broke the package of {named(self.because_of)}: {named(self.label)} is therefore no "
            f"longer {self.status_before}{because(self.reason)}"
        )


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
