"""Many who ask for the same at once: R16 by key, R17 by HTTP header."""

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager

import httpx2
import redis
from rq import Queue
from rq.exceptions import DuplicateJobError

from bench.chaos.jobs import WINDOW_SECONDS
from bench.chaos.stage import MODULES, START_SECONDS, Row, Stage, wait_until
from fsp.accounts.api_tokens import create_token
from fsp.accounts.manage import account_named
from fsp.handlers import catalogue
from fsp.jobs.priority import QUEUE_NAMES
from fsp.models.account import Role
from fsp.queueing.enqueue import enqueue
from fsp.redis_ops import rq_keys
from fsp.settings import Settings
from fsp.stores import db
from fsp.worker.attempt_result import success
from fsp.worker.job_fetcher import JobFetcher
from fsp.worker.spent import Spent
from testbed.processes import free_port

PROCESSES, EACH = 20, 50


def one_key(stage: Stage) -> Row:
    """Enqueue one key a thousand times from twenty processes, then again after its end, without and with a window."""
    results = {name: _thousand(stage, name) for name in ("chaos-note", "chaos-window")}
    created, ids = ({count for count, _, _ in results.values()}, {ids for _, ids, _ in results.values()})
    at_once, later = (results[name][2] for name in results)
    measured = f"1,000 asked: {created} created, {ids} id told; free after {at_once:.2f} s with window 0, "
    measured += f"{later:.1f} s with window {WINDOW_SECONDS} s"
    is_met = (created, ids) == ({1}, {1}) and at_once < 0.5 and abs(later - WINDOW_SECONDS) <= 1
    return Row("one key, 1,000 times from 20 processes, window 0 and 3 s", measured, "1, 1, at once, 3 ± 1 s", is_met)


def _thousand(stage: Stage, name: str) -> tuple[int, int, float]:
    """Return how many jobs were created, how many ids told, and how long after the job's end its key was free."""
    stage.connection.flushall()
    with ProcessPoolExecutor(PROCESSES) as pool:
        answers = [answer for part in pool.map(_ask, [(stage.url, name)] * PROCESSES) for answer in part]
    _end_the_job(stage.connection)
    free = wait_until(lambda: _enqueue(stage.connection, name)[1], 10)
    return sum(is_new for _, is_new in answers), len({job_id for job_id, _ in answers}), free


def _end_the_job(connection: redis.Redis) -> None:
    fetcher = JobFetcher(connection, worker="chaos", queues=list(QUEUE_NAMES), lease_seconds=30)
    _, claim = fetcher.next()
    assert claim is not None, "the job is waiting"
    fetcher.finish(claim, success("null", Spent()))


def _ask(what: tuple[str, str]) -> list[tuple[str, bool]]:
    url, name = what
    catalogue.load(Settings(job_modules=MODULES))
    with redis.Redis.from_url(url) as connection:
        return [_enqueue(connection, name) for _ in range(EACH)]


def _enqueue(connection: redis.Redis, name: str) -> tuple[str, bool]:
    arguments = {"number": 1} if name == "chaos-note" else {}
    enqueued = enqueue(connection, name, arguments, idempotency_key="one")
    return enqueued.job_id, enqueued.created


def stock_one_key(stage: Stage) -> str:
    """Do the same with stock RQ's `unique`; return its figure."""
    with ProcessPoolExecutor(PROCESSES) as pool:
        created = sum(pool.map(_ask_stock, [stage.url] * PROCESSES))
    stage.workers += [stage.stock_worker()]
    stage.settle(["one"], seconds=30)
    again = _ask_stock(stage.url, 1)
    answer = "accepted" if again else "refused, until its result expires (500 s)"
    return f"{created} created, the others get an error and no id; asked again after its end: {answer}"


def _ask_stock(url: str, times: int = EACH) -> int:
    created = 0
    with redis.Redis.from_url(url) as connection:
        queue = Queue("medium", connection=connection)
        for _ in range(times):
            try:
                queue.enqueue("bench.chaos.rq_jobs.note", job_id="one", unique=True)
                created += 1
            except DuplicateJobError:
                continue
    return created


def idempotency_header(stage: Stage) -> Row:
    """Ask the API for the same a hundred times at once, then for something else, then again after a restart."""
    headers = {"Authorization": f"Bearer {create_token(account_named('chaos', role=Role.OPERATOR), 'chaos')}"}
    headers["Idempotency-Key"] = "one"
    # What was read here must not keep the web server from writing.
    db.session.commit()
    port = free_port()
    with _web(stage, port), httpx2.Client(base_url=f"http://127.0.0.1:{port}", headers=headers, timeout=30) as client:
        with ThreadPoolExecutor(20) as pool:
            answers = list(pool.map(lambda _: _post(client, "a"), range(100)))
        other = _post(client, "b").status_code
    with _web(stage, port), httpx2.Client(base_url=f"http://127.0.0.1:{port}", headers=headers, timeout=30) as client:
        restarted = _post(client, "a")
    codes = Counter(answer.status_code for answer in answers)
    ids = {answer.json()["id"] for answer in [*answers, restarted] if answer.status_code == 201}
    jobs = stage.connection.llen(rq_keys.queue("low"))
    measured = f"answers {dict(codes)}, {len(ids)} id, {jobs} job; another body {other}; after a restart "
    measured += f"{restarted.status_code} with the same id"
    is_met = set(codes) <= {201, 409} and (len(ids), jobs, other, restarted.status_code) == (1, 1, 422, 201)
    return Row("Idempotency-Key, 100 at once, restart", measured, "201 or 409, 1, 1; 422; the same", is_met)


def _post(client: httpx2.Client, project: str) -> httpx2.Response:
    return client.post("/api/jobs", json={"type": "export-data", "arguments": {"project": project}})


@contextmanager
def _web(stage: Stage, port: int) -> Iterator[None]:
    web = stage.process("-m", "fsp.cli.main", "web", FSP_PORT=str(port))
    try:
        wait_until(lambda: _is_live(port), START_SECONDS)
        yield
    finally:
        web.terminate()
        web.wait()


def _is_live(port: int) -> bool:
    try:
        return httpx2.get(f"http://127.0.0.1:{port}/api/health/live", timeout=5).status_code == 200
    except httpx2.HTTPError:
        return False
