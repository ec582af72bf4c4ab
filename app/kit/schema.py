"""Which form the database is in, and which this version needs."""

from functools import cache

from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from app.kit.places import migrations_folder


@cache
def needed_form() -> str:
    """Return the name of the newest migration this version has."""
    folder = str(migrations_folder()).replace("%", "%%")
    config = Config()
    config.set_main_option("script_location", folder)
    return ScriptDirectory.from_config(config).get_current_head() or ""


async def form_of(session: AsyncSession) -> str:
    """Return the name of the last migration the database has had. Raises SQLAlchemyError."""
    found = await (await session.connection()).execute(
        text("SELECT version_num FROM alembic_version")
    )
    return str(found.scalar_one())
