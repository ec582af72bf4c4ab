"""What a rule answers when it does not answer with a fact."""

from typing import NamedTuple


class No(NamedTuple):
    """A refusal: a stable reason key (`room.why`) and a sentence for a person."""

    reason: str
    sentence: str
