"""`GET /api/targets`: the targets of FSP, and whether they are met."""

from flask import Response

from fsp.clock import utc_now
from fsp.models.account import Role
from fsp.stores import current_redis
from fsp.targets.read import read_targets
from fsp.targets.target import Verdict
from fsp.web.access.permissions import requires
from fsp.web.openapi import answer, api_blueprint
from fsp.web.targets.schemas import TargetListShape, TargetShape

targets_api = api_blueprint("api_targets")


@targets_api.get("/api/targets", responses={200: TargetListShape}, summary="List targets and whether they are met")
@requires(Role.VIEWER)
def show() -> Response:
    """Return every target with its value, window and number of measurements."""
    now = utc_now()
    targets = read_targets(current_redis(), now)
    summary = {verdict: sum(target.verdict is verdict for target in targets) for verdict in Verdict}
    return answer(TargetListShape(timestamp=now, targets=TargetShape.list_of(targets), summary=summary))
