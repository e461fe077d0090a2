"""The state of the system in the browser's tab of every page: in its title, its icon and the dot of the frame.

A page shows what this process read last, and asks no store.
"""

from datetime import timedelta

from flask import Flask, Response, g

from fsp.clock import utc_now
from fsp.problems.current import read_current
from fsp.problems.last import SystemState, last_state
from fsp.stores import current_redis
from fsp.web.health_watch import current_watch
from fsp.web.partials import is_poll

REFRESH_SECONDS = 30.0
"""How often a process reads the state on its own, unless a page has just done so."""

ICONS = {"good": "icon.svg", "warn": "icon-warn.svg", "serious": "icon-serious.svg", "bad": "icon-bad.svg"}


def install(app: Flask) -> None:
    """Let templates show the state, and send it with every refresh of a page."""
    app.jinja_env.globals.update(system_state=system_state, state_icons=ICONS)
    app.after_request(_add)


def system_state() -> SystemState | None:
    """Return the state that the pages show; None while it is not known."""
    return last_state(utc_now())


def refresh_state() -> None:
    """Read the state of the system unless that was done within half the time."""
    state = system_state()
    if state is None or utc_now() - state.at >= timedelta(seconds=REFRESH_SECONDS / 2):
        read_current(current_redis(), current_watch().read, utc_now)


def _add(answer: Response) -> Response:
    state = system_state() if is_poll() and g.get("account") else None
    if state is not None:
        answer.headers["FSP-Problems"] = str(state.problems)
        answer.headers["FSP-Tone"] = state.tone
    return answer
