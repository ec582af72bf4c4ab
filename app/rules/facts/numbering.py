"""Facts about numbers, and about references that name paragraphs by them."""

from pydantic import BaseModel, ConfigDict

from app.rules.facts.fact import Fact, NameOf, because, named


class Relabelled(BaseModel):
    """What a paragraph was called before a renumbering, and what after it."""

    model_config = ConfigDict(frozen=True)
    paragraph_id: str
    before: str
    after: str


class DocumentRenumbered(Fact):
    """The chair gave every paragraph its number anew; the map is part of the fact."""

    reason: str
    changes: tuple[Relabelled, ...]

    def says(self, name: NameOf) -> str:
        moved = [one for one in self.changes if one.before != one.after]
        shown = ", ".join(f"{one.before or 'none'} → {one.after}" for one in moved[:3])
        more = f" and {len(moved) - 3} more" if len(moved) > 3 else ""
        what = f" ({shown}{more})" if moved else ""
        return f"renumbered the text{what}{because(self.reason)}"


class NumberingSet(Fact):
    """It was decided how the text is numbered from now on."""

    numbering: str

    def says(self, name: NameOf) -> str:
        how = "category by category" if self.numbering == "by category" else "through"
        return f"had the text numbered {how} from now on"


class LevelChanged(Fact):
    """A paragraph became a sub-paragraph, or stopped being one, and took a number of its level."""

    label: str
    label_before: str
    level: int
    level_before: int

    def says(self, name: NameOf) -> str:
        way = "in" if self.level > self.level_before else "out"
        return f"moved {named(self.label_before)} {way} a level; it is now {self.label}"


class ReferencesLinked(Fact):
    """The words of a paragraph were found to name others; its digest counts the links."""

    label: str
    digest: str

    def says(self, name: NameOf) -> str:
        return f"linked the references in {named(self.label)}"
