"""Any service that `apprise` supports. It is an optional dependency."""

import importlib
from dataclasses import dataclass, field

from fsp.alerts.message import Message
from fsp.alerts.wording import subject, text
from fsp.errors import ChannelFailed


@dataclass(frozen=True)
class AppriseChannel:
    """Sends to every service URL. Only the operator sets these URLs, because apprise bypasses the guarded client."""

    urls: tuple[str, ...] = field(repr=False)
    name: str = "apprise"

    def send(self, message: Message) -> str:
        """Send to all services. If one fails, all are retried later."""
        try:
            apprise = importlib.import_module("apprise")
        except ImportError as error:
            raise ChannelFailed(
                "FSP_ALERT_APPRISE_URLS is set but apprise is not installed; run pip install fsp[apprise].",
                permanent=True,
            ) from error
        services = apprise.Apprise()
        for number, url in enumerate(self.urls, start=1):
            if not services.add(url):
                raise ChannelFailed(
                    f"Apprise does not recognise URL number {number} in FSP_ALERT_APPRISE_URLS.", permanent=True
                )
        if not services.notify(title=subject(message), body=text(message)):
            raise ChannelFailed("Apprise could not reach all services.", permanent=False)
        return f"{len(self.urls)} services"
