"""A mail server: its address and login, and a connection whose faults are FSP's own errors."""

import contextlib
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from fsp.errors import CertificateRefused, FspError, PermanentFailure, ServiceUnavailable
from fsp.security.addresses import Resolve, resolve
from fsp.security.connection_faults import why_no_answer
from fsp.security.guarded_http import TOTAL_SECONDS
from fsp.security.pinned_smtp import connected_smtp

PORTS = {"smtp": 587, "smtps": 465}
PERMANENT_CODES = range(500, 600)


@dataclass(frozen=True)
class MailServer:
    """Without `is_tls`, STARTTLS is used where it is offered, and always with a password."""

    host: str
    port: int
    is_tls: bool = False
    user: str = ""
    password: str = field(default="", repr=False)
    ssl_context: ssl.SSLContext = field(default_factory=ssl.create_default_context)
    timeout_seconds: float = TOTAL_SECONDS
    allow_internal: bool = False
    resolve: Resolve = resolve

    def connect(self) -> smtplib.SMTP:
        """Connect and log in; raise AddressRefused, smtplib.SMTPException or OSError."""
        return connected_smtp(
            self.host,
            self.port,
            is_tls=self.is_tls,
            user=self.user,
            password=self.password,
            ssl_context=self.ssl_context,
            timeout_seconds=self.timeout_seconds,
            allow_internal=self.allow_internal,
            resolve=self.resolve,
        )


def server_of_url(url: str, *, allow_internal: bool, ssl_context: ssl.SSLContext | None = None) -> MailServer:
    """Return the server of an address such as smtps://user:password@mail.example:465."""
    parts = urlsplit(url)
    return MailServer(
        parts.hostname or "",
        parts.port or PORTS[parts.scheme],
        is_tls=parts.scheme == "smtps",
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        ssl_context=ssl_context or ssl.create_default_context(),
        allow_internal=allow_internal,
    )


@contextmanager
def connected(server: MailServer) -> Iterator[smtplib.SMTP]:
    """Yield a connection that is logged in; raise PermanentFailure or ServiceUnavailable for its faults."""
    host = server.host
    try:
        connection = server.connect()
        try:
            yield connection
        finally:
            _leave(connection)
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
    except ssl.SSLCertVerificationError as error:
        raise CertificateRefused(f"{host} gave no answer: {why_no_answer(error)}.") from error
    except ssl.SSLError as error:
        raise ServiceUnavailable(
            f"{host} does not answer with TLS at port {server.port}. Change the port or the encryption."
        ) from error
    except (smtplib.SMTPException, OSError) as error:
        raise ServiceUnavailable(f"{host} is unreachable as a mail server: {why_no_answer(error)}.") from error


def refusal(host: str, what: str, code: int, text: bytes | str) -> FspError:
    """Return the error of an answer: with a code of 500 to 599 a repeat cannot help."""
    says = " ".join((text.decode("utf-8", "replace") if isinstance(text, bytes) else text).split())[:200]
    message = f"{host} refuses {what}: {code} {says}"
    return PermanentFailure(message) if code in PERMANENT_CODES else ServiceUnavailable(message)


def _leave(connection: smtplib.SMTP) -> None:
    """Say goodbye. A mail that was accepted stays so, whatever the answer."""
    with contextlib.suppress(smtplib.SMTPException, OSError):
        connection.quit()
    connection.close()
