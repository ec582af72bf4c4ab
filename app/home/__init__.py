"""Home: what a person sees first, gathered from every room: their groups and what waits there."""

from app.home.api import router

__all__ = ["router"]
