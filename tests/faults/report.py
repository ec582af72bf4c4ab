"""What a trial found out, for the table `make faults` prints."""

from typing import Any, Protocol


class Report(Protocol):
    """Notes numbers of one trial."""

    def __call__(self, **found: Any) -> None: ...
