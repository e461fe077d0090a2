"""The Redis keys of what is counted and measured: each with its fields and its end."""

from fsp.redis_ops.keys import PREFIX

COUNTERS = f"{PREFIX}:counters"
"""Hash of totals since the Redis was made. Never ends.

Fields: `<job type>|<queue>|<outcome>`; `deduplicated:<job type>`, `circuit-opened:<job type>`, `set-aside:<kind>`; and
those of no type, such as `fenced`, `reaped`, `history-dropped`, `history-renumbered`.
"""


def span(job_type: str, start: int) -> str:
    """Hash of what happened to a type within five minutes from a Unix time. Ends two days after its first end.

    Fields: `outcome|<outcome>`, `run|<sketch bucket>`, `wait|<sketch bucket>`, sums in microseconds, and
    `run_extremes` and `wait_extremes`, each `<least>|<most>`.
    """
    return f"{PREFIX}:span:{job_type}:{start}"


def spans(job_type: str) -> str:
    """List of the starts of a type's spans, newest first; at most 600. Never ends."""
    return f"{PREFIX}:spans:{job_type}"


def ring(job_type: str) -> str:
    """List of a type's last 1000 ends, newest first. Never ends.

    Each is `<milliseconds>|<outcome>|<run seconds>|<wait seconds>;<size class>|<job id>`; `;` with a class only.
    """
    return f"{PREFIX}:ring:{job_type}"


def histogram(job_type: str) -> str:
    """Hash of what a type came to since the Redis was made. Never ends.

    Fields: run-time buckets as upper bound → count, and `sum_microseconds`; the same of first waits as `wait|<bound>`
    and `wait_microseconds`; `cpu_microseconds`; `peak_bytes`, the most memory one attempt was seen with.
    """
    return f"{PREFIX}:histogram:{job_type}"


def flow(minute: int) -> str:
    """Hash of the queues at the beginning of a minute, by Unix time: queue → `waiting|open|ended|failed|upkeep`.

    Ends after two hours.
    """
    return f"{PREFIX}:flow:{minute}"


RECENT_FLOW = f"{PREFIX}:flow-recent"
"""List of the last 20 samples of the queues as JSON, newest first, 15 s or more apart. Ends after two hours."""

FLOW_SAMPLER = f"{PREFIX}:flow-sampler"
"""Held by the process that took the last sample, so that others skip it. Ends after 15 s."""


def service_extremes(start: int) -> str:
    """Sorted set of a span's shortest (`least`) and longest (`most`) answer, in microseconds. Ends with its hash."""
    return f"{PREFIX}:service-extremes:{start}"


HTTP_COUNTERS = f"{PREFIX}:http"
"""Hash of what web processes answered since the Redis was made. Never ends.

Fields: `requests|<method>|<status>|<URL rule>`, `sum|<method>|<URL rule>`, `bucket|<method>|<bound>|<URL rule>`.
"""

HTTP_RING = f"{PREFIX}:http-ring"
"""List of the last 1000 answers, the newest first. Ends a day after the last."""


def service_span(start: int) -> str:
    """Hash of what FSP answered, and whether it was up, within five minutes from a Unix time. Ends four days later.

    Fields: `requests`, `errors`, `microseconds`, `counting_microseconds`, `requests|<URL rule>`, `errors|<URL rule>`,
    `seconds|<sketch bucket>`; `up` and `down` count probes, and `probe|<slot>` says how that of one slot of time went.
    """
    return f"{PREFIX}:service:{start}"


def platform_ring(platform: str) -> str:
    """List of the last 1000 calls to a platform, newest first: `<milliseconds>|<seconds>`. Ends two days later."""
    return f"{PREFIX}:platform-ring:{platform}"


PLATFORM_COUNTERS = f"{PREFIX}:platforms"
"""Hash of the calls since the Redis was made: `<outcome>|<platform>`. Never ends."""


DELIVERIES = f"{PREFIX}:deliveries"
"""Hash of the times from due to live since the Redis was made. Never ends.

Fields: `<upper bound in seconds>|<destination>` → posts in that bucket, and `microseconds|<destination>`.
"""


def platform_span(start: int) -> str:
    """Hash of the calls to platforms within five minutes from a Unix time. Ends two days after its last call.

    Fields end with `|<platform>`: `succeeded`, `failed`, `microseconds`, and `seconds|<sketch bucket>`.
    """
    return f"{PREFIX}:platform:{start}"


NOTICES = f"{PREFIX}:notices"
"""Hash of the attempts to send notices since the Redis was made: `<outcome>|<channel>`. Never ends."""


def exposition(content_type: str, job_type: str) -> str:
    """Text for Prometheus in one form, of all job types or one. Ends after 5 s."""
    return f"{PREFIX}:exposition:{content_type}:{job_type}"
