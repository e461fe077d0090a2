"""An installation that may be a copy of another one: nothing is sent to destinations until a person adopts it."""

from fsp.conditions.finding import SYSTEM, Action, Finding, Reach
from fsp.conditions.rule import Rule
from fsp.conditions.snapshot import Snapshot
from fsp.models.alert_kinds import Severity

NAME = "installation-copied"


def _find(snapshot: Snapshot) -> list[Finding]:
    if not snapshot.copied:
        return []
    return [
        Finding(
            rule=NAME,
            subject=SYSTEM,
            severity=Severity.CRITICAL,
            summary="This installation may be a copy, so nothing is sent to destinations",
            cause=snapshot.copied,
            reach=Reach.SERVICE,
            action=Action(
                "Adopt this installation",
                "/installation/adopt",
                is_post=True,
                is_for_admins=True,
                question="Only one installation may publish. Is every other copy stopped, or not meant to publish?",
            ),
            affects=("item-scheduled-publish",),
        )
    ]


INSTALLATION_COPIED = Rule(
    name=NAME,
    meaning="The database, Redis and the data folder do not belong together, or one of them is older than the others. "
    "Two installations with the same posts would publish each post twice. So nothing is sent to destinations. "
    "The site and everything else work.",
    first_look="Leave a copy for tests as it is. If this one replaces the original, stop the original and adopt this "
    "one: with the button, `fsp adopt`, or `POST /api/installation/adopt`. After a restore, check first what was "
    "published since the backup.",
    find=_find,
)
