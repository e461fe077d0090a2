"""The Redis keys of workers and other processes, their health and their alerts: each with its end."""

from fsp.redis_ops.keys import PREFIX

FLEET = f"{PREFIX}:fleet"
"""Sorted set of worker names by their last heartbeat in milliseconds, for the last day."""


def worker(name: str) -> str:
    """A worker's last report, as JSON. Expires after a day."""
    return f"{PREFIX}:worker:{name}"


def drain(name: str) -> str:
    """Who asked a worker to take no more jobs and leave, as JSON. Ends a day later."""
    return f"{PREFIX}:drain:{name}"


def heartbeat(task: str) -> str:
    """Unix time of the last heartbeat of a process or scheduled task, as a string with a TTL."""
    return f"{PREFIX}:heartbeat:{task}"


CLOCKS = f"{PREFIX}:clocks"
"""Hash of how far the clock of each process is off Redis's, as JSON: `<host>|<part>|<pid>`. Ends a day later."""


def health_look(part: str) -> str:
    """Held by the process that looks at a part now, or did within 5 s. Expires."""
    return f"{PREFIX}:health-look:{part}"


def health_seen(part: str) -> str:
    """What was last seen of a part, as JSON. Ends 5 min later."""
    return f"{PREFIX}:health-seen:{part}"


NOTICED = f"{PREFIX}:noticed"
"""Hash of the problems on the overview: name → Unix time when it was first seen. Each goes with its problem."""


def alert_round(tick: int) -> str:
    """Held by the monitor that evaluates a tick, in Unix seconds, in place of the job. Ends after 90 s."""
    return f"{PREFIX}:alert-round:{tick}"


INSTALLATION = f"{PREFIX}:installation"
"""Hash of the identity of the installation and when it last worked, by which a copy is recognised. Kept for good."""
