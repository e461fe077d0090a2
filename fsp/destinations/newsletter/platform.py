"""A newsletter by a mail server: one mail for each post, to the address of one or several mailing lists."""

from dataclasses import replace
from typing import ClassVar

from pydantic import BaseModel

from fsp.destinations.checks import run
from fsp.destinations.contract import Abilities, CheckResult, Markup, Post, Remote, Sent, Tools
from fsp.destinations.newsletter.mail import LIMITS, mail_of, message_id
from fsp.destinations.newsletter.settings import Encryption, NewsletterCredentials, NewsletterSettings
from fsp.errors import PermanentFailure
from fsp.mail.send import Envelope, address_mail, send_mail
from fsp.mail.server import MailServer, connected

CHECK_SECONDS = 3.0


class Newsletter:
    """Sends each post once. A mail cannot be looked for, changed or recalled."""

    name: ClassVar[str] = "newsletter"
    title: ClassVar[str] = "E-mail newsletter"
    abilities = Abilities(
        markup=Markup.HTML, updates=False, removes=False, finds=False, reads=False, images=LIMITS, max_parallel=1
    )
    SettingsModel: ClassVar[type[BaseModel]] = NewsletterSettings
    CredentialsModel: ClassVar[type[BaseModel]] = NewsletterCredentials

    def __init__(self, settings: NewsletterSettings, credentials: NewsletterCredentials, tools: Tools) -> None:
        self._settings, self._credentials, self._tools = settings, credentials, tools

    def check(self) -> list[CheckResult]:
        """Log in, and name the sender and the lists. No mail is sent."""
        return [run("Mail server", self._address)]

    def length(self, text: str) -> int:
        """Count characters. A mail has no limit."""
        return len(text)

    def find(self, post: Post) -> Sent | None:  # noqa: ARG002
        """Return None: a mail server cannot be asked."""
        return None

    def create(self, post: Post) -> Sent:
        """Send the mail once."""
        mail = mail_of(post, self._settings, self._tools)
        with connected(self._server) as connection:
            answer = send_mail(connection, self._envelope, mail)
        evidence = {"message_id": mail["Message-ID"], "lists": self._settings.list_addresses, "answer": answer}
        return Sent(message_id(post, self._settings), post.canonical_url, evidence=evidence)

    def update(self, post: Post, external_id: str) -> Sent:
        """Raise PermanentFailure."""
        raise PermanentFailure(f'"{post.title:.100}" was sent as {external_id:.100} and cannot be changed.')

    def remove(self, external_id: str) -> None:
        """Raise PermanentFailure."""
        raise PermanentFailure(f"The mail {external_id:.100} was sent and cannot be recalled.")

    def read(self, external_id: str) -> Remote | None:
        """Raise PermanentFailure."""
        raise PermanentFailure(f"A mail server cannot be asked for {external_id:.100}.")

    def _address(self) -> str:
        seconds = min(CHECK_SECONDS, self._tools.http.total_seconds)
        with connected(replace(self._server, timeout_seconds=seconds)) as connection:
            address_mail(connection, self._envelope)
            connection.rset()
        return f"{self._settings.host} accepts mail from {self._settings.sender} to {self._settings.lists}."

    @property
    def _server(self) -> MailServer:
        http = self._tools.http
        return MailServer(
            self._settings.host,
            self._settings.port,
            is_tls=self._settings.encryption is Encryption.TLS,
            user=self._credentials.user.get_secret_value(),
            password=self._credentials.password.get_secret_value(),
            ssl_context=http.ssl_context,
            timeout_seconds=http.total_seconds,
            allow_internal=http.allow_internal,
            resolve=http.resolve,
        )

    @property
    def _envelope(self) -> Envelope:
        settings = self._settings
        return Envelope(settings.host, settings.sender, tuple(settings.list_addresses), "list")
