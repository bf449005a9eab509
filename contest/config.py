"""Settings from the environment; every one is described in docs/operations.md."""

from pathlib import Path
from typing import Literal

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """What an installation may set. Names in the environment carry the prefix LEITAI_."""

    model_config = SettingsConfigDict(env_prefix="LEITAI_", frozen=True)

    data_dir: Path = Path("var")
    database_url: str = Field(default="", validation_alias="DATABASE_URL")
    origins: tuple[str, ...] = ("http://127.0.0.1:8800", "http://localhost:8800")
    public_url: str = "http://127.0.0.1:8800"
    trusted_hosts: tuple[str, ...] = ("127.0.0.1", "localhost")
    secure_cookies: bool = False
    behind_proxy: bool = False
    font_dir: Path | None = None
    log_level: str = "info"
    log_json: bool = False
    serves: Literal["all", "hall", "public"] = "all"
    name: str = Field(default="", max_length=40)
    redis_url: str = ""
    metrics_token: str = ""
    max_watchers: int = Field(default=12_000, ge=1)

    @property
    def console_level(self) -> str:
        """The least level of a web process's log: a console is for people, and told the unusual."""
        return self.log_level if self.log_json else "warning"

    def database(self) -> str:
        """Return the database address: the one given, else a SQLite file in the data folder."""
        return self.database_url or f"sqlite:///{self.data_dir / 'leitai.db'}"
