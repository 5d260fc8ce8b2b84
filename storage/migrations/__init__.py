"""Bring the tables to the form this program expects, at each start.

The version row is read first and Alembic is imported only when there is something to do: it costs a quarter of a
second that a restart in the middle of the day should not pay.
"""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, inspect, text
from sqlalchemy.ext.asyncio import AsyncConnection

from core.errors import OperatorMustAct
from storage.database import Database

HEAD = "0001"
FOLDER = Path(__file__).parent


async def upgrade(database: Database) -> bool:
    """Upgrade to HEAD in one transaction and tell whether anything was done; OperatorMustAct when it is newer."""
    async with database.reading() as conn:
        if await load_version(conn) == HEAD:
            return False
    async with database.writing() as conn:
        await conn.run_sync(_upgrade)
    return True


async def load_version(conn: AsyncConnection) -> str | None:
    """Return the version the tables have, None for an empty database."""
    if not await conn.run_sync(lambda sync: inspect(sync).has_table("alembic_version")):
        return None
    version: str | None = await conn.scalar(text("SELECT version_num FROM alembic_version"))
    return version


def _upgrade(connection: Connection) -> None:
    from alembic.config import Config  # noqa: PLC0415 - imported only when there is something to do
    from alembic.runtime.environment import EnvironmentContext  # noqa: PLC0415
    from alembic.script import ScriptDirectory  # noqa: PLC0415
    from alembic.util import CommandError  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.set_main_option("path_separator", "os")
    scripts = ScriptDirectory.from_config(config)
    with EnvironmentContext(config, scripts, fn=lambda now, _context: scripts._upgrade_revs(HEAD, now)) as environment:
        environment.configure(connection=connection, transactional_ddl=True)
        try:
            environment.run_migrations()
        except CommandError as error:
            raise OperatorMustAct(f"the database is of a newer version than this program ({error})") from None
