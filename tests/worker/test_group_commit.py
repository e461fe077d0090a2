"""Sharing a round trip: what gathers during a call goes together as the next, and short jobs share a thread."""

import threading
from collections.abc import Callable

import pytest

from fsp.worker.group_commit import HOLD_SECONDS, SHORT_SECONDS, GroupCommit, Turn

SHORT, LONG = SHORT_SECONDS / 2, SHORT_SECONDS * 2


class Server:
    """Answers each call when it is let to, with a job of `job_type` for each turn, and remembers the slots."""

    def __init__(self, job_type: str | None = None, *, answers: bool = True) -> None:
        self.job_type = job_type
        self.groups: list[list[int]] = []
        self.has_begun, self.may_answer = threading.Event(), threading.Event()
        if answers:
            self.may_answer.set()

    def send(self, turns: list[Turn]) -> None:
        self.groups.append([turn.slot for turn in turns])
        self.has_begun.set()
        assert self.may_answer.wait(10)
        for turn in turns:
            turn.recorded = 1
            turn.claimed = self.job_type and [f"job-{turn.slot}", 1, "low", 0, [self.job_type]]


class Clock:
    """Stands still until it is put forward."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def group(clock: Clock) -> GroupCommit:
    return GroupCommit(clock)


def note_short(group: GroupCommit) -> None:
    for _ in range(50):
        group.note_duration("short", SHORT)


def started(work: Callable[[], object]) -> threading.Thread:
    thread = threading.Thread(target=work)
    thread.start()
    return thread


def until_waiting(group: GroupCommit, count: int) -> None:
    while len(group._waiting) < count:
        threading.Event().wait(0.001)


def exchanged_at_once(group: GroupCommit, server: Server, slots: range) -> list[tuple[str, Turn]]:
    """Exchange a turn of each slot while the first one's call is under way; return the threads and what each got."""
    answered: list[tuple[str, Turn]] = []

    def exchange(slot: int) -> None:
        turn = group.exchange(Turn(slot), server.send)
        answered.append((threading.current_thread().name, turn))

    threads = [started(lambda: exchange(slots[0]))]
    assert server.has_begun.wait(10)
    for count, slot in enumerate(slots[1:], start=1):
        threads.append(started(lambda slot=slot: exchange(slot)))  # type: ignore[misc]
        until_waiting(group, count)
    server.may_answer.set()
    for thread in threads:
        thread.join(10)
        assert not thread.is_alive()
    return answered


def test_one_alone_is_sent_at_once(group: GroupCommit) -> None:
    server, turn = Server(), Turn(3)

    assert group.exchange(turn, server.send) is turn
    assert (server.groups, turn.recorded) == ([[3]], 1)


@pytest.mark.parametrize("job_type", [None, "short", "long"])
def test_those_that_come_while_a_call_is_under_way_go_together_and_each_thread_gets_one(
    group: GroupCommit, job_type: str | None
) -> None:
    note_short(group)
    server = Server(job_type, answers=False)

    answered = exchanged_at_once(group, server, range(6))

    assert sorted(map(len, server.groups)) in ([1, 5], [6])
    assert sorted(turn.slot for _, turn in answered) == list(range(6))
    assert len({thread for thread, _ in answered}) == 6
    assert [turn.recorded for _, turn in answered] == [1] * 6


def test_short_jobs_run_one_after_another_in_the_thread_that_claimed_them(group: GroupCommit) -> None:
    note_short(group)
    server = Server("short")
    group._waiting = [Turn(slot) for slot in (1, 2)]

    slots = [group.exchange(Turn(3), server.send).slot]
    slots += [group.exchange(Turn(slots[-1]), server.send).slot for _ in range(2)]

    assert (slots, server.groups) == ([1, 2, 3], [[1, 2, 3]])


def test_a_result_waits_for_short_jobs_only_and_not_for_long(group: GroupCommit, clock: Clock) -> None:
    note_short(group)
    server = Server("short")
    group._claimed.extend(Turn(slot, claimed=["job", 1, "low", 0, ["short"]], is_short=True) for slot in (1, 2))

    assert group.exchange(Turn(3), server.send).slot == 1
    clock.now += HOLD_SECONDS
    assert group.exchange(Turn(1), server.send).slot == 2
    assert server.groups == [[3, 1]]


def test_a_result_does_not_wait_for_a_job_that_may_be_long(group: GroupCommit) -> None:
    server = Server("long")
    group._claimed.append(Turn(1, claimed=["job", 1, "low", 0, ["long"]]))

    assert group.exchange(Turn(2), server.send).slot == 1
    assert server.groups == [[2]]


def test_another_thread_takes_the_rest_when_a_short_job_turns_out_long(group: GroupCommit) -> None:
    note_short(group)
    server, is_over, slots = Server("short", answers=False), threading.Event(), []

    def work(slot: int) -> None:
        turn = group.exchange(Turn(slot), server.send)
        slots.append(turn.slot)
        if turn.slot == 0:
            # As long as the others have not been run.
            assert is_over.wait(10)
        if len(slots) == 4:
            is_over.set()

    threads = [started(lambda: work(3))]
    assert server.has_begun.wait(10)
    for slot in range(3):
        threads.append(started(lambda slot=slot: work(slot)))  # type: ignore[misc]
        until_waiting(group, slot + 1)
    server.may_answer.set()
    for thread in threads:
        thread.join(10)

    assert sorted(slots) == [0, 1, 2, 3]


def test_a_type_counts_as_short_after_some_short_jobs_and_as_long_after_some_long_ones(group: GroupCommit) -> None:
    claimed = ["job", 1, "low", 0, ["some"]]

    def changed_after(seconds: float) -> int:
        before, count = group._is_short(claimed), 0
        while group._is_short(claimed) == before:
            group.note_duration("some", seconds)
            count += 1
        return count

    assert not group._is_short(claimed)
    assert [changed_after(seconds) for seconds in (SHORT, LONG, SHORT)] == [10, 1, 2]
    note_short(group)
    group.note_duration("short", LONG)
    assert group._is_short(["job", 1, "low", 0, ["short"]])


def test_a_thread_that_ends_in_its_call_leaves_the_turns_of_others_to_them(group: GroupCommit) -> None:
    server, faults = Server(), []

    def end(_turns: list[Turn]) -> None:
        raise SystemExit

    def work() -> None:
        try:
            group.exchange(Turn(9), end)
        except SystemExit:
            faults.append("ended")

    group._is_sending = True
    others = [started(lambda slot=slot: group.exchange(Turn(slot), server.send)) for slot in (1, 2)]  # type: ignore[misc]
    until_waiting(group, 2)
    group._is_sending = False
    for thread in (started(work), *others):
        thread.join(10)
        assert not thread.is_alive()

    assert faults == ["ended"]
    assert sorted(slot for slots in server.groups for slot in slots) == [1, 2]
