"""Errors as sentences: every refusal has a reason key, words for a person and a status."""

from typing import Any


class Refused(Exception):
    """A command that the rules, or the state of things, do not allow.

    `reason` is a stable key (`room.why`), `sentence` says to a person what happened and what to
    do, `status` is the HTTP status and `details` carries whatever the page needs to show it.
    """

    status = 409

    def __init__(
        self,
        reason: str,
        sentence: str,
        *,
        status: int | None = None,
        details: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(sentence)
        self.reason = reason
        self.sentence = sentence
        self.status = status if status is not None else type(self).status
        self.details = details or {}


class SignedOut(Refused):
    """Nobody is signed in."""

    status = 401

    def __init__(self, sentence: str = "You are not signed in. Open your sign-in link.") -> None:
        super().__init__("people.signed_out", sentence)


class Forbidden(Refused):
    """The person may see the thing, and may not do this with it."""

    status = 403


class NotFound(Refused):
    """There is no such thing, or the person may not know of it: the two look the same."""

    status = 404

    def __init__(self, what: str = "page") -> None:
        super().__init__("not_found", f"There is no such {what}, or it is not open to you.")


class BadInput(Refused):
    """What was sent cannot be used as it is."""

    status = 422
