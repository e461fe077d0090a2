"""The same jobs for Dramatiq, with its Redis broker and its results stored there too.

Run as a program with a kind and a number, it enqueues so many.
"""

import os
import sys
import time

import dramatiq
from dramatiq.brokers.redis import RedisBroker
from dramatiq.results import Results
from dramatiq.results.backends import RedisBackend

URL = os.environ["REDIS_URL"]

broker = RedisBroker(url=URL)  # type: ignore[no-untyped-call]
broker.add_middleware(Results(backend=RedisBackend(url=URL)))  # type: ignore[no-untyped-call]
dramatiq.set_broker(broker)


@dramatiq.actor(store_results=True)
def noop() -> None:
    """Do nothing."""


@dramatiq.actor(store_results=True)
def wait_for_something() -> None:
    """Wait 10 ms, as for a network."""
    time.sleep(0.01)


if __name__ == "__main__":
    kind, count = sys.argv[1:]
    for _ in range(int(count)):
        {"noop": noop, "wait": wait_for_something}[kind].send()
