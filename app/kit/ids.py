"""Identifiers: sortable by time for rows, unguessable for secrets."""

import hashlib
import secrets
import string

from ulid import ULID

_LETTERS = string.ascii_lowercase + string.digits


def new_id() -> str:
    """Return a new row identifier: a lower-case ULID of 26 characters."""
    return str(ULID()).lower()


def mark_id() -> str:
    """Return the identity of a mark inside words: eight random letters and digits."""
    return "".join(secrets.choice(_LETTERS) for _ in range(8))


def new_secret() -> str:
    """Return 256 unguessable bits as URL-safe text, shown once and stored only as a hash."""
    return secrets.token_urlsafe(32)


def hash_secret(secret: str) -> str:
    """Return what is stored of a secret: its SHA-256 in hex.

    A secret of 256 random bits needs no slow hash (OWASP, Session Management): it cannot be
    guessed from its digest.
    """
    return hashlib.sha256(secret.encode()).hexdigest()
