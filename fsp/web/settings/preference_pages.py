"""Display preferences of one browser, stored in its cookies."""

from enum import StrEnum

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response

from fsp.models.account import Role
from fsp.web.access.permissions import requires
from fsp.web.local_path import local_path
from fsp.web.theme import THEME_COOKIE, Theme
from fsp.web.timezone import CHOICE_COOKIE, Choice

preferences = Blueprint("preferences", __name__)

KEPT_SECONDS = 400 * 86400
"""The longest lifetime of a cookie in browsers."""


@preferences.post("/preferences/zone")
@requires(Role.VIEWER)
def set_zone() -> Response:
    """Choose the time zone of the pages, and return to the page of the choice."""
    return _chosen("zone", Choice, CHOICE_COOKIE)


@preferences.post("/preferences/theme")
@requires(Role.VIEWER)
def set_theme() -> Response:
    """Choose the theme: light, dark or that of the browser."""
    return _chosen("theme", Theme, THEME_COOKIE)


def _chosen(field: str, choices: type[StrEnum], cookie: str) -> Response:
    value = request.form.get(field, "")
    answer = redirect(local_path(request.form.get("next")), 303)
    if value in set(choices):
        answer.set_cookie(cookie, value, max_age=KEPT_SECONDS, samesite="Lax", secure=request.is_secure)
    return answer
