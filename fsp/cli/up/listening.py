"""The listening socket of the web server. The supervisor opens it and passes it to each web process.

It stays open while the web process is replaced: connections wait for a moment, and none is refused.
"""

import socket

from fsp.errors import SettingsError
from fsp.settings import Settings

BACKLOG = 2048


def listen(settings: Settings) -> socket.socket:
    """Return the listening socket; raise SettingsError if the address is not available."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((settings.host, settings.port))
    except OSError as error:
        listener.close()
        where = f"{settings.host}:{settings.port}"
        raise SettingsError(
            f"FSP cannot listen on {where}: {error.strerror}. Stop what uses it, or set FSP_PORT."
        ) from error
    listener.listen(BACKLOG)
    return listener
