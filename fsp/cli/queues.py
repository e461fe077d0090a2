"""`fsp queues`: the current content of each queue."""

import json
from dataclasses import asdict
from datetime import datetime
from typing import Any

import click

from fsp.amounts import duration
from fsp.cli.context import Context
from fsp.clock import utc_now
from fsp.gates.pauses import Pause, read_queue_pauses
from fsp.inspection.queues import QueueReading, read_queues
from fsp.stores import current_redis


@click.command()
@click.option("--json", "as_json", is_flag=True, help="As JSON, with the names of the API.")
@click.pass_obj
def queues(context: Context, *, as_json: bool) -> None:
    """Show job counts per queue and state."""
    now = utc_now()
    with context.app.app_context():
        read, pauses = read_queues(current_redis(), now), read_queue_pauses(current_redis(), now)
    if as_json:
        click.echo(json.dumps([_as_json(queue) for queue in read], indent=2))
        return
    for queue in read:
        click.echo(_line(queue, pauses.get(queue.name), now))


def _as_json(queue: QueueReading) -> dict[str, Any]:
    return {"parked" if name == "blocked" else name: value for name, value in asdict(queue).items()}


def _line(queue: QueueReading, pause: Pause | None, now: datetime) -> str:
    numbers = (
        f"{getattr(queue, state)} {state}"
        for state in ("waiting", "blocked", "deferred", "scheduled", "running", "failed")
    )
    oldest = f"the oldest waits {duration(queue.oldest_age_seconds)}" if queue.oldest_age_seconds is not None else ""
    paused = f"paused by {pause.by} for {duration((now - pause.since).total_seconds())}" if pause else "open"
    return "\t".join((queue.name, paused, *numbers, oldest)).rstrip()
