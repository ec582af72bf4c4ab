"""Breakouts: mandate, members, working copy, report, and the plenary's endorsement."""

from app.breakouts.commands import access_breakout, open_breakout, report, set_members
from app.breakouts.endorsement import Endorse, endorse, return_work
from app.breakouts.store import breakouts_of, items_of
from app.breakouts.tables import Breakout, BreakoutItem
from app.breakouts.views import BreakoutCard, BreakoutOut, breakout_cards, breakout_out

__all__ = [
    "Breakout",
    "BreakoutCard",
    "BreakoutItem",
    "BreakoutOut",
    "Endorse",
    "access_breakout",
    "breakout_cards",
    "breakout_out",
    "breakouts_of",
    "endorse",
    "items_of",
    "open_breakout",
    "report",
    "return_work",
    "set_members",
]
