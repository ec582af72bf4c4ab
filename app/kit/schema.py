"""Which form the database is in, and which this version needs."""

from functools import cache

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import text
from sqlalchemy.engine import Connection
from sqlmodel.ext.asyncio.session import AsyncSession

from app.kit.db import Database
from app.kit.places import migrations_folder


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(migrations_folder()).replace("%", "%%"))
    return config


@cache
def needed_form() -> str:
    """Return the name of the newest migration this version has."""
    return ScriptDirectory.from_config(_config()).get_current_head() or ""


async def upgrade(database: Database) -> None:
    """Bring a database to this version's form, whole or not at all."""
    async with database.writing() as write:
        await (await write.connection()).run_sync(_upgrade)


def _upgrade(connection: Connection) -> None:
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


async def form_of(session: AsyncSession) -> str:
    """Return the name of the last migration the database has had. Raises SQLAlchemyError."""
    found = await (await session.connection()).execute(
        text("SELECT version_num FROM alembic_version")
    )
    return str(found.scalar_one())
