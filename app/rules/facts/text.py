"""Facts about documents, their framework and their paragraphs."""

from app.rules.facts.fact import Fact, NameOf, because, named, one, paragraphs
from app.rules.kinds import Kind


class DocumentOpened(Fact):
    """A rolling document was opened, by hand or from an import."""

    title: str
    source: str | None = None
    paragraphs: int = 0

    def says(self, name: NameOf) -> str:
        if self.source:
            return f"imported “{self.title}” from {self.source} ({paragraphs(self.paragraphs)})"
        return f"opened the document “{self.title}”"


class CategoryAdded(Fact):
    """A heading joined the document's framework."""

    category_id: str
    label: str
    title: str

    def says(self, name: NameOf) -> str:
        return f"added the category {f'{self.label} {self.title}'.strip()}"


class CategoryRenamed(Fact):
    """A category took another label or title; its identity stays."""

    category_id: str
    label: str
    title: str
    label_before: str
    title_before: str

    def says(self, name: NameOf) -> str:
        before = f"{self.label_before} {self.title_before}".strip()
        return f"renamed the category {before} to {f'{self.label} {self.title}'.strip()}"


class ParagraphAdded(Fact):
    """A paragraph came into the text."""

    label: str
    paragraph_kind: Kind
    alternative_to: str | None = None
    digest: str

    def says(self, name: NameOf) -> str:
        what = one(
            f"{'alternative ' if self.alternative_to else ''}{self.paragraph_kind} paragraph"
        )
        return f"added {what} as {self.label}" if self.label else f"added {what} without a number"


class ParagraphEdited(Fact):
    """The words of a paragraph changed by typing, and have come to rest."""

    label: str
    digest: str
    base_digest: str

    def says(self, name: NameOf) -> str:
        return f"edited {named(self.label)}"


class ParagraphMoved(Fact):
    """A paragraph took another place; its label stays."""

    label: str
    category_id: str
    after: str | None

    def says(self, name: NameOf) -> str:
        return f"moved {named(self.label)}"


class ParagraphSplit(Fact):
    """A paragraph became two; each part keeps origin, proposers and amendments."""

    label: str
    into: str
    into_label: str
    digest: str
    into_digest: str

    def says(self, name: NameOf) -> str:
        return f"split {named(self.label)}; the second part is {self.into_label}"


class ParagraphsMerged(Fact):
    """A paragraph took in the next one, which is retired and stays in the record."""

    label: str
    taken_in: str
    taken_in_label: str
    digest: str

    def says(self, name: NameOf) -> str:
        return f"merged {named(self.taken_in_label)} into {named(self.label)}"


class ParagraphRetired(Fact):
    """A paragraph left the text; the record keeps it and why."""

    label: str
    reason: str

    def says(self, name: NameOf) -> str:
        return f"retired {named(self.label)}{because(self.reason)}"


class KindChanged(Fact):
    """A paragraph's kind changed, as when a statement becomes a recommendation."""

    label: str
    kind_before: Kind
    kind_after: Kind

    def says(self, name: NameOf) -> str:
        return f"made {named(self.label)} {one(self.kind_after)} (was {self.kind_before})"
