"""The variable-length encoding (lib0) that every Yjs message is made of."""

LONGEST_NUMBER = 2**53
"""JavaScript's safe integers: nothing on the wire may be larger."""


class Malformed(Exception):
    """Bytes that are not what the protocol, or this server's schema, allows."""


class Reader:
    """Reads numbers, strings and byte strings, never past the end of the message."""

    __slots__ = ("at", "data", "end")

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.end = len(data)
        self.at = 0

    @property
    def left(self) -> int:
        """How many bytes have not been read."""
        return self.end - self.at

    def number(self) -> int:
        """Read an unsigned integer of at most 53 bits."""
        data, at, value, shift = self.data, self.at, 0, 0
        while at < self.end and shift < 56:
            byte = data[at]
            at += 1
            value |= (byte & 127) << shift
            if byte < 128:
                self.at = at
                if value >= LONGEST_NUMBER:
                    break
                return value
            shift += 7
        raise Malformed("a number does not end, or is too large")

    def byte(self) -> int:
        """Read one byte."""
        if self.at >= self.end:
            raise Malformed("the message ends early")
        self.at += 1
        return self.data[self.at - 1]

    def chunk(self) -> bytes:
        """Read a length and that many bytes; the length is checked before anything is copied."""
        length = self.number()
        start = self.at
        if length > self.end - start:
            raise Malformed("a length points past the end of the message")
        self.at = start + length
        return self.data[start : self.at]

    def string(self) -> str:
        """Read a length and that many bytes of strict UTF-8 (so no lone surrogate)."""
        try:
            return self.chunk().decode("utf-8")
        except UnicodeDecodeError:
            raise Malformed("a string is not UTF-8") from None

    def finish(self) -> None:
        """Refuse bytes after the end."""
        if self.at != self.end:
            raise Malformed("there are bytes after the end of the message")


def number(value: int) -> bytes:
    """Encode an unsigned integer."""
    out = bytearray()
    while value > 127:
        out.append(128 | (value & 127))
        value >>= 7
    out.append(value)
    return bytes(out)


def chunk(value: bytes) -> bytes:
    """Encode a byte string behind its length."""
    return number(len(value)) + value


def string(value: str) -> bytes:
    """Encode a string as UTF-8 behind its length in bytes."""
    return chunk(value.encode("utf-8"))
