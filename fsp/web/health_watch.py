"""The watch over FSP's health that all pages and calls of one web process share."""

from typing import cast

from flask import current_app

from fsp.health.watch import Watch

LOOK_SECONDS = 30.0
"""How often a served process checks by itself, so that the quick answer has something to report."""


def database_was_away() -> bool:
    """Return whether the last look found the database away; looks at nothing."""
    return any(part.name == "database" and part.status == "unhealthy" for part in current_watch().last[0])


def redis_was_away() -> bool:
    """Return whether the last look found Redis away; looks at nothing."""
    return any(part.name == "redis" and part.status == "unhealthy" for part in current_watch().last[0])


def database_is_away() -> bool:
    """Return whether the database is down, as of at most 5 s ago."""
    return any(part.name == "database" and part.status == "unhealthy" for part in current_watch().read())


def current_watch() -> Watch:
    """Return the watch of this process."""
    return cast(Watch, current_app.extensions["fsp_health_watch"])
