"""Hands a mail to a mail server, and says whether it was accepted, refused, or nobody knows."""

import contextlib
import smtplib
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import parseaddr

from fsp.destinations.contract import Tools
from fsp.destinations.newsletter.settings import Encryption, NewsletterCredentials, NewsletterSettings
from fsp.errors import AnswerLost, FspError, PermanentFailure, ServiceUnavailable
from fsp.security.pinned_smtp import connected_smtp

_ACCEPTED = 250
_ALSO_ACCEPTED = 251
_TEXT_EXPECTED = 354
_PERMANENT = range(500, 600)


@contextmanager
def mail_server(
    settings: NewsletterSettings, credentials: NewsletterCredentials, tools: Tools
) -> Iterator[smtplib.SMTP]:
    """Yield a server that is logged in; raise PermanentFailure or ServiceUnavailable for its faults."""
    http, host = tools.http, settings.host
    try:
        server = connected_smtp(
            host,
            settings.port,
            is_tls=settings.encryption is Encryption.TLS,
            user=credentials.user.get_secret_value(),
            password=credentials.password.get_secret_value(),
            ssl_context=http.ssl_context,
            timeout_seconds=http.total_seconds,
            allow_internal=http.allow_internal,
            resolve=http.resolve,
        )
        try:
            yield server
        finally:
            _leave(server)
    except FspError:
        raise
    except smtplib.SMTPAuthenticationError as error:
        raise PermanentFailure(f"{host} refuses the login: {error.smtp_code}. Replace the credentials.") from error
    except smtplib.SMTPNotSupportedError as error:
        raise PermanentFailure(
            f"{host} offers no encryption or no login. Change the port or the encryption."
        ) from error
    except smtplib.SMTPResponseException as error:
        raise refusal(host, "the connection", error.smtp_code, error.smtp_error) from error
    except (smtplib.SMTPException, OSError) as error:
        raise ServiceUnavailable(f"{host} is unreachable as a mail server: {type(error).__name__}.") from error


def _leave(server: smtplib.SMTP) -> None:
    """Say goodbye. A mail that was accepted stays so, whatever the answer."""
    with contextlib.suppress(smtplib.SMTPException, OSError):
        server.quit()
    server.close()


def address_mail(server: smtplib.SMTP, settings: NewsletterSettings) -> None:
    """Name the sender and all lists; raise if the server refuses any of them. Nothing is sent yet."""
    _, sender = parseaddr(settings.sender)
    code, text = server.mail(sender)
    if code != _ACCEPTED:
        raise refusal(settings.host, f"the sender {sender}", code, text)
    for address in settings.list_addresses:
        code, text = server.rcpt(address)
        if code not in {_ACCEPTED, _ALSO_ACCEPTED}:
            raise refusal(settings.host, f"the list {address}", code, text)


def send_mail(server: smtplib.SMTP, settings: NewsletterSettings, mail: EmailMessage) -> str:
    """Send the mail to all lists in one transaction; return what the server said.

    Raise AnswerLost if the connection ended after the whole text was sent. A server that has received a part of it
    must not deliver it (RFC 5321, 4.1.1.4), so until then nothing was sent.
    """
    address_mail(server, settings)
    server.putcmd("data")
    code, text = server.getreply()
    if code != _TEXT_EXPECTED:
        raise refusal(settings.host, "the mail", code, text)
    lines = b"\r\n".join(b"." + line if line.startswith(b".") else line for line in _lines(mail))
    # The end of the text is sent apart: if this fails, the server has no whole text.
    server.send(lines + b"\r\n")
    try:
        server.send(b".\r\n")
        code, text = server.getreply()
    except (smtplib.SMTPException, OSError) as error:
        raise AnswerLost(f"{settings.host} ended the connection while the mail was sent.") from error
    if code != _ACCEPTED:
        raise refusal(settings.host, "the mail", code, text)
    return text.decode("utf-8", "replace")[:200]


def _lines(mail: EmailMessage) -> list[bytes]:
    """Return the lines of a mail."""
    text = mail.as_bytes(policy=SMTP)
    return text.removesuffix(b"\r\n").split(b"\r\n")


def refusal(host: str, what: str, code: int, text: bytes | str) -> FspError:
    """Return the error of an answer: with a code of 500 to 599 a repeat cannot help."""
    says = " ".join((text.decode("utf-8", "replace") if isinstance(text, bytes) else text).split())[:200]
    message = f"{host} refuses {what}: {code} {says}"
    return PermanentFailure(message) if code in _PERMANENT else ServiceUnavailable(message)
