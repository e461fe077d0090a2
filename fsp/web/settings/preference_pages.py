"""Display preferences of one browser, stored in its cookies."""

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response

from fsp.models.account import Role
from fsp.web.access.permissions import requires
from fsp.web.local_path import local_path
from fsp.web.timezone import CHOICE_COOKIE, Choice

preferences = Blueprint("preferences", __name__)

KEPT_SECONDS = 400 * 86400
"""The longest lifetime of a cookie in browsers."""


@preferences.post("/preferences/zone")
@requires(Role.VIEWER)
def set_zone() -> Response:
    """Choose the time zone of the pages, and return to the page of the choice."""
    zone = request.form.get("zone", "")
    answer = redirect(local_path(request.form.get("next")), 303)
    if zone in set(Choice):
        answer.set_cookie(CHOICE_COOKIE, zone, max_age=KEPT_SECONDS, samesite="Lax", secure=request.is_secure)
    return answer
