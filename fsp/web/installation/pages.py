"""The button that adopts an installation."""

from flask import Blueprint, flash, g, redirect, url_for
from werkzeug.wrappers import Response

from fsp.audit.action import Action
from fsp.core import current_settings
from fsp.installation.guard import adopt, why_outgoing_is_held
from fsp.models.account import Role
from fsp.redis_ops.shared_clock import best_now
from fsp.stores import current_redis
from fsp.web.access.permissions import requires

installation = Blueprint("installation", __name__)


@installation.post("/installation/adopt")
@requires(Role.ADMIN, action=Action.ADOPT_INSTALLATION, target="this installation")
def adopt_() -> Response:
    """Let this copy of an installation publish."""
    connection, settings = current_redis(), current_settings()
    now = best_now(connection)
    if why_outgoing_is_held(connection, settings, now) is not None:
        adopt(connection, settings, now, by=g.account.name)
    flash("Adopted. From now on this installation publishes.")
    return redirect(url_for("overview.show"), 303)
