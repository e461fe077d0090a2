"""An alert channel that delivers nothing: its alerts reach no one."""

from urllib.parse import quote

from fsp.conditions.finding import Action, Finding, Subject, SubjectKind
from fsp.conditions.rule import Rule
from fsp.conditions.snapshot import Snapshot
from fsp.models.alert_kinds import Severity

NAME = "channel-failing"


def _find(snapshot: Snapshot) -> list[Finding]:
    return [
        Finding(
            rule=NAME,
            subject=Subject(SubjectKind.CHANNEL, channel.name),
            severity=Severity.ERROR,
            summary=f"Alert channel {channel.name} is failing",
            since=channel.since,
            cause=f"the last {channel.failures} attempts failed" if channel.failures > 1 else "it rejected a message",
            error=channel.error,
            action=Action("Send a test", f"/alerts/channels/{quote(channel.name)}/test", is_post=True),
            details_url="/alerts/channels",
        )
        for channel in snapshot.channels or ()
    ]


CHANNEL_FAILING = Rule(
    name=NAME,
    meaning="An alert channel rejected messages permanently, or accepted none of at least three. It notifies no one.",
    first_look="Check the service's response in the delivery log. Fix the configuration or the service, then "
    "send a test.",
    find=_find,
    can_follow_deploy=False,
)
