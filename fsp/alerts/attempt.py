"""One attempt to send one message, with its time, its answer and its fault in words without secrets."""

from collections.abc import Callable
from dataclasses import dataclass

from fsp.alerts.channels.channel import Channel
from fsp.alerts.message import Message
from fsp.errors import AddressRefused, ChannelFailed, ServiceUnavailable
from fsp.models.alert_delivery import DeliveryOutcome
from fsp.security.redaction import redact_text


@dataclass(frozen=True)
class Attempt:
    """How it went."""

    outcome: DeliveryOutcome
    latency_milliseconds: float
    answer: str = ""
    error: str = ""
    retry_after_seconds: float | None = None


def attempt(channel: Channel, message: Message, monotonic: Callable[[], float]) -> Attempt:
    """Send and judge; raises nothing that a channel may raise."""
    started = monotonic()

    def ended(outcome: DeliveryOutcome, *, answer: str = "", error: str = "", wait: float | None = None) -> Attempt:
        return Attempt(outcome, round((monotonic() - started) * 1000, 1), answer, redact_text(error), wait)

    try:
        answer = channel.send(message)
    except ChannelFailed as error:
        outcome = DeliveryOutcome.FAILED if error.permanent else DeliveryOutcome.TRY_AGAIN
        return ended(outcome, error=str(error), wait=error.retry_after_seconds)
    except AddressRefused as error:
        # A resolver that is away looks the same as a name that is gone.
        is_away = isinstance(error.__cause__, OSError)
        return ended(DeliveryOutcome.TRY_AGAIN if is_away else DeliveryOutcome.FAILED, error=str(error))
    except ServiceUnavailable as error:
        return ended(DeliveryOutcome.TRY_AGAIN, error=str(error))
    except Exception as error:  # noqa: BLE001  (a fault in one channel must not keep the others from being told)
        return ended(DeliveryOutcome.TRY_AGAIN, error=f"The channel failed: {type(error).__name__}.")
    return ended(DeliveryOutcome.ACCEPTED, answer=answer[:200])
