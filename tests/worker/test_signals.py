"""Signals: their handlers are put back, and not handed down to what is forked."""

import os
import signal
import time

from fsp.worker.signals import Signals, keep_from_forked


def test_handlers_and_blocked_signals_are_as_before() -> None:
    signals, before = Signals(), signal.getsignal(signal.SIGTERM)

    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGALRM})
    signals.restore()

    assert signal.getsignal(signal.SIGTERM) == before
    assert signal.SIGALRM not in signal.pthread_sigmask(signal.SIG_BLOCK, ())


def test_a_forked_process_dies_of_being_terminated() -> None:
    # In a copy: what is registered for forks stays for as long as the process.
    copy = os.fork()
    if copy == 0:
        signal.signal(signal.SIGTERM, lambda *_: None)
        keep_from_forked()
        forked = os.fork()
        if forked == 0:
            time.sleep(60)
        os.kill(forked, signal.SIGTERM)
        os._exit(-os.waitstatus_to_exitcode(os.waitpid(forked, 0)[1]))

    assert os.waitstatus_to_exitcode(os.waitpid(copy, 0)[1]) == signal.SIGTERM
