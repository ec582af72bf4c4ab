"""The demonstration: an invented working group, played into a house through the rooms' doors."""

from app.demo.links import fresh_links
from app.demo.load import DemoPerson, load
from app.demo.stage import House

__all__ = ["DemoPerson", "House", "fresh_links", "load"]
