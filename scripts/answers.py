"""Waits until each address named answers with 200, for at most a minute."""

import sys
import time
import urllib.error
import urllib.request


def answers(url: str, seconds: float = 60) -> bool:
    """Return whether the address answers before the time is over, asking ten times a second."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(url, timeout=5) as reply:
                print(f"{url} answers {reply.status}, {len(reply.read())} bytes")
                return True
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    print(f"{url} does not answer", file=sys.stderr)
    return False


if __name__ == "__main__":
    sys.exit(not all(answers(url) for url in sys.argv[1:]))
