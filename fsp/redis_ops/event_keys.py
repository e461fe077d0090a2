"""The Redis keys of ended jobs on their way into SQL: each with its end."""

from fsp.redis_ops.keys import PREFIX

EVENTS = f"{PREFIX}:events"
"""Stream of ended attempts as JSON, counted and copied into SQL; keeps 1000 to 2000 copied ones and what is not copied,
110,000 at most."""

COUNTED = f"{PREFIX}:events:counted"
"""Id of the last entry of `EVENTS` that is counted. Never ends."""

READER = f"{PREFIX}:events:reader"
"""Held by the process that counts `EVENTS` regularly, so that others need not. Ends after 2 s."""

DRAINED = f"{PREFIX}:events:archived"
"""Id of the last entry of `EVENTS` that SQL holds. Never ends."""

HELD = f"{PREFIX}:events:held"
"""About how many entries `EVENTS` has that SQL holds too. Never ends."""

OLDER_EVENTS = f"{PREFIX}:ended"
"""The stream of versions before `EVENTS`. Ends a day after it was copied into SQL."""

OLDER_DRAINED = f"{PREFIX}:ended:drained"
"""Id of the last entry of `OLDER_EVENTS` that SQL holds. Never ends."""

OLDER_HELD = f"{PREFIX}:ended:held"
"""About how many entries `OLDER_EVENTS` has that SQL holds too. Ends with it."""

NEWEST_ROW = f"{PREFIX}:ended:newest-row"
"""Number of the newest row of the history after the last drain. Never ends."""

TURNED_BACK = f"{PREFIX}:turned-back"
"""To what moment SQL was turned back under this Redis, and when that was noticed, as JSON. Ends after 30 days."""

TURNING_BACK = f"{PREFIX}:turned-back:writing"
"""Held by the process that writes `TURNED_BACK` just now. Ends after 10 s."""

BROUGHT_BACK = f"{PREFIX}:brought-back"
"""The mark of the time up to which what SQL had lost was brought back from here. Never ends."""

DRAINER = f"{PREFIX}:ended:drainer"
"""Held by the process that is archiving, so that others skip it. Ends after 10 s."""

LATE_RESULTS = f"{PREFIX}:stale-endings"
"""List of endings whose attempt had lost its job, as JSON, newest on the left; at most 1000."""

UNWRITTEN_LETTERS = f"{PREFIX}:unwritten-letters"
"""Hash of job id → dead letter as JSON, of jobs that died while SQL was down. Each goes when it is written."""

SET_ASIDE = f"{PREFIX}:set-aside"
"""List of rows that could not be handled, as JSON, newest on the left; at most 1000."""
