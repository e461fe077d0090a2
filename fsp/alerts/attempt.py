"""One attempt to send one message: its latency, the response, and the error without secrets."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from fsp.alerts.channels.channel import Channel
from fsp.alerts.message import Message
from fsp.errors import AddressRefused, ChannelFailed, ServiceUnavailable
from fsp.models.alert_delivery import DeliveryOutcome
from fsp.security.redaction import redact_text


@dataclass(frozen=True)
class DeliveryContext:
    """What delivery needs from its environment: current time, randomness, FSP's URL, a clock for latency, a pause
    function.
    """

    now: Callable[[], datetime]
    random: Callable[[], float]
    url: str
    monotonic: Callable[[], float] = time.monotonic
    pause: Callable[[float], None] = time.sleep


@dataclass(frozen=True)
class Attempt:
    """The outcome of an attempt."""

    outcome: DeliveryOutcome
    latency_milliseconds: float
    answer: str = ""
    error: str = ""
    retry_after_seconds: float | None = None


def attempt(channel: Channel, message: Message, monotonic: Callable[[], float]) -> Attempt:
    """Send a message and return the outcome. Errors of the channel are not raised."""
    started = monotonic()

    def ended(outcome: DeliveryOutcome, *, answer: str = "", error: str = "", wait: float | None = None) -> Attempt:
        return Attempt(outcome, round((monotonic() - started) * 1000, 1), answer, redact_text(error), wait)

    try:
        answer = channel.send(message)
    except ChannelFailed as error:
        outcome = DeliveryOutcome.FAILED if error.permanent else DeliveryOutcome.TRY_AGAIN
        return ended(outcome, error=str(error), wait=error.retry_after_seconds)
    except AddressRefused as error:
        # A resolver that is down looks the same as an unknown name.
        is_resolver_down = isinstance(error.__cause__, OSError)
        return ended(DeliveryOutcome.TRY_AGAIN if is_resolver_down else DeliveryOutcome.FAILED, error=str(error))
    except ServiceUnavailable as error:
        return ended(DeliveryOutcome.TRY_AGAIN, error=str(error))
    except Exception as error:  # noqa: BLE001  (a fault in one channel must not silence the others)
        return ended(DeliveryOutcome.TRY_AGAIN, error=f"The channel failed: {type(error).__name__}.")
    return ended(DeliveryOutcome.ACCEPTED, answer=answer[:200])
