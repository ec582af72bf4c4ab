"""Every trial says what it found."""

from typing import Any

import pytest

from tests.faults.report import Report


@pytest.fixture
def report(record_property: Any) -> Report:
    """Notes numbers of a trial; they come out in the table of `make faults`."""

    def note(**found: Any) -> None:
        for name, value in found.items():
            record_property(name, value)

    return note
