"""Deploys: when which version of the code came."""

from dataclasses import dataclass
from datetime import datetime

from fsp.extensions import current_settings
from fsp.models.deploy_mark import DeployMark
from fsp.performance.deploys import read_deploys

SHOWN = 10


@dataclass(frozen=True)
class DeploysPanel:
    """The newest marks, newest first; include `panels/deploys.html` with this as `deploys`."""

    as_of: datetime
    running_version: str
    marks: list[DeployMark]


def read_deploys_panel(now: datetime) -> DeploysPanel:
    """Read the panel."""
    return DeploysPanel(now, current_settings().code_version, read_deploys(limit=SHOWN)[::-1])
