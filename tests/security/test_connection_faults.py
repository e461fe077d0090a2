"""Why a server gave no answer, in words."""

import errno
import smtplib
import socket
import ssl

import httpcore2
import pytest

from fsp.security.connection_faults import is_name_service_down, why_no_answer


@pytest.mark.parametrize(
    ("error", "cause", "words"),
    [
        (httpcore2.ConnectError(), ConnectionRefusedError(), "it refused the connection"),
        (httpcore2.ConnectError(), OSError(errno.EHOSTUNREACH, "no"), "this machine has no route to it"),
        (httpcore2.ConnectError(), ssl.SSLError(1, "WRONG_VERSION_NUMBER"), "TLS failed (unknown reason)"),
        (TimeoutError(), None, "it took too long"),
        (ConnectionResetError(), None, "it closed the connection"),
        (smtplib.SMTPServerDisconnected(), None, "it closed the connection"),
        (httpcore2.ConnectTimeout(), None, "it accepted no connection in time"),
        (httpcore2.ReadTimeout(), None, "it took too long"),
        (httpcore2.RemoteProtocolError(), None, "it closed the connection"),
        (httpcore2.LocalProtocolError(), None, "the connection failed (LocalProtocolError)"),
    ],
)
def test_each_fault_has_words(error: Exception, cause: Exception | None, words: str) -> None:
    error.__cause__ = cause

    assert why_no_answer(error) == words


def test_a_name_service_that_is_down_differs_from_an_unknown_name() -> None:
    assert is_name_service_down(socket.gaierror(socket.EAI_AGAIN, "later"))
    assert not is_name_service_down(socket.gaierror(socket.EAI_NONAME, "unknown"))
