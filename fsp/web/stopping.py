"""Detects that this web process is stopping, so that clients use another process."""

import signal


def is_stopping() -> bool:
    """Return whether the current gunicorn worker was asked to stop.

    gunicorn calls no hook at SIGTERM: `worker_int` is for SIGINT and SIGQUIT, and `worker_exit` is too late. But a
    worker handles the signal with a method of its own, so it is found however gunicorn was started.
    """
    worker = getattr(signal.getsignal(signal.SIGTERM), "__self__", None)
    return getattr(worker, "alive", True) is False
