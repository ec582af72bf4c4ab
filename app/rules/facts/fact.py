"""What every fact is, and how it is phrased."""

from collections.abc import Callable

from pydantic import BaseModel, ConfigDict

NameOf = Callable[[str | None], str]
"""Gives a delegation's short name, or "a delegation" where names are hidden or unknown."""


class Fact(BaseModel):
    """Something that happened. `document_id`, `paragraph_id` and `breakout_id` index it."""

    model_config = ConfigDict(frozen=True)
    document_id: str | None = None
    paragraph_id: str | None = None
    breakout_id: str | None = None

    @property
    def kind(self) -> str:
        """The fact's name in the record."""
        return type(self).__name__

    def says(self, name: NameOf) -> str:
        """Phrase the fact after its doer: "<doer> " + what this returns."""
        return self.kind


def because(note: str | None) -> str:
    """Return a note as the end of a sentence."""
    return f": “{note}”" if note else ""


def named(label: str) -> str:
    """Name a paragraph in a sentence."""
    return f"paragraph {label}" if label else "an unnumbered paragraph"


def one(noun: str) -> str:
    """Put the article before a noun: `an operative paragraph`."""
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"


def paragraphs(count: int) -> str:
    """Count paragraphs in a sentence."""
    return f"{count} paragraph{'' if count == 1 else 's'}"
