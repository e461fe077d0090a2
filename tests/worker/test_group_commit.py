"""Sharing a round trip: what gathers during a call goes together as the next, and one alone waits for nobody."""

import threading
from collections.abc import Callable

import pytest
import redis

from fsp.worker.group_commit import GroupCommit, Turn


class Server:
    """Answers each call when it is let to, and remembers the sizes of the groups."""

    def __init__(self) -> None:
        self.groups: list[int] = []
        self.has_begun, self.may_answer = threading.Event(), threading.Event()

    def send(self, turns: list[Turn]) -> None:
        self.groups.append(len(turns))
        self.has_begun.set()
        assert self.may_answer.wait(10)
        for turn in turns:
            turn.recorded = 1


def started(work: Callable[[], None]) -> threading.Thread:
    thread = threading.Thread(target=work)
    thread.start()
    return thread


def test_one_alone_is_sent_at_once(group: GroupCommit) -> None:
    server, turn = Server(), Turn([])
    server.may_answer.set()

    group.call(turn, server.send)

    assert (server.groups, turn.recorded) == ([1], 1)


def test_those_that_come_while_a_call_is_under_way_go_together(group: GroupCommit) -> None:
    server, turns = Server(), [Turn([number]) for number in range(6)]
    first = started(lambda: group.call(turns[0], server.send))
    assert server.has_begun.wait(10)
    others = [started(lambda turn=turn: group.call(turn, server.send)) for turn in turns[1:]]  # type: ignore[misc]
    while len(group._waiting) < len(others):
        threading.Event().wait(0.001)
    server.may_answer.set()
    for thread in (first, *others):
        thread.join(10)

    assert server.groups == [1, 5]
    assert [turn.recorded for turn in turns] == [1] * 6


def test_each_thread_of_a_group_gets_its_error_and_the_next_group_goes_on(group: GroupCommit) -> None:
    server, faults = Server(), []

    def refuse(turns: list[Turn]) -> None:
        server.send(turns)
        raise redis.exceptions.ConnectionError("away")

    def call() -> None:
        try:
            group.call(Turn([]), refuse)
        except redis.exceptions.ConnectionError as error:
            faults.append(str(error))

    first = started(call)
    assert server.has_begun.wait(10)
    others = [started(call) for _ in range(3)]
    while len(group._waiting) < len(others):
        threading.Event().wait(0.001)
    server.may_answer.set()
    for thread in (first, *others):
        thread.join(10)

    assert faults == ["away"] * 4
    turn = Turn([])
    group.call(turn, server.send)
    assert turn.recorded == 1


@pytest.fixture
def group() -> GroupCommit:
    return GroupCommit()
