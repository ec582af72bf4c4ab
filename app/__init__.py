"""Chapeau: a collaborative rolling-document editor with consensus tracking."""

__version__ = "0.1.0"
