"""Every setting of the server, read from the environment (`CHAPEAU_…`)."""

from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """The settings of one server process. docs/operate.md describes each."""

    model_config = SettingsConfigDict(env_prefix="CHAPEAU_", env_file=None, frozen=True)

    database_url: str = Field(
        default="sqlite+aiosqlite:///var/chapeau.db",
        description="Where everything is kept: a SQLite file, or a PostgreSQL database.",
    )
    bus_url: str = Field(
        default="",
        description="How nodes on one PostgreSQL hint to each other: its own NOTIFY, or a NATS.",
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
    max_change_bytes: int = Field(
        default=128 * 1024, ge=1024, description="The largest change of a text at once, in bytes."
    )
    max_text_bytes: int = Field(
        default=2 * 1024 * 1024,
        ge=4096,
        description="How large one paragraph's document may grow by typing, in bytes.",
    )
    texts_per_socket: int = Field(
        default=600, ge=1, description="How many paragraphs one window may have open at once."
    )
    messages_per_second: int = Field(
        default=200, ge=1, description="How fast one socket is read for long, in messages."
    )
    sockets_per_person: int = Field(
        default=30, ge=1, description="How many windows one person may have open."
    )
    sockets_per_address: int = Field(
        default=2000, ge=1, description="How many sockets may come from one network address."
    )
    trusted_proxies: str = Field(
        default="127.0.0.1",
        description="The proxies whose X-Forwarded-For says where a request comes from.",
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
