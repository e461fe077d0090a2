"""The outgoing heartbeat: an external service is notified of each evaluation, and notices when they stop."""

import logging
from urllib.parse import urlsplit

from fsp.errors import FspError
from fsp.schedules.hold import is_held
from fsp.security.guarded_http import GuardedClient
from fsp.settings import Settings

log = logging.getLogger(__name__)


def send_heartbeat(settings: Settings, client: GuardedClient | None = None) -> bool:
    """Fetch FSP_HEARTBEAT_URL if it is set; return whether the response was 2xx. Errors are logged, never raised."""
    url = settings.heartbeat_url
    if url is None or is_held(settings):
        # Only the original sends heartbeats, not a restored copy next to it.
        return False
    client = client or GuardedClient(allow_internal=settings.alert_allow_internal)
    try:
        status = client.request("GET", url).status
    except FspError as error:
        log.warning("heartbeat failed", extra={"error": str(error)})
        return False
    is_heard = status in range(200, 300)
    if not is_heard:
        log.warning("heartbeat refused", extra={"host": urlsplit(url).hostname, "status": status})
    return is_heard
