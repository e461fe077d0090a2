"""What each job of the mixed load does, the same for FSP and for stock RQ."""

import time

import redis


def do_mixed(connection: redis.Redis, kind: str, seconds: float, at: float) -> None:
    """Do one job of the mixed load; stock RQ's do the same."""
    if kind in {"project-publish", "item-publish"}:
        connection.rpush("mixed:waits", time.time() - at)
    time.sleep(seconds)
    if kind == "item-publish-down":
        raise ConnectionError("the platform is down")
    connection.rpush("mixed:done", kind)
