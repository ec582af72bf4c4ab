"""y-websocket's own protocol at a door beside ours: one text a socket, for its stock provider.

Read from the sources of y-websocket 3.1. Its frames are ours without the text's name in front; so
this turns the one into the other, and session, gate, limits and journal are the same. What that
protocol has no words for is put into what it has: a text that is not open, and a refused change,
close the socket for good, with the reason, since the provider could not be told to begin anew; that
a change is saved it is not told. (Y29)
"""

import json

from app.sync import protocol, wire
from app.sync.limits import MALFORMED, NOT_OPEN, REFUSED, SILENT, TOO_MANY
from app.sync.line import Socket
from app.sync.protocol import AUTH, AWARENESS, QUERY_AWARENESS, STATELESS, SYNC
from app.sync.session import Session

DENIED = bytes((AUTH, protocol.TOKEN))
"""Its authentication message has one kind, «denied», under the number that is a token in ours."""

COMES_BACK = {SILENT: 4508, TOO_MANY: 4529}
"""Its provider never comes back after a code from 4400 to 4499; from these it should."""

ENDINGS = {"refused": (REFUSED, "refused"), "denied": (NOT_OPEN, "not open")}
"""What ends such a socket, for the log; the close frame says the reason itself."""

LONGEST_REASON = 123
"""Bytes a close frame has room for. (RFC 6455, 5.5)"""


class OneText:
    """A session's socket on the one side, and the session on the other."""

    def __init__(self, socket: Socket, name: str) -> None:
        self._socket = socket
        self._name = name
        self._prefix = wire.string(name)
        self._session: Session | None = None
        self._refused: tuple[int, str] | None = None
        self._why = ""

    def begin(self, session: Session, client: str) -> None:
        """Open the one text for a page that writes under a client id issued to it. (Y4)"""
        self._session = session
        session.take(self._prefix + bytes((AUTH, protocol.TOKEN)) + wire.string(client))

    # ── From the provider

    def take(self, frame: bytes) -> float:
        """Take in one frame; see Session.take."""
        assert self._session is not None
        if frame[:1] in (bytes((SYNC,)), bytes((AWARENESS,)), bytes((QUERY_AWARENESS,))):
            return self._session.take(self._prefix + frame)
        self._session.end(MALFORMED, "malformed")
        return 0

    # ── To the provider

    @property
    def ready(self) -> bool:
        """Whether what was handed over before has left, or nearly."""
        return self._socket.ready

    def write(self, frames: list[bytes]) -> None:
        """Send what the provider understands of these frames."""
        understood = [frame for given in frames if (frame := self._turned(given))]
        if understood:
            self._socket.write(understood)
        if self._refused is not None and self._session is not None:
            self._session.end(*self._refused)

    def close(self, code: int, reason: str) -> None:
        """Close with a code that means the same to the provider."""
        said = (self._why or reason).encode()[:LONGEST_REASON].decode(errors="ignore")
        self._socket.close(COMES_BACK.get(code, code), said)

    def _turned(self, frame: bytes) -> bytes:
        """Return a frame in the other protocol; nothing where that has no word for it."""
        if frame == protocol.PING:
            # The provider has no ping; it answers this one, and so both hear of each other.
            return bytes((QUERY_AWARENESS,))
        said = frame[len(self._prefix) :]
        if said[0] in (SYNC, AWARENESS):
            return said
        return self._told(said) if said[0] == STATELESS else b""

    def _told(self, said: bytes) -> bytes:
        """Turn a refusal, or a text that is not open, into the one message there is for both."""
        body = json.loads(wire.Reader(said[1:]).string())
        if body["type"] not in ENDINGS:
            return b""
        self._refused = ENDINGS[body["type"]]
        self._why = str(body["reason"])
        return DENIED + wire.string(str(body["sentence"]))
