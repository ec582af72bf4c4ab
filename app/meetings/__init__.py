"""Meetings: sittings with agendas, floor and speakers, and what the chair steers by over them."""

from app.meetings.bodies import sitting_in
from app.meetings.commands import close_sitting, open_sitting
from app.meetings.store import sittings_of
from app.meetings.tables import AgendaItem, Floor, Meeting, Sitting, Speaker

__all__ = [
    "AgendaItem",
    "Floor",
    "Meeting",
    "Sitting",
    "Speaker",
    "close_sitting",
    "open_sitting",
    "sitting_in",
    "sittings_of",
]
