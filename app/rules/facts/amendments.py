"""Facts about amendments and what became of them."""

from app.rules.facts.fact import Fact, NameOf, because, named


class AmendmentProposed(Fact):
    """A delegation's amendment appeared in a paragraph."""

    label: str
    amendment: str
    delegation_id: str | None

    def says(self, name: NameOf) -> str:
        return f"proposed an amendment to {named(self.label)}"


class AmendmentDecided(Fact):
    """Common to the ends an amendment can come to; the words it held stay in the record."""

    label: str
    amendment: str
    delegation_id: str | None
    inserted: str
    deleted: str
    note: str | None = None
    digest: str


class AmendmentAccepted(AmendmentDecided):
    """An amendment became part of the text."""

    def says(self, name: NameOf) -> str:
        whose = name(self.delegation_id)
        return f"accepted the amendment of {whose} to {named(self.label)}{because(self.note)}"


class AmendmentRejected(AmendmentDecided):
    """An amendment was not taken."""

    def says(self, name: NameOf) -> str:
        whose = name(self.delegation_id)
        return f"rejected the amendment of {whose} to {named(self.label)}{because(self.note)}"


class AmendmentWithdrawn(AmendmentDecided):
    """A delegation took its own amendment back."""

    def says(self, name: NameOf) -> str:
        return f"withdrew an amendment to {named(self.label)}"


class AmendmentFell(AmendmentDecided):
    """An amendment had no words left: they fell with what it amended, or its author erased them."""

    def says(self, name: NameOf) -> str:
        whose = name(self.delegation_id)
        return f"saw the amendment of {whose} to {named(self.label)} fall{because(self.note)}"


class AmendmentAcceptedInPart(AmendmentDecided):
    """Some stretches of an amendment became part of the text; the others were not taken."""

    taken_inserted: str
    taken_deleted: str
    left_inserted: str
    left_deleted: str

    def says(self, name: NameOf) -> str:
        whose = name(self.delegation_id)
        what = f"the amendment of {whose} to {named(self.label)}"
        return f"accepted in part {what}{because(self.note)}"


class AmendmentSubsumed(AmendmentDecided):
    """What an amendment asks for stands elsewhere; its marks came off the text."""

    by_amendment: str | None = None
    by_paragraph: str | None = None
    by_label: str
    """The label of the paragraph that holds what it asks for, or its other amendment."""

    def says(self, name: NameOf) -> str:
        whose = name(self.delegation_id)
        into = (
            f"another amendment to {named(self.by_label)}"
            if self.by_amendment
            else named(self.by_label)
        )
        what = f"the amendment of {whose} to {named(self.label)}"
        return f"found {what} subsumed by {into}{because(self.note)}"
