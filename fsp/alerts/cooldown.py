"""When people are told again of what they know already: when the cooldown ends, then after twice as long each time."""

from datetime import datetime, timedelta

from fsp.alerts.timing import TIMINGS
from fsp.alerts.watch_state import Memory

LONGEST_FLAPPING = timedelta(hours=24)


def reminder_due_at(memory: Memory, accepted_at: datetime | None) -> datetime:
    """Return when the next reminder may be sent.

    The cooldown starts when a channel accepted the last notice. When none did and none is still trying, it starts at
    the decision, so that a channel that is broken does not silence the alert.
    """
    since = accepted_at or memory.noticed_at
    if since is None:
        raise ValueError("a reminder needs a notice before it; ask only for alerts that people were told of")
    return since + interval(memory)


def interval(memory: Memory) -> timedelta:
    """Return the wait before the next reminder: the cooldown, doubled for each one sent, up to its longest."""
    timing = TIMINGS[memory.severity]
    if memory.is_flapping:
        # People know that it comes and goes; what they do about it takes longer than any cooldown.
        return _doubled(2 * timing.longest_cooldown, memory.reminders, LONGEST_FLAPPING)
    return _doubled(timing.cooldown, memory.reminders, timing.longest_cooldown)


def _doubled(first: timedelta, times: int, longest: timedelta) -> timedelta:
    # Past 2^16 the longest is reached whatever the first was, and the number stays small.
    return min(first * int(2 ** min(times, 16)), longest)
