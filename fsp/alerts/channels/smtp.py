"""Email through any SMTP server, with the standard library."""

import smtplib
import socket
import ssl
from dataclasses import dataclass, field
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

from fsp.alerts.message import Message
from fsp.alerts.wording import subject, text
from fsp.errors import ChannelFailed
from fsp.security.guarded_http import TOTAL_SECONDS, pinned_socket

PERMANENT_CODES = range(500, 600)
PORTS = {"smtp": 587, "smtps": 465}


@dataclass(frozen=True)
class SmtpChannel:
    """`smtp://` uses STARTTLS where the server offers it, and always when there is a password; `smtps://` is TLS."""

    url: str
    sender: str
    recipients: tuple[str, ...]
    allow_internal: bool = False
    ssl_context: ssl.SSLContext = field(default_factory=ssl.create_default_context)
    name: str = "smtp"

    def send(self, message: Message) -> str:
        """Send the message to the mail server."""
        try:
            with self._connected() as server:
                refused = server.send_message(self._mail(message))
        except smtplib.SMTPResponseException as error:
            raise ChannelFailed(
                f"The mail server returned {error.smtp_code}.", permanent=error.smtp_code in PERMANENT_CODES
            ) from error
        except smtplib.SMTPRecipientsRefused as error:
            codes = {code for code, _ in error.recipients.values()}
            raise ChannelFailed(
                f"The mail server refused every recipient: {sorted(codes)}.", permanent=min(codes) in PERMANENT_CODES
            ) from error
        except smtplib.SMTPNotSupportedError as error:
            raise ChannelFailed("The mail server does not support STARTTLS or login.", permanent=True) from error
        except (smtplib.SMTPException, OSError) as error:
            raise ChannelFailed(f"The mail server is unreachable: {type(error).__name__}.", permanent=False) from error
        return f"250, {len(refused)} recipients refused" if refused else "250"

    def _connected(self) -> smtplib.SMTP:
        parts = urlsplit(self.url)
        host, port = parts.hostname or "", parts.port or PORTS[parts.scheme]
        plain = pinned_socket(host, port, allow_internal=self.allow_internal)
        plain.settimeout(TOTAL_SECONDS)
        is_tls = parts.scheme == "smtps"
        connected = self.ssl_context.wrap_socket(plain, server_hostname=host) if is_tls else plain
        server = _PinnedSmtp(connected, host, port)
        try:
            server.ehlo()
            if not is_tls and (parts.password or server.has_extn("starttls")):
                server.starttls(context=self.ssl_context)
                server.ehlo()
            if parts.username:
                server.login(unquote(parts.username), unquote(parts.password or ""))
        except BaseException:
            server.close()
            raise
        return server

    def _mail(self, message: Message) -> EmailMessage:
        mail = EmailMessage()
        mail["Subject"] = " ".join(subject(message).split())
        mail["From"], mail["To"] = self.sender, ", ".join(self.recipients)
        mail["X-FSP-Key"] = message.key
        mail.set_content(text(message))
        return mail


class _PinnedSmtp(smtplib.SMTP):
    """Uses a socket that is already connected to the checked address."""

    def __init__(self, connected: socket.socket, host: str, port: int) -> None:
        self._connected = connected
        super().__init__(host, port, timeout=TOTAL_SECONDS)

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:  # noqa: ARG002
        return self._connected
