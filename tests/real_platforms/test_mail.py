"""A real mail server with TLS and a login: each mail once to each list, and what its test says."""

import email
import email.policy
import random
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from fsp.destinations.newsletter.platform import Newsletter
from fsp.destinations.newsletter.settings import NewsletterCredentials, NewsletterSettings
from fsp.errors import AnswerLost, PermanentFailure, ServiceUnavailable
from testbed.platforms.real.mail import PASSWORD, USER, RealMail, installed_folder, real_mail
from tests.destinations.tools import client, image, post, tools
from tests.ssh_server import cutting_relay

CUTS, SEED = 200, 41
LISTS = "garden@lists.example beans@lists.example"


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealMail]:
    """Run one server for this file."""
    with real_mail(installed_folder(), tmp_path_factory.mktemp("mail")) as server:
        yield server


@pytest.fixture
def server(running: RealMail) -> RealMail:
    """Return a server without mails."""
    running.reset()
    return running


def newsletter(server: RealMail, *, port: int = 0, trusts: bool = True, **changes: Any) -> Newsletter:
    user, password = changes.pop("user", USER), changes.pop("password", PASSWORD)
    values = {"host": "127.0.0.1", "port": port or server.port, "sender": "Garden <news@garden.example>"}
    settings = NewsletterSettings.model_validate({**values, "lists": LISTS, **changes})
    http = client(ssl_context=server.ssl_context) if trusts else client()
    credentials = NewsletterCredentials.model_validate({"user": user, "password": password})
    return Newsletter(settings, credentials, replace(tools(), http=http))


def test_a_mail_with_an_image_reaches_each_list_as_it_was_written(server: RealMail) -> None:
    beds = image()
    source = post(
        title="Grüße aus dem Garten",
        markdown="One\n\n.two\n\n..three",
        html=f'<p>.two</p><p><img src="media:{beds.sha256}" alt="Beds"></p>',
        images=(beds,),
    )

    sent = newsletter(server).create(source)

    (text,) = server.mails
    mail = email.message_from_string(text, policy=email.policy.default)
    assert mail.get_all("X-To") == LISTS.split()
    assert (mail["Subject"], mail["Message-ID"]) == ("Grüße aus dem Garten", sent.external_id)
    plain = mail.get_body(("plain",))
    assert plain
    assert "\n.two\n" in plain.get_content()
    assert [part.get_content_type() for part in mail.walk() if part.get_content_maintype() == "image"] == ["image/png"]
    assert sent.evidence["answer"] == "Stored"


def test_all_lists_or_none(server: RealMail) -> None:
    server.reset(refuses="beans@lists.example")

    with pytest.raises(PermanentFailure, match=r"refuses the list beans@lists\.example: 550"):
        newsletter(server).create(post())

    assert server.mails == []


def test_each_list_gets_each_mail_once_under_200_cuts(server: RealMail) -> None:
    choice, asked, left = random.Random(SEED), 0, 0

    is_cutting = False

    def is_time_to_cut() -> bool:
        nonlocal left
        left -= 1
        return is_cutting and left < 0

    with cutting_relay(server.port, is_time_to_cut) as port:
        newsletter(server, port=port).create(post(key="uncut"))
        # The last answers are to the text and to the goodbye. How many come before depends on how they are grouped.
        answers = -left
        server.reset()
        is_cutting = True
        for number in range(CUTS):
            left = choice.randrange(1, answers + 2)
            try:
                newsletter(server, port=port).create(post(key=f"item-{number}"))
            except AnswerLost:
                # A person decides now. Nothing is sent again.
                asked += 1
            except (ServiceUnavailable, PermanentFailure):
                newsletter(server).create(post(key=f"item-{number}"))

    ids = [email.message_from_string(text)["Message-ID"] for text in server.mails]
    assert len(ids) == len(set(ids))
    assert 0 < asked < CUTS
    assert CUTS - asked <= len(ids) <= CUTS


def test_a_good_account_is_fine_and_gets_no_mail(server: RealMail) -> None:
    assert [result for result in newsletter(server).check() if not result.is_ok] == []
    assert server.mails == []


@pytest.mark.parametrize(
    ("changes", "refuses", "seen"),
    [
        ({"password": "wrong"}, "", "refuses the login"),
        ({"user": "nobody"}, "", "refuses the login"),
        ({"user": "", "password": ""}, "", "refuses the sender"),
        ({}, "garden@lists.example", "refuses the list garden@lists.example"),
        ({"encryption": "tls"}, "", "TLS"),
    ],
)
def test_a_check_names_the_cause(server: RealMail, changes: dict[str, Any], refuses: str, seen: str) -> None:
    server.reset(refuses=refuses)

    (failed,) = [result for result in newsletter(server, **changes).check() if not result.is_ok]

    assert seen in failed.seen
    assert failed.fix
    assert PASSWORD not in failed.seen


def test_a_certificate_that_nobody_trusts_is_named(server: RealMail) -> None:
    (failed,) = [result for result in newsletter(server, trusts=False).check() if not result.is_ok]

    assert "certificate" in failed.seen
    assert failed.fix
