"""The watch over FSP's health that all pages and calls of one web process share."""

from typing import cast

from flask import Flask, current_app

from fsp.health.catalogue import all_checks
from fsp.health.watch import Watch

LOOK_SECONDS = 30.0
"""How often a served process looks by itself, so that the quick answer has something to tell."""


def watch_health(app: Flask) -> None:
    """Give the application its watch; it looks at nothing until it is read."""
    app.extensions["fsp_health_watch"] = Watch(all_checks(app))


def current_watch() -> Watch:
    """Return the watch of this process."""
    return cast(Watch, current_app.extensions["fsp_health_watch"])
