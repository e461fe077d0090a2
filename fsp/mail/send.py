"""Hands a mail to a mail server, and says whether it was accepted, refused, or nobody knows."""

import smtplib
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import parseaddr

from fsp.errors import AnswerLost
from fsp.mail.server import refusal

_ACCEPTED = 250
_ALSO_ACCEPTED = 251
_TEXT_EXPECTED = 354


@dataclass(frozen=True)
class Envelope:
    """Who sends a mail to whom, by which server. `noun` says in errors what a recipient is."""

    host: str
    sender: str
    recipients: tuple[str, ...]
    noun: str = "recipient"


def address_mail(connection: smtplib.SMTP, envelope: Envelope) -> None:
    """Name the sender and all recipients; raise if the server refuses any of them. Nothing is sent yet."""
    _, sender = parseaddr(envelope.sender)
    code, text = connection.mail(sender)
    if code != _ACCEPTED:
        raise refusal(envelope.host, f"the sender {sender}", code, text)
    for address in envelope.recipients:
        code, text = connection.rcpt(address)
        if code not in {_ACCEPTED, _ALSO_ACCEPTED}:
            raise refusal(envelope.host, f"the {envelope.noun} {address}", code, text)


def send_mail(connection: smtplib.SMTP, envelope: Envelope, mail: EmailMessage) -> str:
    """Send the mail to all recipients in one transaction; return what the server said."""
    address_mail(connection, envelope)
    return send_text(connection, envelope.host, mail)


def send_text(connection: smtplib.SMTP, host: str, mail: EmailMessage) -> str:
    """Send the text of a mail that is addressed already.

    Raise AnswerLost if the connection ended after the whole text was sent. A server that has received a part of it
    must not deliver it (RFC 5321, 4.1.1.4), so until then nothing was sent.
    """
    connection.putcmd("data")
    code, text = connection.getreply()
    if code != _TEXT_EXPECTED:
        raise refusal(host, "the mail", code, text)
    lines = b"\r\n".join(b"." + line if line.startswith(b".") else line for line in _lines(mail))
    # The end of the text is sent apart: if this fails, the server has no whole text.
    connection.send(lines + b"\r\n")
    try:
        connection.send(b".\r\n")
        code, text = connection.getreply()
    except (smtplib.SMTPException, OSError) as error:
        raise AnswerLost(f"{host} ended the connection while the mail was sent.") from error
    if code != _ACCEPTED:
        raise refusal(host, "the mail", code, text)
    return text.decode("utf-8", "replace")[:200]


def _lines(mail: EmailMessage) -> list[bytes]:
    """Return the lines of a mail."""
    text = mail.as_bytes(policy=SMTP)
    return text.removesuffix(b"\r\n").split(b"\r\n")
