"""The health checks of a web process, shared by all its requests."""

from typing import cast

from flask import current_app

from fsp.health.watch import Watch

LOOK_SECONDS = 30.0
"""How often a process checks on its own, so that the quick response has something to report."""


def database_was_away() -> bool:
    """Return whether the last check found the database down, without a new check."""
    return any(part.name == "database" and part.status == "unhealthy" for part in current_watch().last[0])


def redis_was_away() -> bool:
    """Return whether the last check found Redis down, without a new check."""
    return any(part.name == "redis" and part.status == "unhealthy" for part in current_watch().last[0])


def database_is_away() -> bool:
    """Return whether the database is down, as of at most 5 s ago."""
    return any(part.name == "database" and part.status == "unhealthy" for part in current_watch().read())


def current_watch() -> Watch:
    """Return the watch of this process."""
    return cast(Watch, current_app.extensions["fsp_health_watch"])
