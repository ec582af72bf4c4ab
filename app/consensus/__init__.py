"""Consensus: the status of each paragraph, bound to the exact words it was declared about."""

from app.consensus.commands import adopt_status, declare, reopen
from app.consensus.confirming import confirm, declare_pending
from app.consensus.deadlines import Deadlines, OnTime, OnTimeGate
from app.consensus.packages import declare_package
from app.consensus.positions import Said
from app.consensus.positions import take as take_position
from app.consensus.sense import Agreements, agreements_in
from app.consensus.setting import contested, set_status
from app.consensus.silence import break_silence, explain, open_silence
from app.consensus.silence_scope import Chosen
from app.consensus.silence_tables import SilenceProcedure
from app.consensus.silence_views import SilenceRead, UnderSilence, silences_read, under_silence
from app.consensus.store import positions_in
from app.consensus.tables import Confirmation, Package, PackagePart, Position

__all__ = [
    "Agreements",
    "Chosen",
    "Confirmation",
    "Deadlines",
    "OnTime",
    "OnTimeGate",
    "Package",
    "PackagePart",
    "Position",
    "Said",
    "SilenceProcedure",
    "SilenceRead",
    "UnderSilence",
    "adopt_status",
    "agreements_in",
    "break_silence",
    "confirm",
    "contested",
    "declare",
    "declare_package",
    "declare_pending",
    "explain",
    "open_silence",
    "positions_in",
    "reopen",
    "set_status",
    "silences_read",
    "take_position",
    "under_silence",
]
