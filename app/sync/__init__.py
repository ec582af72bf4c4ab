"""The Yjs engine: keeps documents durable and in step in every page; knows gates, not meanings."""

from app.sync.api import Identify, OriginAllowed, TicketOut, sync_router
from app.sync.compaction import Keep, compact_all
from app.sync.crdt import Broken, Document, build, passages, runs
from app.sync.draft import NoDocument
from app.sync.gate import Admission, Denied, Gate, Refusal, Runs, Visitor
from app.sync.history import Past, history, latest
from app.sync.hub import Hub
from app.sync.limits import Limits
from app.sync.presence import PREFIX as PRESENCE_PREFIX
from app.sync.room import Rest
from app.sync.tables import JournalEntry, SyncClient, SyncDocument
from app.sync.ticker import Traffic
from app.sync.validate import Passage, Schema, Summary, read_update
from app.sync.wire import Malformed

__all__ = [
    "PRESENCE_PREFIX",
    "Admission",
    "Broken",
    "Denied",
    "Document",
    "Gate",
    "Hub",
    "Identify",
    "JournalEntry",
    "Keep",
    "Limits",
    "Malformed",
    "NoDocument",
    "OriginAllowed",
    "Passage",
    "Past",
    "Refusal",
    "Rest",
    "Runs",
    "Schema",
    "Summary",
    "SyncClient",
    "SyncDocument",
    "TicketOut",
    "Traffic",
    "Visitor",
    "build",
    "compact_all",
    "history",
    "latest",
    "passages",
    "read_update",
    "runs",
    "sync_router",
]
