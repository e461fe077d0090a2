"""What the tests of alerts share: a simulated clock, readings, and whole evaluations with delivery."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from fsp.alerts.attempt import DeliveryContext
from fsp.alerts.channels.webhook import WebhookChannel
from fsp.alerts.deliver import DeliveryReport, deliver_due
from fsp.alerts.evaluate import Evaluation, evaluate
from fsp.conditions.facts.infrastructure import DatabaseFacts, RedisFacts
from fsp.conditions.facts.work import JobTypeFacts
from fsp.conditions.snapshot import Snapshot
from fsp.security.guarded_http import GuardedClient
from tests.receiver import Receiver

START = datetime(2030, 5, 1, tzinfo=UTC)


def at(minutes: float) -> datetime:
    return START + timedelta(minutes=minutes)


def redis_down(minutes: float, **other: Any) -> Snapshot:
    return Snapshot(at=at(minutes), redis=RedisFacts(answers=False), **other)


def redis_up(minutes: float, **other: Any) -> Snapshot:
    return Snapshot(at=at(minutes), redis=RedisFacts(answers=True), **other)


def jobs(minutes: float, failed: int, ended: int, job_type: str = "export-data", **other: Any) -> Snapshot:
    return Snapshot(at=at(minutes), job_types=(JobTypeFacts(job_type, ended, failed),), **other)


def database(minutes: float, milliseconds: float) -> Snapshot:
    return Snapshot(at=at(minutes), database=DatabaseFacts(answers=True, milliseconds=milliseconds))


@dataclass
class Clock:
    moment: datetime = field(default=START)

    def __call__(self) -> datetime:
        return self.moment


def webhook(receiver: Receiver, name: str = "webhook", secret: str | None = None) -> WebhookChannel:
    return WebhookChannel(receiver.url, GuardedClient(allow_internal=True), lambda: START, secret, name)


def outside(clock: Clock) -> DeliveryContext:
    return DeliveryContext(now=clock, random=lambda: 0.0, url="http://fsp.example")


def evaluate_and_deliver(reading: Snapshot, *channels: Any, clock: Clock) -> tuple[Evaluation, DeliveryReport]:
    clock.moment = reading.at
    evaluation = evaluate(reading, channels=[channel.name for channel in channels])
    return evaluation, deliver_due(channels, outside(clock))
