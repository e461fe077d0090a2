"""Email through any SMTP server, with the standard library."""

import smtplib
import ssl
from dataclasses import dataclass, field
from email.message import EmailMessage

from fsp.alerts.message import Message
from fsp.alerts.wording import subject, text
from fsp.errors import ChannelFailed
from fsp.mail.server import PERMANENT_CODES, server_of_url


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
        server = server_of_url(self.url, allow_internal=self.allow_internal, ssl_context=self.ssl_context)
        return server.connect()

    def _mail(self, message: Message) -> EmailMessage:
        mail = EmailMessage()
        mail["Subject"] = " ".join(subject(message).split())
        mail["From"], mail["To"] = self.sender, ", ".join(self.recipients)
        mail["X-FSP-Key"] = message.key
        mail.set_content(text(message))
        return mail
