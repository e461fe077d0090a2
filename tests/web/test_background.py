"""What a process does by itself: begun once in each process, and a chore that fails is done again."""

import threading

import pytest
from flask import Flask, current_app

from fsp.web import background
from fsp.web.background import Background


def test_a_chore_is_done_again_even_after_it_failed(monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []

    def sleep(seconds: float) -> None:
        if len(done) == 3:
            raise SystemExit

    def chore() -> None:
        done.append(f"{current_app.name} on {threading.current_thread().name}")
        if len(done) == 1:
            raise ValueError("once")

    monkeypatch.setattr(background.time, "sleep", sleep)
    chores = Background(Flask("test"))
    chores.every(5.0, chore)
    others = set(threading.enumerate())

    chores.begin()
    chores.begin()

    for thread in set(threading.enumerate()) - others:
        thread.join(30)
    assert len(done) == 3
    assert len(set(done)) == 1
    assert done[0].startswith("test on background-")
