"""What a rule answers when it does not answer with a fact."""

from typing import NamedTuple


class No(NamedTuple):
    """A refusal: a stable reason key (`room.why`) and a sentence for a person."""

    reason: str
    sentence: str
    passing: bool = False
    """Whether it is about how things stand now, and not about who asks."""

    @classmethod
    def now(cls, reason: str, sentence: str) -> "No":
        """Return a refusal that holds as things stand now, whoever asks."""
        return cls(reason, sentence, passing=True)
