"""The record: an append-only, hash-chained log of facts for each working group, and its news."""

from app.record.chain import chain_hash, verify_chain
from app.record.commands import append
from app.record.news import ANYTHING, News, Told
from app.record.store import entries_about, entries_page, head_hash, head_seq, read_after
from app.record.tables import Entry

__all__ = [
    "ANYTHING",
    "Entry",
    "News",
    "Told",
    "append",
    "chain_hash",
    "entries_about",
    "entries_page",
    "head_hash",
    "head_seq",
    "read_after",
    "verify_chain",
]
