"""Plumbing without a domain word: settings, database, clock, ids, errors, HTTP."""
