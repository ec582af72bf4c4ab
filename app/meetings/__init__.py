"""Meetings: the group's sittings, and what the chair steers by over them."""

from app.meetings.commands import close_sitting, open_sitting
from app.meetings.store import sittings_of
from app.meetings.tables import Sitting

__all__ = ["Sitting", "close_sitting", "open_sitting", "sittings_of"]
