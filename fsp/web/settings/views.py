"""Settings as they are in force: where each comes from, with secrets hidden, and what runs."""

import platform
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from importlib.metadata import version
from typing import Any

import redis
from sqlalchemy import text

from fsp.extensions import database_url, db, end_reading
from fsp.security.redaction import redact_text
from fsp.settings import Settings

PACKAGES = ("flask", "rq", "rq-scheduler", "redis", "sqlalchemy", "gunicorn", "pydantic")
VARIABLES = {
    "data_dir": "FSP_DATA_DIR",
    "redis_url": "REDIS_URL",
    "database_url": "DATABASE_URL",
    "host": "FSP_HOST",
    "port": "FSP_PORT",
    "base_url": "FSP_BASE_URL",
    "trusted_proxies": "FSP_TRUSTED_PROXIES",
    "allow_direct_access": "FSP_ALLOW_DIRECT_ACCESS",
    "web_processes": "FSP_WEB_PROCESSES",
    "worker_processes": "FSP_WORKER_PROCESSES",
    "worker_children": "FSP_WORKER_CHILDREN",
    "worker_threads": "FSP_WORKER_THREADS",
    "worker_max_jobs": "FSP_WORKER_MAX_JOBS",
    "worker_memory_bytes": "FSP_WORKER_MEMORY_BYTES",
    "stop_grace_seconds": "FSP_STOP_GRACE_SECONDS",
    "cancel_grace_seconds": "FSP_CANCEL_GRACE_SECONDS",
    "lease_seconds": "FSP_LEASE_SECONDS",
    "strict_priority": "FSP_STRICT_PRIORITY",
    "retention_days": "FSP_RETENTION_DAYS",
    "session_idle_minutes": "FSP_SESSION_IDLE_MINUTES",
    "dead_letter_limit": "FSP_DEAD_LETTER_LIMIT",
    "zone": "FSP_ZONE",
    "site_is_public": "FSP_SITE_PUBLIC",
    "secret_key": "FSP_SECRET_KEY",
    "log_level": "FSP_LOG_LEVEL",
    "job_modules": "FSP_JOB_MODULES",
    "code_version": "FSP_CODE_VERSION",
    "llm_base_url": "FSP_LLM_BASE_URL",
    "llm_model": "FSP_LLM_MODEL",
    "llm_api_key": "FSP_LLM_API_KEY",
    "alert_webhook_url": "ALERT_WEBHOOK_URL",
    "alert_webhook_secret": "ALERT_WEBHOOK_SECRET",
    "slack_webhook_url": "SLACK_WEBHOOK_URL",
    "sendgrid_api_key": "SENDGRID_API_KEY",
    "sendgrid_base_url": "SENDGRID_BASE_URL",
    "smtp_url": "FSP_SMTP_URL",
    "alert_email_recipients": "ALERT_EMAIL_RECIPIENTS",
    "alert_email_sender": "ALERT_EMAIL_SENDER",
    "alert_apprise_urls": "FSP_ALERT_APPRISE_URLS",
    "alert_allow_internal": "FSP_ALERT_ALLOW_INTERNAL",
    "heartbeat_url": "FSP_HEARTBEAT_URL",
}
"""The variable each setting is read from, in the order of the page."""


@dataclass(frozen=True)
class SettingLine:
    """One setting. `value` is fit to be shown; `source` is environment or default."""

    variable: str
    value: str
    source: str


@dataclass(frozen=True)
class Version:
    """What runs, and which version of it."""

    name: str
    version: str


def read_settings(settings: Settings, environment: Mapping[str, str]) -> list[SettingLine]:
    """Return every setting in force; of a secret no more than whether it is set."""
    hidden = {field.name for field in fields(Settings) if not field.repr}
    return [
        SettingLine(
            variable,
            _shown(getattr(settings, name), is_secret=name in hidden),
            "environment" if environment.get(variable, "").strip() else "default",
        )
        for name, variable in VARIABLES.items()
    ]


def read_versions(settings: Settings, connection: redis.Redis) -> list[Version]:
    """Return the versions of what runs; a store that does not answer says so."""
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
    if value is None or value == ():
        return "not set"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return ", ".join(value)
    return redact_text(str(value))


@cache
def _package_version(name: str) -> str:
    """Return what is installed; it is looked for on disk, and stays what it is while the process runs."""
    return version(name)


def _database_version() -> str:
    question = "SELECT sqlite_version()" if db.engine.dialect.name == "sqlite" else "SHOW server_version"
    found = db.session.scalar(text(question))
    end_reading()
    return str(found)


def _redis_version(connection: redis.Redis) -> str:
    try:
        told: Any = connection.info("server")
    except redis.exceptions.RedisError:
        return "it does not answer"
    return str(told.get("valkey_version") or told.get("redis_version"))
