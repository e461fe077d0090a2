"""How a process shows that it lives: by beats of its own, or by answers."""

import os
import threading
from contextlib import suppress

from fsp.cli.up.liveness import Answers, Beats
from fsp.lifeline import VARIABLE


def test_beats_count_once() -> None:
    beats = Beats(45.0)
    variables, (writer,) = beats.prepare()
    own = os.dup(writer)
    beats.begin()
    before = beats.has_answered()
    os.write(own, b"..")

    after = [beats.has_answered(), beats.has_answered()]

    assert (variables, before, after) == ({VARIABLE: str(writer)}, False, [True, False])
    os.close(own)


def test_what_an_earlier_process_left_behind_beats_for_nobody() -> None:
    beats = Beats(45.0)
    _, (writer,) = beats.prepare()
    left_behind = os.dup(writer)
    beats.begin()
    beats.prepare()
    beats.begin()

    with suppress(BrokenPipeError):
        os.write(left_behind, b".")
    os.close(left_behind)

    assert not beats.has_answered()


def test_an_answer_counts_once() -> None:
    asked, said = threading.Event(), iter([True])

    def ask() -> bool:
        answer = next(said, False)
        asked.set()
        return answer

    answers = Answers(ask, 30.0)
    answers.begin()
    asked.wait(10)

    answers._answered.wait(10)

    assert [answers.has_answered(), answers.has_answered()] == [True, False]
