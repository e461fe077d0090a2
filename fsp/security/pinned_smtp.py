"""A connection to a mail server whose address was checked before."""

import smtplib
import socket
import ssl
from typing import Any

from fsp.security.guarded_http import TOTAL_SECONDS, pinned_socket


def connected_smtp(
    host: str,
    port: int,
    *,
    is_tls: bool,
    user: str = "",
    password: str = "",
    ssl_context: ssl.SSLContext,
    timeout_seconds: float = TOTAL_SECONDS,
    **address_check: Any,
) -> smtplib.SMTP:
    """Connect and log in. Without `is_tls`, STARTTLS is used where it is offered, and always with a password.

    `address_check` is passed to `pinned_socket`. Raise AddressRefused, smtplib.SMTPException or OSError.
    """
    plain = pinned_socket(host, port, **address_check)
    plain.settimeout(timeout_seconds)
    connected = ssl_context.wrap_socket(plain, server_hostname=host) if is_tls else plain
    server = _PinnedSmtp(connected, host, port, timeout_seconds)
    try:
        server.ehlo()
        if not is_tls and (password or server.has_extn("starttls")):
            server.starttls(context=ssl_context)
            server.ehlo()
        if user:
            server.login(user, password)
    except BaseException:
        server.close()
        raise
    return server


class _PinnedSmtp(smtplib.SMTP):
    """Uses a socket that is already connected to the checked address."""

    def __init__(self, connected: socket.socket, host: str, port: int, timeout_seconds: float) -> None:
        self._connected = connected
        super().__init__(host, port, timeout=timeout_seconds)

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:  # noqa: ARG002
        return self._connected
