"""The claim and finish scripts against a pure model of them: whatever is done in whatever order, nothing is lost.

`pytest tests/worker/test_machine.py --hypothesis-profile=nightly` tries 5000 examples; `--hypothesis-seed` repeats one.
"""

from collections import Counter, defaultdict
from typing import cast

import pytest
import redis
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from rq.defaults import RQ_KEY_PREFIX
from rq.utils import utcformat

from fsp.clock import utc_now
from fsp.errors import LeaseLost
from fsp.gates.controls import pause_type, reset_limit, resume_type, set_limit
from fsp.gates.limits import LimitOverride
from fsp.gates.pauses import Pause
from fsp.jobs.deduplication import OnConflict
from fsp.jobs.gate import Gate
from fsp.jobs.job_options import OnFailure
from fsp.jobs.priority import QUEUE_NAMES, Priority
from fsp.jobs.rate import Rate
from fsp.jobs.registry import get_job_type, job_type
from fsp.metrics.current_counters import read_counters
from fsp.metrics.event_log import count_ended
from fsp.queueing.enqueue import enqueue
from fsp.queueing.rq_job import FAILURE_TTL_SECONDS
from fsp.redis_ops import gate_keys, keys, metric_keys, rq_keys
from fsp.redis_ops.scripts import script
from fsp.worker.claim import POISON_CRASHES, Claim, reap
from fsp.worker.group_commit import Turn
from fsp.worker.job_fetcher import IS_POISON, RECORDED, STALE, JobFetcher, finish_arguments
from fsp.worker.kept_steps import KeptSteps
from fsp.worker.slots import Slots
from tests.worker.claiming import claim_next, end, result_of

EXAMPLES, STEPS = 200, 50


@job_type("model-one", concurrency=1)
def one() -> None:
    """Have room for one."""


@job_type("model-two", concurrency=2)
def two() -> None:
    """Have room for two."""


KEYED = (Gate("account", limit=1), Gate("site", limit=2), Gate("sender", rate=Rate(2, 86_400)))


@job_type("model-keyed", concurrency=3, gates=KEYED)
def keyed(account: int | None = None, site: str | None = None, sender: int | None = None) -> None:
    """Have room for three, for each account and site, and for each sender in a day."""


KEYS = [
    {"account": account, "site": site, "sender": sender}
    for account in (None, 1, 2)
    for site in (None, "a")
    for sender in (None, 1)
]
RATED = {"|sender:1": 2}


@job_type("model-shared", concurrency=2, share_by="tenant")
def shared(tenant: str | None = None) -> None:
    """Have room for two, and let tenants take turns."""


TYPES = ("model-one", "model-two", "model-keyed", "model-shared")
GATES = {"|account:1": 1, "|account:2": 1, "|site:a": 2}
TERMINAL = ("finished", "failed", "canceled")
STATUSES = {"success": "finished", "dead": "failed", "cancel": "canceled"}
OUTCOMES = {"success": "succeeded", "retry": "retried", "dead": "failed", "cancel": "stopped", "crash": ""}


class Engine(RuleBasedStateMachine):
    """Does the same to Redis and to lists; the lists say what Redis must look like."""

    connection: redis.Redis

    def __init__(self) -> None:
        super().__init__()
        self.connection.flushall()
        self.types: dict[str, str] = {}
        self.home: dict[str, str] = {}
        self.queued: dict[str, list[str]] = {queue: [] for queue in QUEUE_NAMES}
        self.gates: dict[str, tuple[str, ...]] = {}
        self.flows: dict[tuple[str, str], list[str]] = defaultdict(list)
        self.tenants: dict[str, str] = {}
        self.limits = dict(GATES)
        self.passed: dict[str, int] = dict.fromkeys(RATED, 0)
        self.parked: dict[tuple[str, str], list[str]] = defaultdict(list)
        self.scheduled: set[str] = set()
        self.awaited: dict[str, set[str]] = {}
        self.runs_anyway: set[str] = set()
        self.running: dict[str, Claim] = {}
        self.ended: dict[str, str] = {}
        self.attempts: dict[str, int] = defaultdict(int)
        self.crashes: dict[str, int] = defaultdict(int)
        self.stale: list[Claim] = []
        self.fenced = 0
        self.outcomes: Counter[tuple[str, str, str]] = Counter()
        self.paused: set[str] = set()
        self.holder: dict[str, str] = {}
        self.kept: dict[str, str] = {}
        self.steps: dict[str, dict[str, str]] = defaultdict(dict)
        self.stores: dict[str, KeptSteps] = {}
        self.asked: set[str] = set()
        # Short jobs that one thread runs one after another: those it has not run yet, and results it has not sent yet.
        self.run_of_jobs: list[Claim] = []
        self.results: list[tuple[Claim, str]] = []
        self.used: dict[str, set[str]] = defaultdict(set)

    def lane(self, job_id: str) -> str:
        return self.types[job_id] + "".join(self.gates[job_id])

    def holders(self, gate: str) -> set[str]:
        return {job_id for job_id in self.running if gate == self.types[job_id] or gate in self.gates[job_id]}

    def has_room(self, job_id: str) -> bool:
        limits = {self.types[job_id]: get_job_type(self.types[job_id]).concurrency}
        limits |= {gate: self.limits[gate] for gate in self.gates[job_id] if gate in self.limits}
        limits |= {gate: RATED[gate] - self.passed[gate] for gate in self.gates[job_id] if gate in RATED}
        return all(name not in self.paused and len(self.holders(name)) < limit for name, limit in limits.items())

    def expected_claims(self, *, are_flows_first: bool) -> set[str]:
        """Return the jobs of which one must be claimed, having parked those that may not run."""
        for queue in QUEUE_NAMES:
            lanes = [jobs for (home, _), jobs in self.parked.items() if home == queue and jobs]
            ready = {jobs[0] for jobs in lanes if self.has_room(jobs[0])}
            if ready:
                return ready
            heads = {jobs[0] for (home, _), jobs in self.flows.items() if home == queue and jobs}
            heads = {job_id for job_id in heads if self.has_room(job_id)}
            if heads and are_flows_first:
                return heads
            while self.queued[queue]:
                job_id = self.queued[queue].pop(0)
                if self.has_room(job_id):
                    self.queued[queue].insert(0, job_id)
                    return {job_id}
                self.parked[queue, self.lane(job_id)].append(job_id)
            if heads:
                return heads
        return set()

    def back_to_front(self, job_id: str) -> None:
        self.queued[self.home[job_id]].insert(0, job_id)

    def then_claim(self, is_claiming: bool) -> None:
        # Hypothesis leaves rules out of whole examples; without claims in other steps too, little would ever run.
        if is_claiming:
            self.claim()

    def note(self, job_id: str, name: str, home: str, arguments: dict[str, object] | None = None) -> None:
        self.types[job_id], self.home[job_id] = name, home
        self.gates[job_id] = tuple(f"|{key}:{value}" for key, value in (arguments or {}).items() if value is not None)

    @rule(name=st.sampled_from(TYPES), priority=st.sampled_from(list(Priority)), is_claiming=st.booleans())
    def enqueue(self, name: str, priority: Priority, is_claiming: bool) -> None:
        self.enqueue_with(name, priority, {}, is_claiming)

    @rule(arguments=st.sampled_from(KEYS), priority=st.sampled_from(list(Priority)), is_claiming=st.booleans())
    def enqueue_keyed(self, arguments: dict[str, object], priority: Priority, is_claiming: bool) -> None:
        self.enqueue_with("model-keyed", priority, arguments, is_claiming)

    @rule(tenant=st.sampled_from("abc"), priority=st.sampled_from(list(Priority)), is_claiming=st.booleans())
    def enqueue_shared(self, tenant: str, priority: Priority, is_claiming: bool) -> None:
        job_id = f"job-{len(self.types):03}"
        enqueue(self.connection, "model-shared", {"tenant": tenant}, priority=priority, job_id=job_id)
        self.note(job_id, "model-shared", priority.value)
        self.tenants[job_id] = tenant
        self.put_in_queue(job_id)
        self.then_claim(is_claiming)

    def put_in_queue(self, job_id: str) -> None:
        tenant, home = self.tenants.get(job_id), self.home[job_id]
        (self.flows[home, tenant] if tenant else self.queued[home]).append(job_id)

    def enqueue_with(self, name: str, priority: Priority, arguments: dict[str, object], is_claiming: bool) -> None:
        # An id of its own making would differ from run to run, and no failing example could be repeated.
        job_id = f"job-{len(self.types):03}"
        enqueue(self.connection, name, arguments, priority=priority, job_id=job_id)
        self.note(job_id, name, priority.value, arguments)
        self.queued[priority.value].append(job_id)
        self.then_claim(is_claiming)

    @precondition(lambda self: self.types)
    @rule(data=st.data(), name=st.sampled_from(TYPES), on_failure=st.sampled_from(list(OnFailure)))
    def enqueue_after(self, data: st.DataObject, name: str, on_failure: OnFailure) -> None:
        job_id = f"job-{len(self.types):03}"
        others = data.draw(st.lists(st.sampled_from(sorted(self.types)), min_size=1, max_size=3, unique=True))
        enqueue(self.connection, name, {}, job_id=job_id, after=others, on_failure=on_failure)
        self.note(job_id, name, get_job_type(name).priority.value)
        past = set(TERMINAL) if on_failure == OnFailure.RUN else {"finished"}
        self.awaited[job_id] = {other for other in others if self.ended.get(other) not in past}
        self.runs_anyway |= {job_id} if on_failure == OnFailure.RUN else set()
        self.let_go(job_id)

    @rule(name=st.sampled_from(TYPES), is_to_be_kept=st.integers(0, 3).map(bool), is_claiming=st.booleans())
    def enqueue_with_the_key(self, name: str, is_to_be_kept: bool, is_claiming: bool) -> None:
        on_conflict = OnConflict.KEEP_LAST_IF_RUNNING if is_to_be_kept else OnConflict.RETURN
        job_id = f"job-{len(self.types):03}"
        created = enqueue(self.connection, name, {}, job_id=job_id, idempotency_key="k", on_conflict=on_conflict)
        holder = self.holder.get(name)
        is_kept = holder in self.running and is_to_be_kept
        assert created.job_id == (holder if holder and not is_kept else job_id)
        if holder and not is_kept:
            return
        self.note(job_id, name, get_job_type(name).priority.value)
        if not is_kept:
            self.holder[name] = job_id
            self.queued[self.home[job_id]].append(job_id)
            self.then_claim(is_claiming)
            return
        before = self.kept.get(name)
        self.awaited[job_id], self.kept[name] = set(), job_id
        if before:
            del self.awaited[before]
            self.come_to_an_end(before, "canceled")

    def free_the_key(self, job_id: str) -> None:
        name = self.types[job_id]
        if self.kept.get(name) == job_id:
            del self.kept[name]
        if self.holder.get(name) != job_id:
            return
        del self.holder[name]
        stored = self.kept.pop(name, None)
        if stored:
            self.holder[name] = stored
            self.let_go(stored)

    def let_go(self, job_id: str) -> None:
        if not self.awaited[job_id]:
            del self.awaited[job_id]
            self.put_in_queue(job_id)

    def come_to_an_end(self, job_id: str, status: str) -> None:
        self.ended[job_id] = status
        self.free_the_key(job_id)
        for waiting in sorted(self.awaited):
            if job_id in self.awaited[waiting] and (status == "finished" or waiting in self.runs_anyway):
                self.awaited[waiting].remove(job_id)
                self.let_go(waiting)

    def places(self) -> list[list[str]]:
        return [*self.queued.values(), *self.parked.values(), *self.flows.values()]

    def waiting(self) -> set[str]:
        return {job_id for place in self.places() for job_id in place} | self.scheduled | set(self.awaited)

    # With fewer, most would be cancelled before they run.
    @precondition(lambda self: len(self.waiting()) > 3)
    @rule(data=st.data())
    def cancel_one_that_waits(self, data: st.DataObject) -> None:
        job_id = data.draw(st.sampled_from(sorted(self.waiting())))
        arguments: list[str | int] = [RQ_KEY_PREFIX, job_id, utcformat(utc_now()), 3600, "model"]
        assert script("cancel")(args=arguments, client=self.connection) == b"canceled"
        for place in self.places():
            if job_id in place:
                place.remove(job_id)
        self.scheduled.discard(job_id)
        self.awaited.pop(job_id, None)
        self.come_to_an_end(job_id, "canceled")

    @rule(count=st.integers(1, 3))
    def claim_some(self, count: int) -> None:
        for _ in range(count):
            self.claim()

    def claim(self) -> None:
        self.note_claim(claim_next(self.connection))

    def note_claim(self, claim: Claim | None) -> None:
        """Check that this job, or none, had to be claimed, and note it."""
        expected = self.expected_claims(are_flows_first=claim is not None and int(claim.token) % 4 < 2)
        allowed: set[str | None] = {*expected} or {None}
        assert (claim.job_id if claim else None) in allowed
        if claim is None:
            return
        queue = self.home[claim.job_id]
        flow = self.flows[queue, self.tenants.get(claim.job_id, "")]
        for jobs in (self.queued[queue], self.parked[queue, self.lane(claim.job_id)], flow):
            if claim.job_id in jobs:
                jobs.remove(claim.job_id)
        self.attempts[claim.job_id] += 1
        assert claim.attempt == self.attempts[claim.job_id]
        self.running[claim.job_id] = claim
        # One for each attempt, as in a worker.
        self.stores[claim.token] = KeptSteps(self.connection, claim, Slots(1), 0)

    def note_outcome(self, claim: Claim, outcome: str) -> None:
        self.outcomes[claim.job_type, claim.queue, outcome] += 1

    @rule(batches=st.integers(1, 2))
    def count_what_ended(self, batches: int) -> None:
        count_ended(self.connection, max_batches=batches)
        results = {(row.job_type, row.queue, row.outcome): row.count for row in read_counters(self.connection)}
        assert results == self.outcomes

    def draw(self, data: st.DataObject) -> Claim:
        return self.running[data.draw(st.sampled_from(sorted(self.running)))]

    def leave(self, claim: Claim) -> None:
        del self.running[claim.job_id]
        for gate in set(self.gates[claim.job_id]) & set(RATED):
            self.passed[gate] += 1
        self.stale.append(claim)

    def note_end(self, claim: Claim, action: str) -> None:
        """Do to the lists what recording the end of an attempt does to Redis."""
        self.leave(claim)
        job_id = claim.job_id
        if job_id in self.asked and action in {"retry", "release", "crash"}:
            action = "cancel"
        outcome = OUTCOMES.get(action)
        if outcome is not None:
            self.note_outcome(claim, outcome)
        if action in STATUSES:
            self.come_to_an_end(job_id, STATUSES[action])
        elif action == "retry":
            self.scheduled.add(job_id)
        else:
            self.attempts[job_id] -= action == "release"
            self.back_to_front(job_id)

    def record(self, claim: Claim, action: str) -> None:
        """Record an end in Redis and in the lists; that of an attempt that has lost its job changes nothing."""
        answer = end(self.connection, claim, action, due_at=4e9)
        self.note_answer(claim, action, answer)

    def note_answer(self, claim: Claim, action: str, answer: int | None) -> None:
        if self.running.get(claim.job_id) is not claim:
            assert answer == STALE
            self.fenced += 1
            return
        if action == "crash":
            self.crashes[claim.job_id] += 1
            if self.crashes[claim.job_id] >= POISON_CRASHES:
                assert answer == IS_POISON
                self.record(claim, "dead")
                return
        assert answer == RECORDED
        self.note_end(claim, action)

    @precondition(lambda self: self.running)
    @rule(data=st.data(), names=st.lists(st.sampled_from("abc"), min_size=1, unique=True), fails=st.booleans())
    def run_steps(self, data: st.DataObject, names: list[str], fails: bool) -> None:
        claim = self.draw(data)
        store, expected = self.stores[claim.token], self.steps[claim.job_id]
        # In its attempt a step is not looked for twice.
        for name in sorted(set(names) - self.used[claim.token]):
            self.used[claim.token].add(name)
            stored = store.find(name)
            assert stored == expected.get(name)
            if stored is None and fails:
                store.fail(name, "no", 0.0)
            elif stored is None:
                expected[name] = f'"{name} of {claim.token}"'
                store.keep(name, expected[name], 0.0)

    @precondition(lambda self: self.stale)
    @rule(data=st.data())
    def keep_a_result_too_late(self, data: st.DataObject) -> None:
        claim = data.draw(st.sampled_from(self.stale))
        with pytest.raises(LeaseLost):
            self.stores[claim.token].keep("a", "0", 0.0)

    @precondition(lambda self: self.running)
    @rule(data=st.data(), action=st.sampled_from(["success", "dead", "cancel"]))
    def finish(self, data: st.DataObject, action: str) -> None:
        self.record(self.draw(data), action)

    @precondition(lambda self: self.running)
    @rule(data=st.data())
    def retry(self, data: st.DataObject) -> None:
        self.record(self.draw(data), "retry")

    @precondition(lambda self: self.running)
    @rule(data=st.data())
    def hand_back(self, data: st.DataObject) -> None:
        self.record(self.draw(data), "release")

    @precondition(lambda self: self.running)
    @rule(data=st.data())
    def crash(self, data: st.DataObject) -> None:
        self.record(self.draw(data), "crash")

    @precondition(lambda self: self.running)
    @rule(data=st.data())
    def ask_for_the_end_of_a_running_one(self, data: st.DataObject) -> None:
        job_id = self.draw(data).job_id
        arguments: list[str | int] = [RQ_KEY_PREFIX, job_id, utcformat(utc_now()), 3600, "model"]
        assert script("cancel")(args=arguments, client=self.connection) == b"asked"
        self.asked.add(job_id)

    @precondition(lambda self: self.running)
    @rule(data=st.data())
    def lose_a_worker(self, data: st.DataObject) -> None:
        self.lose([self.draw(data)])

    def lose(self, claims: list[Claim]) -> None:
        """Let the leases of attempts end."""
        claims = sorted(claims, key=lambda claim: claim.job_id)
        for claim in claims:
            self.leave(claim)
            self.connection.zadd(keys.LEASES, {claim.job_id: 0})
            self.crashes[claim.job_id] += 1
        poison = reap(self.connection)
        is_poison = {claim.job_id: self.crashes[claim.job_id] >= POISON_CRASHES for claim in claims}
        assert [claim.job_id for claim in poison] == [job_id for job_id, is_so in is_poison.items() if is_so]
        for job_id, is_so in is_poison.items():
            if not is_so:
                self.back_to_front(job_id)
        for claim in poison:
            assert end(self.connection, claim, "dead") == RECORDED
            self.note_outcome(claim, "failed")
            self.come_to_an_end(claim.job_id, "failed")

    @precondition(lambda self: self.stale)
    @rule(data=st.data(), action=st.sampled_from(["success", "retry", "dead", "release", "crash", "cancel"]))
    def wake_up_too_late(self, data: st.DataObject, action: str) -> None:
        self.record(data.draw(st.sampled_from(self.stale)), action)

    @rule(idle=st.integers(0, 4))
    def share_a_call(self, idle: int) -> None:
        """Send what the thread has run, and claim the next jobs of its run, in one call."""
        fetcher = JobFetcher(self.connection, worker="w", queues=list(QUEUE_NAMES), lease_seconds=30)
        results, self.results = self.results, []
        turns = [
            Turn(finishing=finish_arguments(claim, result_of(action, due_at=4e9), now=utcformat(utc_now())))
            for claim, action in results
        ]
        turns += [Turn() for _ in range(idle)]
        if not turns:
            return
        fetcher.send(turns)
        for (claim, action), turn in zip(results, turns, strict=False):
            self.note_answer(claim, action, turn.recorded)
        for turn in turns:
            following = fetcher.claim_of(turn) if turn.claimed else None
            self.note_claim(following)
            self.run_of_jobs += [following] if following else []

    @precondition(lambda self: self.run_of_jobs)
    @rule(action=st.sampled_from(["success", "success", "retry", "dead", "cancel", "release"]))
    def run_a_short_job(self, action: str) -> None:
        self.results.append((self.run_of_jobs.pop(0), action))

    @precondition(lambda self: self.run_of_jobs)
    @rule()
    def lose_the_process_in_the_middle(self) -> None:
        """Let the worker record what became of the jobs: one had begun, and what was not sent is lost."""
        began, *later = self.run_of_jobs
        for claim in (*(claim for claim, _ in self.results), *later):
            self.record(claim, "release")
        self.record(began, "crash")
        self.run_of_jobs, self.results = [], []

    @precondition(lambda self: self.run_of_jobs)
    @rule()
    def lose_the_worker_in_the_middle(self) -> None:
        claims = [claim for claim, _ in self.results] + self.run_of_jobs
        self.lose([claim for claim in claims if self.running.get(claim.job_id) is claim])
        self.run_of_jobs, self.results = [], []

    @precondition(lambda self: self.scheduled)
    @rule(data=st.data())
    def become_due(self, data: st.DataObject) -> None:
        job_id = data.draw(st.sampled_from(sorted(self.scheduled)))
        queue = self.home[job_id]
        self.scheduled.remove(job_id)
        self.connection.zadd(rq_keys.scheduled(queue), {job_id: 1})
        self.put_in_queue(job_id)
        self.claim()

    @rule(gate=st.sampled_from(sorted(GATES)), limit=st.sampled_from([None, 1, 2, 3]))
    def limit_a_key(self, gate: str, limit: int | None) -> None:
        if limit is None:
            reset_limit(self.connection, gate)
        else:
            set_limit(self.connection, gate, LimitOverride(limit, "model", "", utc_now()))
        self.limits[gate] = limit or GATES[gate]

    @rule(gate=st.sampled_from(sorted(RATED)))
    def let_the_window_pass(self, gate: str) -> None:
        self.connection.set(gate_keys.rate_log(gate), '{"w": 86400000, "e": {}}')
        self.connection.zadd(gate_keys.GATES_DUE, {gate: 1}, xx=True)
        self.passed[gate] = 0

    @rule(name=st.sampled_from([*TYPES, *GATES, *RATED]), is_paused=st.integers(0, 2).map(lambda drawn: drawn == 2))
    def pause(self, name: str, is_paused: bool) -> None:
        if is_paused:
            pause_type(self.connection, name, Pause("model", "", utc_now()))
            self.paused.add(name)
        else:
            resume_type(self.connection, name)
            self.paused.discard(name)

    @invariant()
    def redis_agrees_with_the_lists(self) -> None:
        lists = [rq_keys.queue(queue) for queue in QUEUE_NAMES]
        lanes = [gate_keys.lane(queue, lane) for queue, lane in self.parked]
        lanes += [gate_keys.flow(queue, "model-shared", f"|tenant:{tenant}") for queue, tenant in self.flows]
        gates = [*TYPES, *GATES, *RATED]
        pipeline = self.connection.pipeline(transaction=False)
        for key in lists:
            pipeline.lrange(key, 0, -1)
        for key in lanes:
            pipeline.zrange(key, 0, -1)
        for key in (keys.LEASES, *(gate_keys.slots(name) for name in gates)):
            pipeline.zrange(key, 0, -1)
        pipeline.hget(metric_keys.COUNTERS, "fenced")
        for queue in QUEUE_NAMES:
            pipeline.zrange(rq_keys.deferred(queue), 0, -1)
        for job_id in self.types:
            pipeline.smembers(rq_keys.dependencies(job_id))
            pipeline.hget(rq_keys.job(job_id), "status")
            pipeline.ttl(rq_keys.job(job_id))
            pipeline.hgetall(keys.step_results(job_id))
            pipeline.ttl(keys.step_results(job_id))
        answers = iter(pipeline.execute())

        assert [ids(next(answers)) for _ in (*lists, *lanes)] == self.places()
        assert set(ids(next(answers))) == set(self.running)
        for name in gates:
            assert set(ids(next(answers))) == self.holders(name)
        assert int(next(answers) or 0) == self.fenced
        assert {job_id for _ in QUEUE_NAMES for job_id in ids(next(answers))} == set(self.awaited)
        for job_id in self.types:
            assert set(ids(next(answers))) == self.awaited.get(job_id, set())
            self.says_where_it_is(job_id, (next(answers) or b"").decode(), ttl := next(answers))
            self.keeps_its_results(job_id, next(answers), next(answers), ttl)

    def members(self, key: str) -> set[str]:
        return set(ids(cast(list[bytes], self.connection.zrange(key, 0, -1))))

    @invariant()
    def what_waits_at_a_gate_is_woken(self) -> None:
        due = self.members(gate_keys.GATES_DUE)
        for queue in QUEUE_NAMES:
            lanes = {lane: jobs for (home, lane), jobs in self.parked.items() if home == queue}
            assert self.connection.zcard(gate_keys.blocked(queue)) == sum(len(jobs) for jobs in lanes.values())
            ready = self.members(gate_keys.ready(queue))
            waiting = set()
            for gate in (*TYPES, *GATES, *RATED):
                at_gate = self.members(gate_keys.lanes(queue, gate))
                assert not at_gate or gate in ready | due
                waiting |= at_gate
            assert {lane for lane, jobs in lanes.items() if jobs} <= waiting

    def says_where_it_is(self, job_id: str, status: str, ttl: int) -> None:
        assert (status == "started") == (job_id in self.running)
        assert (status == "deferred") == (job_id in self.awaited)
        if job_id in self.ended:
            assert (status, ttl > 0) == (self.ended[job_id], True)
        else:
            assert (status in TERMINAL, ttl) == (False, -1)

    def keeps_its_results(self, job_id: str, results: dict[bytes, bytes], seconds: int, ttl: int) -> None:
        reported = {name.decode(): result.decode() for name, result in results.items() if name}
        assert reported == self.steps[job_id]
        # They end with an ended job; one that goes on keeps them for long.
        assert not results or seconds == pytest.approx(ttl if job_id in self.ended else FAILURE_TTL_SECONDS, abs=60)


def ids(results: list[bytes]) -> list[str]:
    return [job_id.decode() for job_id in results]


@pytest.fixture
def engine(redis_client: redis.Redis) -> type[Engine]:
    Engine.connection = redis_client
    return Engine


def test_the_scripts_do_what_the_model_does(engine: type[Engine]) -> None:
    profile = settings.get_profile(settings.get_current_profile_name())
    examples = max(EXAMPLES, profile.max_examples)
    run_state_machine_as_test(
        engine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=STEPS,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
