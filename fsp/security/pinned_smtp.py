"""A connection to a mail server whose address was checked before."""

import smtplib
import socket
import ssl
from typing import Any

from fsp.security.guarded_http import TOTAL_SECONDS, pinned_socket

CREDENTIALS_INVALID = 535
_SEND_PASSWORD = frozenset({"PLAIN", "LOGIN"})


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
            _log_in(server, user, password)
    except BaseException:
        server.close()
        raise
    return server


def _log_in(server: smtplib.SMTP, user: str, password: str) -> None:
    try:
        server.login(user, password)
    except _PasswordRefused as error:
        raise smtplib.SMTPAuthenticationError(error.code, error.text) from error


class _PasswordRefused(smtplib.SMTPException):
    """The server refuses the password itself, so another way to send it cannot help, and may lock the account."""

    def __init__(self, code: int, text: bytes | str) -> None:
        super().__init__(code, text)
        self.code, self.text = code, text


class _PinnedSmtp(smtplib.SMTP):
    """Uses a socket that is already connected to the checked address."""

    def auth(self, mechanism: str, *arguments: Any, **options: Any) -> tuple[int, bytes]:
        """Authenticate in one way. Servers that lack the password itself refuse CRAM-MD5, but not the other ways."""
        try:
            return super().auth(mechanism, *arguments, **options)
        except smtplib.SMTPAuthenticationError as error:
            if mechanism in _SEND_PASSWORD and error.smtp_code == CREDENTIALS_INVALID:
                raise _PasswordRefused(error.smtp_code, error.smtp_error) from error
            raise

    def __init__(self, connected: socket.socket, host: str, port: int, timeout_seconds: float) -> None:
        self._connected = connected
        super().__init__(host, port, timeout=timeout_seconds)

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:  # noqa: ARG002
        return self._connected
