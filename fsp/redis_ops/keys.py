"""FSP's own Redis keys: each with its owner and its end. `metric_keys` has those that count, `rq_keys` RQ's."""

PREFIX = "fsp"

# --- A job between its queue and its end ---

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


def slots(gate: str) -> str:
    """Sorted set of the job ids that hold a slot of a gate: a type's by lease end, a keyed one's by units."""
    return f"{PREFIX}:slots:{gate}"


def blocked(queue_name: str) -> str:
    """Sorted set of all blocked jobs of a queue by the turn they got when they were blocked."""
    return f"{PREFIX}:blocked:{queue_name}"


def blocked_counts(queue_name: str) -> str:
    """Hash of how many jobs of each type are blocked in a queue; a type without any is left out."""
    return f"{PREFIX}:blocked-types:{queue_name}"


def lane(queue_name: str, job_type: str, gates: str = "") -> str:
    """Sorted set of the blocked jobs of one type with the same keyed gates, by turn."""
    return f"{PREFIX}:lane:{queue_name}:{job_type}{gates}"


def lanes(queue_name: str, gate: str) -> str:
    """Sorted set of the lanes that wait at a gate, by the turn of their first job. A lane goes when it is empty."""
    return f"{PREFIX}:lanes:{queue_name}:{gate}"


def ready(queue_name: str) -> str:
    """Sorted set of the gates that may have room for what waits at them, by the turn of their first job."""
    return f"{PREFIX}:ready:{queue_name}"


def gate_queues(gate: str) -> str:
    """Set of the queues in which lanes wait at a gate."""
    return f"{PREFIX}:gate-queues:{gate}"


GATES_DUE = f"{PREFIX}:gates-due"
"""Sorted set of the gates at which lanes wait, by when they are checked again, in milliseconds."""

KEYED_GATES = f"{PREFIX}:gates"
"""Sorted set of keyed gates by when a job passed them last, in milliseconds. Each goes a week later."""


def shared(queue_name: str) -> str:
    """Sorted set of the jobs of a queue that wait in flows, by turn."""
    return f"{PREFIX}:shared:{queue_name}"


def flow(queue_name: str, job_type: str, share: str) -> str:
    """Sorted set of the waiting jobs of one type and share, by turn."""
    return f"{PREFIX}:flow:{queue_name}:{job_type}~{share}"


def flows(queue_name: str, job_type: str) -> str:
    """Sorted set of the flows of a type, by the virtual time at which each is next. A flow goes when it is empty."""
    return f"{PREFIX}:flows:{queue_name}:{job_type}"


def flow_ends(queue_name: str, job_type: str) -> str:
    """Sorted set of flows by the virtual time up to which each was served. A flow goes when that is past."""
    return f"{PREFIX}:flow-ends:{queue_name}:{job_type}"


def flow_now(queue_name: str, job_type: str) -> str:
    """Virtual time of the flow of a type that was served last. Never ends."""
    return f"{PREFIX}:flow-now:{queue_name}:{job_type}"


def share_types(queue_name: str) -> str:
    """Sorted set of the types whose flows may run, by how often each was served."""
    return f"{PREFIX}:share-types:{queue_name}"


TURN = f"{PREFIX}:turn"
"""Counter of the turns of jobs that are blocked or wait in flows. Never ends."""


def parked(queue_name: str, job_type: str) -> str:
    """List of jobs blocked by a version without keyed gates, oldest on the left. The reaper empties it."""
    return f"{PREFIX}:parked:{queue_name}:{job_type}"


def parked_types(queue_name: str) -> str:
    """Set of job types with lists of `parked` jobs in this queue."""
    return f"{PREFIX}:parked-types:{queue_name}"


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


# --- What has ended, on its way into SQL ---

EVENTS = f"{PREFIX}:events"
"""Stream of ended attempts as JSON, counted and copied into SQL; keeps 1000 to 2000 copied ones and what is not copied,
110,000 at most."""

COUNTED = f"{PREFIX}:events:counted"
"""Id of the last entry of `EVENTS` that is counted. Never ends."""

READER = f"{PREFIX}:events:reader"
"""Held by the process that counts `EVENTS` regularly, so that others need not. Ends after 2 s."""

DRAINED = f"{PREFIX}:events:archived"
"""Id of the last entry of `EVENTS` that SQL holds. Never ends."""

OLDER_EVENTS = f"{PREFIX}:ended"
"""The stream of versions before `EVENTS`. Ends a day after it was copied into SQL."""

OLDER_DRAINED = f"{PREFIX}:ended:drained"
"""Id of the last entry of `OLDER_EVENTS` that SQL holds. Never ends."""

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

# --- Deduplication ---


def deduplication(job_type: str, digest: str) -> str:
    """Id of the job that holds an idempotency key. Ends at its release point, or its window after; `:next` likewise."""
    return f"{PREFIX}:dedup:{job_type}:{digest}"


DUPLICATES = f"{PREFIX}:duplicates"
"""List of requests whose key another job held, as JSON, newest on the left; at most 1000."""

# --- What an operator or a circuit holds back ---


def gate(name: str) -> str:
    """Hash of the state of a gate, a job type's or a keyed one: a pause, a circuit, a limit of an operator's.

    Gone when nothing does.
    """
    return f"{PREFIX}:gate:{name}"


LIMITS = f"{PREFIX}:limits"
"""Hash of limits an operator set, as JSON: gate → limit, who, why, since when. Goes when it is reset."""

RATES = f"{PREFIX}:rates"
"""Hash of rates an operator set, as JSON: gate → rate, who, why, since when. Goes when it is reset."""


def rate_log(gate: str) -> str:
    """What ended within the window of a gate's rate, as JSON. Expires a month after the window."""
    return f"{PREFIX}:rate:{gate}"


PAUSED_QUEUES = f"{PREFIX}:paused-queues"
"""Hash of paused queues: name → end in milliseconds, 0 for none."""

PAUSES = f"{PREFIX}:pauses"
"""Hash of who paused what and why, as JSON: `type:<name>`, `queue:<name>` or `gate:<gate>`. Goes with the pause."""

# --- Workers and the other processes ---

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

# --- Health ---


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


# --- People who sign in and act ---


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
