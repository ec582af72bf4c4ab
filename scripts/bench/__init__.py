"""Measures the sync engine beside its peers: same machine, same load client, pair by pair."""
