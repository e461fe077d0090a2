"""Globals and filters for all templates."""

import re
from functools import partial

from flask import Flask

from fsp.clock import precise, utc_now
from fsp.core import current_settings
from fsp.stored import moment_of, read_or
from fsp.web import assets, conditional_get, etags, navigation, tab_state, theme, timezone
from fsp.web.confirm import pages as confirm


def install(app: Flask) -> None:
    """Add the globals and filters to the templates of the application."""
    assets.install(app)
    navigation.install(app)
    theme.install(app)
    timezone.install(app)
    conditional_get.install(app)
    tab_state.install(app)
    confirm.install(app)
    etags.install(app)
    app.jinja_env.globals.update(now=utc_now, build_version=build_version, environment_name=environment_name)
    app.jinja_env.filters.update(pattern=re.escape, precise=precise, from_iso=partial(read_or, None, moment_of))


def environment_name() -> str:
    """Return the name of this installation, which every page shows; empty if it has none."""
    return current_settings().environment


def build_version() -> str:
    """Return the version of the running code."""
    return current_settings().code_version
