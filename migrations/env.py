"""Runs migrations against the database of the settings, on the one writing connection."""

import asyncio

from alembic import context
from sqlalchemy.engine import Connection
from sqlmodel import SQLModel

import app.breakouts
import app.meetings
import app.record
import app.record.tables  # noqa: F401  the tables must be known
from app.kit.db import Database
from app.kit.settings import Settings


def run(connection: Connection) -> None:
    """Migrate in the transaction that is open already."""
    context.configure(
        connection=connection,
        target_metadata=SQLModel.metadata,
        render_as_batch=True,
        compare_type=True,
        transactional_ddl=False,
    )
    context.run_migrations()


async def migrate() -> None:
    """Open the database of the settings and migrate it, whole or not at all."""
    settings = Settings()
    if settings.sqlite_path is not None:
        settings.sqlite_path.parent.mkdir(parents=True, exist_ok=True)
    database = Database(settings.database_url)
    try:
        async with database.writing() as write:
            await (await write.connection()).run_sync(run)
    finally:
        await database.close()


given = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    asyncio.run(migrate())
