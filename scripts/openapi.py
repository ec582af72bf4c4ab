"""Writes the server's OpenAPI description to the file named, for the page's generated client."""

import json
import sys
from pathlib import Path

from app.main import create_app


def description() -> str:
    """Return the OpenAPI description as stable JSON text."""
    return json.dumps(create_app().openapi(), indent=2, sort_keys=True, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(description(), encoding="utf-8")
