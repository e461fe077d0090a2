"""Newsletters, through a mail server on loopback."""

import email
import email.policy
import os
import random
import smtplib
import ssl
from email.message import EmailMessage
from pathlib import Path

import pytest
from pydantic import ValidationError

from fsp.destinations.contract import Post
from fsp.destinations.newsletter.platform import Newsletter
from fsp.destinations.newsletter.settings import NewsletterCredentials, NewsletterSettings
from fsp.errors import AddressRefused, AnswerLost, PermanentFailure, ServiceUnavailable
from fsp.security.guarded_http import GuardedClient
from fsp.security.pinned_smtp import connected_smtp
from testbed.certificates import make_certificate, server_context
from testbed.platforms.server import PlatformServer
from tests.alerts.channels.mail_server import MailServer, mail_server
from tests.destinations.tools import image, png, post, tools

SEED = int(os.environ.get("FSP_SEED", "17"))
TLS = ssl.create_default_context()
SENDER = "Garden <news@garden.example>"


def newsletter(
    server: MailServer, *, user: str = "", http: GuardedClient | None = None, **changes: object
) -> Newsletter:
    values = {"host": "127.0.0.1", "port": server.port, "sender": SENDER, "lists": "all@lists.example", **changes}
    credentials = NewsletterCredentials.model_validate({"user": user, "password": "hunter2-hunter2" if user else ""})
    return Newsletter(NewsletterSettings.model_validate(values), credentials, tools(http=http) if http else tools())


def parsed(text: str) -> EmailMessage:
    message = email.message_from_string(text, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    return message


def illustrated() -> Post:
    beds = image()
    return post(html=f'<p><img src="media:{beds.sha256}" alt="Beds"></p>', images=(beds,))


def test_a_mail_has_a_text_and_the_same_as_html() -> None:
    with mail_server() as server:
        sent = newsletter(server, unsubscribe="https://lists.example/leave").create(post(title="Beds & <more>\n2"))

    (mail,) = map(parsed, server.mails)
    assert (mail["Subject"], mail["From"], mail["To"]) == ("Beds & <more> 2", SENDER, "all@lists.example")
    assert mail["Date"] == "Mon, 30 Nov 2026 12:00:00 +0000"
    assert mail["Message-ID"] == sent.external_id
    assert mail["Message-ID"].endswith("@garden.example>")
    assert mail["List-Unsubscribe"] == "<https://lists.example/leave>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    text, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert text
    assert html
    assert "We built four raised beds." in text.get_content()
    assert "https://garden.example/raised-beds/" in text.get_content()
    assert "<strong>four</strong>" in html.get_content()
    assert "Beds &amp; &lt;more&gt;" in html.get_content()
    assert sent.url == "https://garden.example/raised-beds/"


def test_images_are_parts_of_the_mail() -> None:
    with mail_server() as server:
        newsletter(server).create(illustrated())

    (mail,) = map(parsed, server.mails)
    html = mail.get_body(("html",))
    (picture,) = [part for part in mail.walk() if part.get_content_type() == "image/png"]
    assert html
    assert f'src="cid:{picture["Content-ID"].strip("<>")}"' in html.get_content()
    assert picture.get_payload(decode=True) == png()


def test_images_may_stay_on_the_site() -> None:
    with mail_server() as server:
        newsletter(server, has_inline_images=False).create(illustrated())

    html = parsed(server.mails[0]).get_body(("html",))
    assert html
    assert f'src="http://127.0.0.1:8000/site/garden/media/{image().sha256}.png"' in html.get_content()


def test_every_attempt_has_the_same_id_and_every_post_its_own() -> None:
    with mail_server() as server:
        first = newsletter(server).create(post())
        again = newsletter(server).create(post(title="Another title"))
        other = newsletter(server).create(post(key="item-8"))

    assert first.external_id == again.external_id != other.external_id


def test_all_lists_get_it_or_none() -> None:
    with mail_server() as server:
        newsletter(server, lists="a@lists.example; b@lists.example").create(post())
        assert server.recipients == ["a@lists.example", "b@lists.example"]
        server.refuse["rcpt TO:<b@lists.example>"] = "550 no such list"

        with pytest.raises(PermanentFailure, match=r"refuses the list b@lists\.example: 550 no such list"):
            newsletter(server, lists="a@lists.example b@lists.example").create(post(key="item-8"))

    assert len(server.mails) == 1


def test_a_connection_that_ends_after_the_mail_leaves_the_result_open() -> None:
    with mail_server() as server:
        server.hangs_up_after_mail = True
        platform = newsletter(server)
        with pytest.raises(AnswerLost, match="while the mail was sent"):
            platform.create(post())

    assert len(server.mails) == 1
    # Nobody but a person can say whether it went out.
    assert (platform.abilities.finds, platform.abilities.repeats) == (False, False)
    assert platform.find(post()) is None


@pytest.mark.parametrize("cut", ["MAIL", "RCPT", "DATA"])
def test_a_connection_that_ends_before_the_text_has_sent_nothing(cut: str) -> None:
    with mail_server() as server:
        server.hangs_up_at = [cut]
        with pytest.raises(ServiceUnavailable) as raised:
            newsletter(server).create(post())

    assert not isinstance(raised.value, AnswerLost)
    assert server.mails == []


def test_each_list_gets_each_mail_once_under_200_cuts() -> None:
    choice, asked = random.Random(SEED), 0
    with mail_server() as server:
        for number in range(200):
            server.hangs_up_at = [choice.choice(["MAIL", "RCPT", "DATA", "text", "answer", ""]) for _ in range(2)]
            for _ in range(4):
                try:
                    newsletter(server, lists="a@lists.example b@lists.example").create(post(key=f"item-{number}"))
                except AnswerLost:
                    # The pipeline asks a person now. The mail may be there, and is never sent again.
                    asked += 1
                    break
                except ServiceUnavailable:
                    continue
                break

    ids = [parsed(text)["Message-ID"] for text in server.mails]
    assert len(ids) == len(set(ids))
    assert 0 < asked < 200
    assert 200 - asked <= len(ids) <= 200


def test_a_line_that_starts_with_a_dot_stays() -> None:
    with mail_server() as server:
        newsletter(server).create(post(markdown="One\n\n.two\n\n..three\n.\n", html="<p>.two</p>"))

    (text,) = server.mails
    assert text.count("\n..two") == 1
    assert len(server.mails) == 1


def test_a_mail_that_was_accepted_is_sent_whatever_the_goodbye_says() -> None:
    with mail_server() as server:
        server.refuse["QUIT"] = "421 going down"

        assert newsletter(server).create(post()).evidence["answer"] == "taken"


@pytest.mark.parametrize(
    ("command", "answer", "fault"),
    [
        ("MAIL", "550 no", PermanentFailure),
        ("RCPT", "450 later", ServiceUnavailable),
        ("DATA", "451 later", ServiceUnavailable),
        ("DATA", "554 no", PermanentFailure),
    ],
)
def test_a_refusal_is_certain_and_a_4xx_may_pass_later(command: str, answer: str, fault: type[Exception]) -> None:
    with mail_server() as server:
        server.refuse[command] = answer
        with pytest.raises(fault) as raised:
            newsletter(server).create(post())

    assert type(raised.value) is fault
    assert server.mails == []


def test_a_server_that_is_down_may_come_back() -> None:
    with mail_server() as server:
        pass

    with pytest.raises(ServiceUnavailable, match="unreachable"):
        newsletter(server).create(post())


def test_a_password_is_never_sent_without_encryption() -> None:
    with mail_server() as server, pytest.raises(PermanentFailure, match="no encryption") as raised:
        newsletter(server, user="ada").create(post())

    assert "hunter2" not in str(raised.value)


def test_a_password_that_is_refused_is_not_sent_in_another_way_too() -> None:
    with mail_server() as server:
        server.refuse |= {"EHLO": "250-mail\r\n250 AUTH PLAIN LOGIN", "AUTH": "535 5.7.8 invalid"}
        with pytest.raises(smtplib.SMTPAuthenticationError):
            connected_smtp("127.0.0.1", server.port, is_tls=False, user="ada", ssl_context=TLS, allow_internal=True)

    assert server.commands.count("AUTH") == 1


def test_a_server_inside_the_network_needs_the_switch() -> None:
    with mail_server() as server, pytest.raises(AddressRefused):
        newsletter(server, http=GuardedClient()).create(post())


def test_a_check_sends_no_mail_and_names_the_cause() -> None:
    with mail_server() as server:
        (fine,) = newsletter(server).check()
        server.refuse["RCPT"] = "550 unknown list"
        (refused,) = newsletter(server).check()

    assert fine.is_ok
    assert not refused.is_ok
    assert "550 unknown list" in refused.seen
    assert refused.fix
    assert server.mails == []


def test_a_check_names_an_invalid_certificate_and_a_port_without_tls(tmp_path: Path) -> None:
    server = PlatformServer()
    server.tls = server_context(*make_certificate(tmp_path))
    with server.running(), mail_server() as plain:
        (untrusted,) = newsletter(plain, port=server.port, encryption="tls").check()
        (no_tls,) = newsletter(plain, encryption="tls").check()
    (down,) = newsletter(plain).check()

    assert "its TLS certificate is not valid (self-signed certificate)" in untrusted.seen
    assert "renew" in untrusted.fix
    assert "does not answer with TLS at port" in no_tls.seen
    assert down.seen == "127.0.0.1 is unreachable as a mail server: it refused the connection."


def test_a_mail_cannot_be_changed_or_taken_back() -> None:
    with mail_server() as server:
        platform = newsletter(server)
        abilities = platform.abilities

    assert (abilities.updates, abilities.removes, abilities.reads) == (False, False, False)
    with pytest.raises(PermanentFailure, match="cannot be changed"):
        platform.update(post(), "<a@b>")
    with pytest.raises(PermanentFailure, match="cannot be recalled"):
        platform.remove("<a@b>")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("sender", "no address"),
        ("sender", "a@b.example\nBcc: c@d.example"),
        ("lists", ""),
        ("lists", "a@b.example, c"),
        ("unsubscribe", "http://x.example"),
        ("unsubscribe", "https://x.example> <y"),
    ],
)
def test_a_setting_that_cannot_work_is_refused(field: str, value: str) -> None:
    with pytest.raises(ValidationError):
        NewsletterSettings.model_validate({"host": "h", "sender": SENDER, "lists": "a@b.example", field: value})
