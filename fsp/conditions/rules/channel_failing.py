"""An alert channel through which nothing arrives: alerts reach nobody there."""

from fsp.conditions.finding import Action, Kind, Problem, Weight
from fsp.conditions.snapshot import Reading


def _find(reading: Reading) -> list[Problem]:
    return [
        Problem(
            kind=FAILING.name,
            subject=channel.name,
            weight=Weight.SERIOUS,
            what=f"The alert channel {channel.name} accepts nothing",
            since=channel.since,
            cause=f"the last {channel.failures} attempts failed; the newest: {channel.error}"
            if channel.failures > 1
            else f"it refused: {channel.error}",
            action=Action("Look at the channels", "/alerts/channels"),
        )
        for channel in reading.failing_channels or ()
    ]


FAILING = Kind(
    name="channel-failing",
    meaning="An alert channel refused for good, or accepted none of three or more messages: nobody is reached.",
    first_look="The delivery log says what the service answered. Correct its setting or the service, then send a test.",
    find=_find,
    can_follow_deploy=False,
)
