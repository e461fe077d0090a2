"""The settings and credentials of a newsletter sent by a mail server."""

import re
from email.utils import parseaddr
from enum import StrEnum

from pydantic import BaseModel, Field, SecretStr, field_validator

MAX_LISTS = 20
MAX_PORT = 65535
_SEPARATORS = re.compile(r"[,;\s]+")
_ADDRESS = re.compile(r"[^@\s<>,;:\"()]+@[A-Za-z0-9.-]+")


class Encryption(StrEnum):
    """How the connection is encrypted."""

    STARTTLS = "starttls"
    TLS = "tls"


class NewsletterSettings(BaseModel):
    """The mail server, the sender and the lists."""

    host: str = Field(..., title="Mail server", pattern=r"^[A-Za-z0-9.:_-]{1,253}$")
    port: int = Field(587, title="Port", ge=1, le=MAX_PORT)
    encryption: Encryption = Field(
        Encryption.STARTTLS,
        title="Encryption",
        description="starttls: encrypted if the server offers it, and always with a password. tls: from the start, "
        "mostly at port 465.",
    )
    sender: str = Field(..., title="Sender", description="Such as Garden <news@garden.example>.", max_length=300)
    lists: str = Field(
        ...,
        title="List addresses",
        description="The address of your mailing list, or several with commas. The list's own software sends the "
        "mail to its subscribers.",
        max_length=2000,
    )
    unsubscribe: str = Field(
        "",
        title="Unsubscribe",
        description="For the header List-Unsubscribe: an address such as https://lists.example/leave or "
        "mailto:leave@lists.example. Empty if the list adds its own.",
        max_length=500,
    )
    has_inline_images: bool = Field(
        default=True,
        title="Images in the mail",
        description="Yes: images are parts of the mail. No: they are loaded from the project's built site.",
    )

    @field_validator("sender")
    @classmethod
    def _check_sender(cls, sender: str) -> str:
        _, address = parseaddr(sender)
        if not _ADDRESS.fullmatch(address) or any(sign in sender for sign in "\r\n"):
            raise ValueError("must be an e-mail address, with or without a name")
        return sender

    @field_validator("lists")
    @classmethod
    def _check_lists(cls, text: str) -> str:
        addresses = [address for address in _SEPARATORS.split(text) if address]
        if not 1 <= len(addresses) <= MAX_LISTS or not all(map(_ADDRESS.fullmatch, addresses)):
            raise ValueError(f"must be 1 to {MAX_LISTS} e-mail addresses")
        return ", ".join(dict.fromkeys(addresses))

    @field_validator("unsubscribe")
    @classmethod
    def _check_unsubscribe(cls, address: str) -> str:
        if address and (not address.startswith(("https://", "mailto:")) or re.search(r"[\s<>,]", address)):
            raise ValueError("must start with https:// or mailto:")
        return address

    @property
    def list_addresses(self) -> list[str]:
        """Return the addresses of the lists."""
        return self.lists.split(", ")


class NewsletterCredentials(BaseModel):
    """The login of the mail server."""

    user: SecretStr = Field(SecretStr(""), title="User", description="Empty if the server needs no login.")
    password: SecretStr = Field(SecretStr(""), title="Password")
