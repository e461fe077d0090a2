"""`/api/installation`: whether this installation may be a copy, and its adoption."""

from flask import Response, g

from fsp.audit.action import Action
from fsp.core import current_settings
from fsp.installation.guard import adopt
from fsp.installation.witnesses import read_witnesses
from fsp.models.account import Role
from fsp.redis_ops.shared_clock import best_now
from fsp.stores import current_redis
from fsp.web.access.permissions import requires
from fsp.web.installation.schemas import InstallationShape
from fsp.web.openapi import answer, api_blueprint

installation_api = api_blueprint("api_installation")


@installation_api.get(
    "/api/installation", responses={200: InstallationShape}, summary="Show whether this installation publishes"
)
@requires(Role.VIEWER)
def show() -> Response:
    """Return whether outgoing work is held because the installation may be a copy, and why."""
    return answer(_shape())


@installation_api.post(
    "/api/installation/adopt", responses={200: InstallationShape}, summary="Let this copy of an installation publish"
)
@requires(Role.ADMIN, action=Action.ADOPT_INSTALLATION, target="this installation")
def adopt_() -> Response:
    """Make this copy an installation of its own, which publishes. Stop the original first."""
    connection = current_redis()
    if _shape().is_held:
        adopt(connection, current_settings(), best_now(connection), by=g.account.name)
    return answer(_shape())


def _shape() -> InstallationShape:
    connection = current_redis()
    copied = read_witnesses(connection, current_settings()).copied
    return InstallationShape(is_held=copied is not None, reason=copied or "")
