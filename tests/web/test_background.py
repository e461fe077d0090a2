"""What a process does by itself: begun once in each process, and a chore that fails is done again."""

import threading

from flask import Flask, current_app

from fsp.web.background import Background


def test_a_chore_is_done_again_even_after_it_failed() -> None:
    done: list[str] = []
    chores = Background(Flask("test"))

    def chore() -> None:
        done.append(f"{current_app.name} on {threading.current_thread().name}")
        if len(done) == 1:
            raise ValueError("once")
        if len(done) == 3:
            chores.end()

    chores.every(0.0, chore)
    others = set(threading.enumerate())

    chores.begin()
    chores.begin()

    for thread in set(threading.enumerate()) - others:
        thread.join(30)
    assert len(done) == 3
    assert len(set(done)) == 1
    assert done[0].startswith("test on background-")
