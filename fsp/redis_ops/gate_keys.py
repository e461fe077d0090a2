"""The Redis keys of jobs that wait at gates and in flows, and of what an operator sets: each with its end."""

from fsp.redis_ops.keys import PREFIX


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


def gate(name: str) -> str:
    """Hash of the state of a gate, a job type's or a keyed one: a pause, a circuit, a limit of an operator's.

    Gone when nothing does.
    """
    return f"{PREFIX}:gate:{name}"


LIMITS = f"{PREFIX}:limits"
"""Hash of limits an operator set, as JSON: gate → limit, who, why, since when. Goes when it is reset."""

RATES = f"{PREFIX}:rates"
"""Hash of rates an operator set, as JSON: gate → rate, who, why, since when. Goes when it is reset."""

CIRCUITS = f"{PREFIX}:circuits"
"""Hash of circuits an operator set, as JSON: gate → numbers, who, why, since when. Goes when it is reset."""


def rate_log(gate: str) -> str:
    """What ended within the window of a gate's rate, as JSON. Expires a month after the window."""
    return f"{PREFIX}:rate:{gate}"


PAUSED_QUEUES = f"{PREFIX}:paused-queues"
"""Hash of paused queues: name → end in milliseconds, 0 for none."""

PAUSES = f"{PREFIX}:pauses"
"""Hash of who paused what and why, as JSON: `type:<name>`, `queue:<name>` or `gate:<gate>`. Goes with the pause."""
