"""The panel of recorded deploys."""

from dataclasses import dataclass
from datetime import datetime

from fsp.core import current_settings
from fsp.models.deploy_mark import DeployMark
from fsp.performance.deploys import read_deploys

SHOWN, KNOWN = 10, 200


@dataclass(frozen=True)
class DeploysPanel:
    """The newest deploys first. Include `deploys/list.html` with this as `deploys`."""

    as_of: datetime
    running_version: str
    marks: list[DeployMark]
    older: list[DeployMark]


def read_deploys_panel(now: datetime) -> DeploysPanel:
    """Read the panel."""
    newest_first = read_deploys(limit=KNOWN)[::-1]
    return DeploysPanel(now, current_settings().code_version, newest_first[:SHOWN], newest_first[SHOWN:])
