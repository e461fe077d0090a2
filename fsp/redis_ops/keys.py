"""Every Redis key FSP touches: its name, its owner and its end. RQ's own keys keep RQ's names."""

from rq.defaults import RQ_KEY_PREFIX

# --- RQ's layout, which stays true for RQ's own tools ---


def job(job_id: str) -> str:
    """Hash of one job. Ends with its result TTL."""
    return f"{RQ_KEY_PREFIX}:job:{job_id}"


def queue(name: str) -> str:
    """List of waiting job ids, next one on the left."""
    return f"{RQ_KEY_PREFIX}:queue:{name}"


QUEUES = f"{RQ_KEY_PREFIX}:queues"
"""Set of queue keys."""


def started(queue_name: str) -> str:
    """Sorted set of running `job:execution` ids by lease end."""
    return f"{RQ_KEY_PREFIX}:wip:{queue_name}"


def scheduled(queue_name: str) -> str:
    """Sorted set of job ids by the time they are due."""
    return f"{RQ_KEY_PREFIX}:scheduled:{queue_name}"


def finished(queue_name: str) -> str:
    """Sorted set of succeeded job ids by the time their hash expires."""
    return f"{RQ_KEY_PREFIX}:finished:{queue_name}"


def failed(queue_name: str) -> str:
    """Sorted set of dead job ids by the time their hash expires."""
    return f"{RQ_KEY_PREFIX}:failed:{queue_name}"


def deferred(queue_name: str) -> str:
    """Sorted set of job ids that wait for other jobs, by the time they were asked for."""
    return f"{RQ_KEY_PREFIX}:deferred:{queue_name}"


def dependencies(job_id: str) -> str:
    """Set of the job ids a job still waits for. Ends with the last of them, or with the job's cancellation."""
    return f"{RQ_KEY_PREFIX}:job::{job_id}:dependencies"


def dependents(job_id: str) -> str:
    """Set of the job ids that wait for a job. Ends when none does any more."""
    return f"{job(job_id)}:dependents"


def results(job_id: str) -> str:
    """Stream of a job's results. Ends with the job."""
    return f"{RQ_KEY_PREFIX}:results:{job_id}"


# --- FSP's own ---

PREFIX = "fsp"

LEASES = f"{PREFIX}:leases"
"""Sorted set of running job ids by lease end, in milliseconds; the reaper returns what is past."""

TOKEN = f"{PREFIX}:token"
"""Counter of fencing tokens. Never ends."""

WAKE = f"{PREFIX}:wake"
"""List idle workers block on; at most 64 entries."""

ENDED = f"{PREFIX}:ended"
"""Stream of ended jobs as JSON, drained into SQL; keeps the last 1000 besides what is not drained, 110,000 at most."""

DRAINED = f"{PREFIX}:ended:drained"
"""Id of the last entry of `ENDED` that SQL holds. Never ends."""

DRAINER = f"{PREFIX}:ended:drainer"
"""Held by whoever drains just now, so that others need not. Ends after 10 s."""


def label(text: str) -> str:
    """Sorted set of the jobs with this label that wait or run, by milliseconds. Each goes with its job's end."""
    return f"{PREFIX}:label:{text}"


COUNTERS = f"{PREFIX}:counters"
"""Hash of totals since the Redis was made: `<job type>|<queue>|<outcome>`, `fenced`, `reaped`."""


def slots(job_type: str) -> str:
    """Sorted set of the job ids that hold a slot of this type, by lease end."""
    return f"{PREFIX}:slots:{job_type}"


def span(job_type: str, start: int) -> str:
    """Hash of what happened to a type within five minutes from a Unix time. Ends two days after its last new outcome.

    Fields: `outcome|<outcome>`, `run|<sketch bucket>`, `wait|<sketch bucket>`, and sums in microseconds.
    """
    return f"{PREFIX}:span:{job_type}:{start}"


def spans(job_type: str) -> str:
    """List of the starts of a type's spans, newest first; at most 600. Never ends."""
    return f"{PREFIX}:spans:{job_type}"


HTTP_RING = f"{PREFIX}:http-ring"
"""List of the last 1000 answers, the newest first. Ends a day after the last."""


def service_span(start: int) -> str:
    """Hash of what FSP answered, and whether it was up, within five minutes from a Unix time. Ends four days later.

    Fields: `requests`, `errors`, `microseconds`, `counting_microseconds`, `requests|<URL rule>`, `errors|<URL rule>`,
    `seconds|<sketch bucket>`; `up` and `down` count probes, and `probe|<slot>` says how that of one slot of time went.
    """
    return f"{PREFIX}:service:{start}"


HTTP_COUNTERS = f"{PREFIX}:http"
"""Hash of what web processes answered since the Redis was made. Never ends.

Fields: `requests|<method>|<status>|<URL rule>`, `sum|<method>|<URL rule>`, `bucket|<method>|<bound>|<URL rule>`.
"""


def platform_span(start: int) -> str:
    """Hash of the calls to platforms within five minutes from a Unix time. Ends two days after its last call.

    Fields end with `|<platform>`: `succeeded`, `failed`, `microseconds`, and `seconds|<sketch bucket>`.
    """
    return f"{PREFIX}:platform:{start}"


PLATFORM_COUNTERS = f"{PREFIX}:platforms"
"""Hash of the calls since the Redis was made: `<outcome>|<platform>`. Never ends."""


NOTICES = f"{PREFIX}:notices"
"""Hash of the attempts to send notices since the Redis was made: `<outcome>|<channel>`. Never ends."""


def exposition(content_type: str, job_type: str) -> str:
    """Text for Prometheus in one form, of all job types or one. Ends after 5 s."""
    return f"{PREFIX}:exposition:{content_type}:{job_type}"


def ring(job_type: str) -> str:
    """List of a type's last 1000 ends, newest first. Ends never.

    Each is `<milliseconds>|<outcome>|<run seconds>|<wait seconds>;<size class>|<job id>`; `;` with a class only.
    """
    return f"{PREFIX}:ring:{job_type}"


def log(job_id: str) -> str:
    """List of a job's last 1000 log lines, oldest first. Ends with the job's hash."""
    return f"{PREFIX}:log:{job_id}"


CANCELS = f"{PREFIX}:cancels"
"""Set of running jobs whose end was asked for. Each goes with its attempt; the set after a day."""


def deduplication(job_type: str, digest: str) -> str:
    """Id of the job that holds an idempotency key. Ends at its release point, or its window after; `:next` likewise."""
    return f"{PREFIX}:dedup:{job_type}:{digest}"


DUPLICATES = f"{PREFIX}:duplicates"
"""List of requests whose key another job held, as JSON, newest on the left; at most 1000."""

STALE_ENDINGS = f"{PREFIX}:stale-endings"
"""List of endings whose attempt had lost its job, as JSON, newest on the left; at most 1000."""


def gate(job_type: str) -> str:
    """Hash of what stands between a job type and its limit: a pause, a circuit, a limit of an operator's.

    Gone when nothing does.
    """
    return f"{PREFIX}:gate:{job_type}"


PAUSED_QUEUES = f"{PREFIX}:paused-queues"
"""Hash of paused queues: name → end in milliseconds, 0 for none."""

PAUSES = f"{PREFIX}:pauses"
"""Hash of who paused what and why, as JSON: `type:<name>` or `queue:<name>`. Goes with the pause."""


LIMITS = f"{PREFIX}:limits"
"""Hash of limits an operator set, as JSON: job type → limit, who, why, since when. Goes when it is reset."""

FLEET = f"{PREFIX}:fleet"
"""Sorted set of worker names by their last sign of life, in milliseconds; those of the last day."""


def worker(name: str) -> str:
    """What a worker last told of itself, as JSON. Ends a day later."""
    return f"{PREFIX}:worker:{name}"


def drain(name: str) -> str:
    """Who asked a worker to take no more jobs and leave, as JSON. Ends a day later."""
    return f"{PREFIX}:drain:{name}"


def parked(queue_name: str, job_type: str) -> str:
    """List of jobs set aside because their type had no free slot, oldest on the left."""
    return f"{PREFIX}:parked:{queue_name}:{job_type}"


def parked_types(queue_name: str) -> str:
    """Set of job types with parked jobs in this queue."""
    return f"{PREFIX}:parked-types:{queue_name}"


def flow(minute: int) -> str:
    """Hash of the queues at the beginning of a minute, by Unix time: queue → `waiting|open|ended|failed`.

    Ends after two hours.
    """
    return f"{PREFIX}:flow:{minute}"


NOTICED = f"{PREFIX}:noticed"
"""Hash of the problems the first screen shows: name → Unix time it was first seen. Each goes with its problem."""


def histogram(job_type: str) -> str:
    """Hash of what a type came to since the Redis was made. Never ends.

    Fields: run-time buckets as upper bound → count, and `sum_microseconds`; the same of first waits as `wait|<bound>`
    and `wait_microseconds`; `cpu_microseconds`; `peak_bytes`, the most memory one attempt was seen with.
    """
    return f"{PREFIX}:histogram:{job_type}"


def health_look(part: str) -> str:
    """Held by the process that looks at a part now, or did within 5 s. Ends by itself."""
    return f"{PREFIX}:health-look:{part}"


def health_seen(part: str) -> str:
    """What was last seen of a part, as JSON. Ends 5 min later."""
    return f"{PREFIX}:health-seen:{part}"


def heartbeat(task: str) -> str:
    """Unix time of a process's or scheduled task's last sign of life, as a string with a TTL."""
    return f"{PREFIX}:heartbeat:{task}"


def session_pass(digest: str) -> str:
    """String: whose session this is, for when the database is away; empty once it was ended. Ends with the session."""
    return f"{PREFIX}:pass:{digest}"


def changing(thing: str) -> str:
    """Lock: somebody is about to change this thing. Ends with the request, and by itself after ten seconds."""
    return f"{PREFIX}:changing:{thing}"


def login_failures(kind: str, digest: str) -> str:
    """Counter of failed sign-ins of one account or from one address. Ends 15 minutes after its first."""
    return f"{PREFIX}:login-failures:{kind}:{digest}"
