"""The words the field uses for paragraphs and for consensus (docs: the vocabulary)."""

from typing import Literal, get_args

Kind = Literal[
    "heading", "chapeau", "preambular", "operative", "statement", "recommendation", "note"
]
Status = Literal[
    "not discussed",
    "under discussion",
    "agreed ad referendum",
    "agreed pending delegations",
    "agreed as a package",
    "agreed",
    "divergent",
    "deferred",
    "withdrawn",
]
Level = Literal["plenary", "breakout"]

KINDS: tuple[Kind, ...] = get_args(Kind)
STATUSES: tuple[Status, ...] = get_args(Status)

NEGOTIABLE: frozenset[Kind] = frozenset(
    ("chapeau", "preambular", "operative", "statement", "recommendation")
)
"""The kinds a status can be declared about; headings and notes are furniture. (C6)"""

SETTLED: frozenset[Status] = frozenset(
    ("agreed ad referendum", "agreed pending delegations", "agreed as a package", "agreed")
)
"""The statuses that freeze a paragraph. (C3)"""
