"""Pens: the opaque names under which delegations' amendments stand in the text.

A mark in the text must say whose it is, so that the door can refuse what is written in another's
name; and must not say it to those who may not know, when the chair hides attribution. So each
seat has, in each paragraph, a name only the server can trace back. (T5, P5)
"""

import hashlib
import hmac

_ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyz"
LENGTH = 8


def pen(secret: str, lineage: str, seat: str) -> str:
    """Return the eight characters a seat signs with in the paragraphs of one lineage."""
    digest = hmac.digest(secret.encode(), f"{lineage}\n{seat}".encode(), hashlib.sha256)
    number = int.from_bytes(digest[:8], "big")
    letters = []
    for _ in range(LENGTH):
        number, rest = divmod(number, 36)
        letters.append(_ALPHABET[rest])
    return "".join(letters)
