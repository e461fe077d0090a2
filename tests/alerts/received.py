"""What a receiver got, in order."""

import json

from tests.receiver import Receiver


def received(receiver: Receiver) -> list[tuple[str, str]]:
    """Return (rule, reason) of each alert in each call."""
    return [
        (alert["labels"]["alertname"], alert["annotations"]["notification_reason"])
        for call in receiver.calls
        for alert in json.loads(call.body)["alerts"]
    ]


def reasons(receiver: Receiver) -> list[str]:
    return [reason for _, reason in received(receiver)]


def keys(receiver: Receiver) -> list[str]:
    return [call.headers["idempotency-key"] for call in receiver.calls]


def fingerprints(receiver: Receiver) -> list[tuple[str, str]]:
    """Return (fingerprint, reason) of each alert in each call."""
    return [
        (alert["fingerprint"], alert["annotations"]["notification_reason"])
        for call in receiver.calls
        for alert in json.loads(call.body)["alerts"]
    ]
