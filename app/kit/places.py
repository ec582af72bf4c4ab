"""Where the files that belong to the package are, in a checkout and in an installed wheel alike."""

from pathlib import Path

import app

_PACKAGE = Path(app.__file__).parent


def page_folder() -> Path:
    """Return the folder of the built page; it is missing until the page has been built."""
    return _PACKAGE / "page"


def migrations_folder() -> Path:
    """Return the folder of Alembic's migrations.

    The wheel carries it inside the package; in a checkout it stands beside the package.
    """
    inside = _PACKAGE / "migrations"
    return inside if inside.is_dir() else _PACKAGE.parent / "migrations"
