"""The current settings with their sources and with secrets hidden, and the versions of the components."""

import platform
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from typing import Any

import redis
from sqlalchemy import text

from fsp.core import database_url
from fsp.security.redaction import redact_text
from fsp.settings import VARIABLES, Settings
from fsp.stores import db, end_reading

PACKAGES = ("flask", "rq", "rq-scheduler", "redis", "sqlalchemy", "gunicorn", "pydantic")


@dataclass(frozen=True)
class SettingLine:
    """One setting. `value` is safe to show; `source` is environment or default."""

    variable: str
    value: str
    source: str


@dataclass(frozen=True)
class Version:
    """A component and its version."""

    name: str
    version: str


def read_settings(settings: Settings, environment: Mapping[str, str]) -> list[SettingLine]:
    """Return all settings. For a secret, only whether it is set."""
    return [
        SettingLine(
            variable,
            _shown(getattr(settings, name), is_secret=not Settings.model_fields[name].repr),
            "environment" if environment.get(variable, "").strip() else "default",
        )
        for name, variable in VARIABLES.items()
    ]


def read_versions(settings: Settings, connection: redis.Redis) -> list[Version]:
    """Return the versions of the components. A store that does not respond is reported."""
    return [
        Version("FSP", _package_version("fsp")),
        Version("Your code", settings.code_version),
        Version("Python", platform.python_version()),
        Version(database_url(settings).partition(":")[0].partition("+")[0], _database_version()),
        Version("Redis or Valkey", _redis_version(connection)),
        *(Version(name, _package_version(name)) for name in PACKAGES),
    ]


def _shown(value: Any, *, is_secret: bool) -> str:
    if is_secret:
        return "set, hidden" if value else "not set"
    if value in (None, (), ""):
        return "not set"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return ", ".join(value)
    return redact_text(str(value))


@cache
def _package_version(name: str) -> str:
    """Return the installed version. It is read from disk once, because it does not change while the process runs."""
    return version(name)


def _database_version() -> str:
    question = "SELECT sqlite_version()" if db.engine.dialect.name == "sqlite" else "SHOW server_version"
    version = db.session.scalar(text(question))
    end_reading()
    return str(version)


def _redis_version(connection: redis.Redis) -> str:
    try:
        info: Any = connection.info("server")
    except redis.exceptions.RedisError:
        return "unreachable"
    return str(info.get("valkey_version") or info.get("redis_version"))
