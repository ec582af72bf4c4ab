"""Consensus: the status of each paragraph, bound to the exact words it was declared about."""

from app.consensus.commands import adopt_status, declare, reopen
from app.consensus.deadlines import Deadlines, OnTime, OnTimeGate
from app.consensus.sense import Agreements, agreements_in
from app.consensus.setting import contested, set_status
from app.consensus.silence_views import SilenceRead, UnderSilence, silences_read, under_silence
from app.consensus.tables import Confirmation, Package, PackagePart, Position

__all__ = [
    "Agreements",
    "Confirmation",
    "Deadlines",
    "OnTime",
    "OnTimeGate",
    "Package",
    "PackagePart",
    "Position",
    "SilenceRead",
    "UnderSilence",
    "adopt_status",
    "agreements_in",
    "contested",
    "declare",
    "reopen",
    "set_status",
    "silences_read",
    "under_silence",
]
