"""Whether this web process is being stopped: it answers so, and clients go to another process."""

import signal


def is_stopping() -> bool:
    """Return whether the gunicorn worker that this process is was asked to stop.

    gunicorn calls no hook at SIGTERM: `worker_int` is for SIGINT and SIGQUIT, and at `worker_exit` nobody can ask any
    more. But a worker handles the signal by a method of its own, so it is found however gunicorn was started.
    """
    worker = getattr(signal.getsignal(signal.SIGTERM), "__self__", None)
    return getattr(worker, "alive", True) is False
