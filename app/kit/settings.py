"""Every setting of the server, read from the environment (`CHAPEAU_…`)."""

from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """The settings of one server process. docs/operate.md describes each."""

    model_config = SettingsConfigDict(env_prefix="CHAPEAU_", env_file=None, frozen=True)

    database_url: str = Field(
        default="sqlite+aiosqlite:///var/chapeau.db",
        description="Where everything is kept: a SQLite file.",
    )
    public_url: str = Field(
        default="http://127.0.0.1:8000",
        description="The address people use; the only Origin writes are accepted from.",
    )
    session_days: int = Field(default=30, ge=1, description="How long a sign-in lasts, in days.")
    link_days: int = Field(default=14, ge=1, description="How long an invitation lasts, in days.")
    max_upload_bytes: int = Field(
        default=8 * 1024 * 1024, ge=1024, description="The largest file an import takes, in bytes."
    )
    max_frame_bytes: int = Field(
        default=256 * 1024, ge=1024, description="The largest WebSocket message, in bytes."
    )
    quiet_ms: int = Field(
        default=400,
        ge=10,
        description="How long a paragraph rests before its words go to the record, in ms.",
    )
    alarm: bool = Field(
        default=True,
        description="Whether the server wakes at deadlines by itself; nothing depends on it.",
    )
    log_level: str = Field(default="INFO", description="DEBUG, INFO, WARNING or ERROR.")
    metrics_token: str = Field(
        default="",
        description="Who presents it may read /metrics; without one, only this machine itself.",
    )
    drain_seconds: float = Field(
        default=0,
        ge=0,
        le=300,
        description="How long a server that is to stop is «not ready» before it sends pages on.",
    )

    @property
    def secure(self) -> bool:
        """Whether people reach the server by https, so that `__Host-` cookies work."""
        return self.public_url.startswith("https://")

    @property
    def sqlite_path(self) -> Path | None:
        """The database's file, or None for another engine or a database in memory."""
        prefix = "sqlite+aiosqlite:///"
        if not self.database_url.startswith(prefix) or self.database_url.endswith(":memory:"):
            return None
        return Path(self.database_url.removeprefix(prefix))
