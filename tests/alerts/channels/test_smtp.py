"""Mail through an SMTP server."""

import pytest

from fsp.alerts.channels.smtp import SmtpChannel
from fsp.errors import AddressRefused, ChannelFailed
from tests.alerts.channels.mail_server import MailServer, mail_server
from tests.alerts.messages import message


def channel(server: MailServer, user: str = "", *, allow_internal: bool = True) -> SmtpChannel:
    url = f"smtp://{user}127.0.0.1:{server.port}"
    return SmtpChannel(url, "fsp@x.org", ("a@x.org", "b@x.org"), allow_internal)


def test_a_mail_goes_to_every_recipient() -> None:
    with mail_server() as server:
        said = channel(server).send(message())

    (mail,) = server.mails
    assert said == "250"
    assert "To: a@x.org, b@x.org" in mail
    assert "Subject: [FSP] FIRING CRITICAL: Jobs of type <export-data> fail" in mail
    assert "X-FSP-Key: job_failures:1:x" in mail
    assert "8 of 12 failed" in mail


def test_display_names_are_written_into_the_mail_and_kept_out_of_the_envelope() -> None:
    with mail_server() as server:
        to = ('"Doe, Jane" <jane@x.org>', "Jürgen <j@xn--bcher-kva.example>")
        SmtpChannel(f"smtp://127.0.0.1:{server.port}", "FSP <fsp@x.org>", to, allow_internal=True).send(message())

    (mail,) = server.mails
    assert '"Doe, Jane" <jane@x.org>, ' in mail
    assert "<j@xn--bcher-kva.example>" in mail
    assert "From: FSP <fsp@x.org>" in mail


@pytest.mark.parametrize(
    ("command", "answer", "permanent"),
    [
        ("MAIL", "550 no", True),
        ("RCPT", "550 no", True),
        ("RCPT", "450 later", False),
        ("DATA", "451 later", False),
        ("DATA", "554 no", True),
    ],
)
def test_a_5xx_is_permanent_and_a_4xx_is_not(command: str, answer: str, *, permanent: bool) -> None:
    with mail_server() as server:
        server.refuse[command] = answer
        with pytest.raises(ChannelFailed) as caught:
            channel(server).send(message())

    assert caught.value.permanent is permanent


def test_a_password_is_never_sent_without_tls() -> None:
    with mail_server() as server, pytest.raises(ChannelFailed, match="STARTTLS") as caught:
        channel(server, "user:hunter2@").send(message())

    assert caught.value.permanent
    assert "hunter2" not in str(caught.value)


def test_a_server_that_is_away_may_come_back() -> None:
    with mail_server() as server:
        pass

    with pytest.raises(ChannelFailed, match="is unreachable") as caught:
        channel(server).send(message())
    assert not caught.value.permanent


def test_an_internal_server_needs_the_switch() -> None:
    with mail_server() as server, pytest.raises(AddressRefused):
        channel(server, allow_internal=False).send(message())
