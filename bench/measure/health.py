"""M8: what health costs while what it looks at hangs."""

import socket
import threading
import time
from collections.abc import Iterator

from bench.bounds import Line
from bench.figures import percentile
from bench.postgres import hanging_postgres
from bench.setting import SCALE, open_setting
from bench.web import Web, web
from testbed.processes import free_port

HUNG_SECONDS = 60.0 * min(SCALE, 1)
HEALTH_LIMIT_SECONDS = 3.2
QUICK_LIMIT_MILLISECONDS = 10.0
CALLERS = 6
"""More than a web process has threads."""


def m8_health() -> Iterator[Line]:
    """Take Redis away, and let a PostgreSQL hang."""
    with open_setting() as setting, socket.create_server(("127.0.0.1", 0)) as hole:
        # It takes every connection and never says a word.
        with web(setting, REDIS_URL=f"redis://127.0.0.1:{hole.getsockname()[1]}/0") as server:
            yield _without_redis(server, "Redis takes connections and never answers")
        with web(setting, REDIS_URL=f"redis://127.0.0.1:{free_port()}/0") as server:
            yield _without_redis(server, "nothing listens where Redis was")
    with (
        hanging_postgres() as database,
        open_setting(database_url=database.url) as setting,
        web(setting, FSP_WEB_PROCESSES="1") as server,
    ):
        server.milliseconds("/api/health", 1, signed_in=False)
        with database.hung():
            yield from _while_it_hangs(server)


def _without_redis(server: Web, what: str) -> Line:
    started = time.perf_counter()
    status, _ = server.get("/api/health", signed_in=False)
    taken = time.perf_counter() - started
    is_met = status == 503 and taken <= HEALTH_LIMIT_SECONDS
    return Line("M8", what, f"{status} after {taken:.1f} s", f"503 in {HEALTH_LIMIT_SECONDS} s", "–", is_met)


def _while_it_hangs(server: Web) -> Iterator[Line]:
    end = time.monotonic() + HUNG_SECONDS
    slow: list[float] = []
    quick: list[float] = []

    def ask_for_health() -> None:
        while time.monotonic() < end:
            slow.append(server.milliseconds("/api/health", 1, signed_in=False)[0] / 1000)
            time.sleep(0.5)

    callers = [threading.Thread(target=ask_for_health) for _ in range(CALLERS)]
    for caller in callers:
        caller.start()
    while time.monotonic() < end:
        quick += server.milliseconds("/api/health?quick=true", 1, signed_in=False)
        time.sleep(0.05)
    for caller in callers:
        caller.join()
    what = f"the database hangs {HUNG_SECONDS:.0f} s, {CALLERS} callers"
    longest, p99 = max(slow), percentile(quick, 0.99)
    yield Line(
        "M8",
        f"{what}: longest /api/health of {len(slow)}",
        f"{longest:.2f} s",
        f"<= {HEALTH_LIMIT_SECONDS} s",
        "as long as it hangs",
        longest <= HEALTH_LIMIT_SECONDS,
    )
    yield Line(
        "M8",
        f"{what}: quick, P99 of {len(quick)}",
        f"{p99:.1f} ms",
        f"< {QUICK_LIMIT_MILLISECONDS:.0f} ms",
        "as long as it hangs",
        p99 < QUICK_LIMIT_MILLISECONDS,
    )
