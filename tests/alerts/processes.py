"""Evaluators and deliverers in processes of their own, forked from a clean server, to be raced and to be killed."""

import multiprocessing
from dataclasses import dataclass
from datetime import datetime, timedelta
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Barrier
from typing import NoReturn

from fsp.alerts.attempt import DeliveryContext
from fsp.alerts.channels.webhook import WebhookChannel
from fsp.alerts.deliver import deliver_due
from fsp.alerts.evaluate import evaluate
from fsp.alerts.message import Message
from fsp.conditions.facts.work import ScheduleFacts
from fsp.conditions.snapshot import Snapshot
from fsp.core import core_app
from fsp.models import catalogue  # noqa: F401
from fsp.security.guarded_http import GuardedClient
from fsp.settings import Settings
from fsp.stores import db

EVERY = timedelta(minutes=5)

servers = multiprocessing.get_context("forkserver")
servers.set_forkserver_preload(["tests.alerts.processes"])


def missed(number: int, at: datetime) -> Snapshot:
    """Return a reading with one cause of its own."""
    return Snapshot(at, schedules=(ScheduleFacts(f"task-{number}", overdue_since=at, cause="scheduler down"),))


def race(settings: Settings, start: datetime, ticks: int, barrier: Barrier, reported: Connection) -> None:
    """Evaluate ticks in step with the others; tell which this process was first with."""
    with core_app(settings).app_context():
        firsts = []
        for number in range(ticks):
            barrier.wait(60)
            if evaluate(missed(number, start + number * EVERY), channels=["webhook"]).was_first:
                firsts.append(number)
        db.session.remove()
        db.engine.dispose()
    reported.send(firsts)


def firsts_of_racing_evaluators(settings: Settings, start: datetime, *, ticks: int, processes: int) -> list[int]:
    """Let processes evaluate the same ticks at the same time; return every tick that one was first with."""
    barrier, pipes, running = servers.Barrier(processes), [], []
    for _ in range(processes):
        here, there = servers.Pipe(duplex=False)
        process = servers.Process(target=race, args=(settings, start, ticks, barrier, there))
        process.start()
        # Without an end here, a process that dies is an end of file and not a wait for ever.
        there.close()
        running.append(process)
        pipes.append(here)
    firsts = [number for pipe in pipes for number in pipe.recv()]
    for process in running:
        process.join()
    return firsts


@dataclass(frozen=True)
class Deadly:
    """A channel that says it is about to send, or has sent, and then waits to be killed."""

    channel: WebhookChannel
    is_sent_before: bool
    here: Connection
    name: str = "webhook"

    def send(self, message: Message) -> str:
        """Send or not, and wait for ever."""
        if self.is_sent_before:
            self.channel.send(message)
        wait_to_be_killed(self.here)


def wait_to_be_killed(here: Connection) -> NoReturn:
    """Say that the moment has come; never return."""
    here.send("now")
    here.recv()
    raise AssertionError("nobody answers here")


def live(settings: Settings, url: str, reading: Snapshot, where: str, here: Connection) -> None:
    """Evaluate and deliver up to the place to be killed at: `committed`, `claimed` or `sent`."""
    with core_app(settings).app_context():
        evaluate(reading, channels=["webhook"])
        if where == "committed":
            wait_to_be_killed(here)
        channel = WebhookChannel(url, GuardedClient(allow_internal=True), lambda: reading.at)
        deadly = Deadly(channel, where == "sent", here)
        deliver_due([deadly], DeliveryContext(lambda: reading.at, lambda: 0.0, "http://fsp.example"))
    here.send("nothing was due")


def kill_at(settings: Settings, url: str, reading: Snapshot, where: str) -> int:
    """Start such a process, kill it with SIGKILL when it is there, and return its exit code."""
    here, there = servers.Pipe()
    process = servers.Process(target=live, args=(settings, url, reading, where, there))
    process.start()
    there.close()
    assert here.recv() == "now"
    process.kill()
    process.join()
    return process.exitcode or 0
