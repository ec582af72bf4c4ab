"""Lets what rooms above know of a paragraph follow its words when these move.

A split, a merge, a fork and an endorsement give words to another paragraph. What this room keeps
goes along by itself; a room above hangs its own on by `follow_words`, once, when it is imported.
"""

from collections.abc import Awaitable, Callable
from typing import Literal

from app.groups import Act
from app.text.tables import Paragraph

How = Literal["split", "merged", "forked", "endorsed"]
"""`split`: the target is the second part. `merged`: it took the source in. `forked`: it is the
source's twin in a working copy. `endorsed`: the source is the twin, the target the plenary's."""

Follower = Callable[[Act, Paragraph, Paragraph, How], Awaitable[None]]

_followers: list[Follower] = []


def follow_words(follower: Follower) -> None:
    """Call `follower(act, source, target, how)` in the transaction in which words move."""
    if follower not in _followers:
        _followers.append(follower)


async def words_moved(act: Act, source: Paragraph, target: Paragraph, how: How) -> None:
    """Tell the rooms above that words of one paragraph are now also, or only, another's."""
    for follower in _followers:
        await follower(act, source, target, how)
