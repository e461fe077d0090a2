"""The Redis keys of jobs, and of people who sign in and act: each with its owner and its end.

`gate_keys` has those of jobs that wait, `event_keys` those of ended jobs, `process_keys` those of workers and other
processes, `metric_keys` those of counters and `rq_keys` those of RQ.
"""

PREFIX = "fsp"

LEASES = f"{PREFIX}:leases"
"""Sorted set of running job ids by lease end, in milliseconds; the reaper returns what is past."""

WRITABLE = f"{PREFIX}:writable"
"""Prefix of the keys that the script `writable` writes and deletes again at once."""

REAPING = f"{PREFIX}:reaping"
"""Hash of when a reaper looked last, in milliseconds, and which leases it spares after a gap. Never ends."""

TOKEN = f"{PREFIX}:token"
"""Counter of fencing tokens. Never ends."""

WAKE = f"{PREFIX}:wake"
"""List idle workers block on; at most 64 entries."""

CANCELS = f"{PREFIX}:cancels"
"""Set of running jobs whose end was asked for. Each goes with its attempt; the set after a day."""


def log(job_id: str) -> str:
    """List of a job's last 1000 log lines, oldest first. Ends with the job's hash."""
    return f"{PREFIX}:log:{job_id}"


def steps(lineage: str) -> str:
    """Hash of the steps of a job and its replays, as JSON by name. Ends with the job's hash."""
    return f"{PREFIX}:steps:{lineage}"


def step_results(lineage: str) -> str:
    """Hash of the results of those steps, as JSON by name. Ends with the job's hash."""
    return f"{PREFIX}:step-results:{lineage}"


def label(text: str) -> str:
    """Sorted set of the jobs with this label that wait or run, by milliseconds. Each goes with its job's end."""
    return f"{PREFIX}:label:{text}"


def deduplication(job_type: str, digest: str) -> str:
    """Id of the job that holds an idempotency key. Ends at its release point, or its window after; `:next` likewise."""
    return f"{PREFIX}:dedup:{job_type}:{digest}"


JOB_TEMPLATE = f"{PREFIX}:job-template"
"""Hash of the fields that all jobs of a bulk call share. The script that writes it deletes it again at once."""

DUPLICATES = f"{PREFIX}:duplicates"
"""List of requests whose key another job held, as JSON, newest on the left; at most 1000."""


def session_pass(digest: str) -> str:
    """String: whose session this is and until when, for when the database is down; empty once ended. 10 min."""
    return f"{PREFIX}:pass:{digest}"


def changing(thing: str) -> str:
    """Lock: somebody is about to change this thing. Ends with the request, or expires after ten seconds."""
    return f"{PREFIX}:changing:{thing}"


def login_failures(kind: str, digest: str) -> str:
    """Counter of failed sign-ins of one account or from one address. Ends 15 minutes after its first."""
    return f"{PREFIX}:login-failures:{kind}:{digest}"


def destination_session(destination_id: int) -> str:
    """The encrypted session of a destination's account. Ends after 30 days."""
    return f"{PREFIX}:destination-session:{destination_id}"


def arriving_text(job_id: str) -> str:
    """The text of a draft while the language model writes it, as JSON, at most 200,000 characters. Ends after an hour.

    The worker writes it a few times a second.
    """
    return f"{PREFIX}:arriving-text:{job_id}"
