"""Consensus: the status of each paragraph, bound to the exact words it was declared about."""

from app.consensus.commands import adopt_status, declare, reopen

__all__ = ["adopt_status", "declare", "reopen"]
