"""Says in words why a server gave no answer: the errors of the network and of TLS have names that few people know."""

import errno
import smtplib
import socket
import ssl

import httpcore2

_PLAIN = frozenset({"WRONG_VERSION_NUMBER", "RECORD_LAYER_FAILURE", "PACKET_LENGTH_TOO_LONG", "HTTP_REQUEST"})
"""What OpenSSL calls an answer that is not TLS."""
_WORDS: tuple[tuple[type[BaseException], str], ...] = (
    (ConnectionRefusedError, "it refused the connection"),
    (ConnectionError, "it closed the connection"),
    (smtplib.SMTPServerDisconnected, "it closed the connection"),
    (TimeoutError, "it took too long"),
    (httpcore2.ConnectTimeout, "it accepted no connection in time"),
    (httpcore2.TimeoutException, "it took too long"),
    (httpcore2.NetworkError, "it closed the connection"),
    (httpcore2.RemoteProtocolError, "it closed the connection"),
)
"""The words for each error, of which the first that fits counts."""
_UNREACHABLE = frozenset({errno.ENETUNREACH, errno.EHOSTUNREACH, errno.EADDRNOTAVAIL, errno.ENETDOWN})


def why_no_answer(error: BaseException) -> str:
    """Return what went wrong between this machine and a server, as the end of the sentence "gave no answer: …"."""
    cause = _cause_of(error)
    if isinstance(cause, ssl.SSLError):
        return _tls_fault(cause)
    if isinstance(cause, OSError) and cause.errno in _UNREACHABLE:
        return "this machine has no route to it"
    words = (text for kind, text in _WORDS if isinstance(error, kind) or isinstance(cause, kind))
    return next(words, f"the connection failed ({type(cause).__name__})")


def is_untrusted(error: BaseException) -> bool:
    """Return whether the server's TLS certificate is the cause."""
    return isinstance(_cause_of(error), ssl.SSLCertVerificationError)


def is_name_service_down(error: Exception) -> bool:
    """Return whether a name could not be looked up now, which says nothing about the name."""
    return isinstance(error, socket.gaierror) and error.errno == socket.EAI_AGAIN


def _tls_fault(error: ssl.SSLError) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"its TLS certificate is not valid ({error.verify_message.rstrip('.')})"
    reason = getattr(error, "reason", None) or "unknown reason"
    if reason in _PLAIN:
        return "it does not use TLS on this port"
    return f"TLS failed ({reason.replace('_', ' ').lower()})"


def _cause_of(error: BaseException) -> BaseException:
    """Return the error of the system or of TLS behind one of the HTTP library."""
    cause: BaseException = error
    while not isinstance(cause, OSError):
        behind = cause.__cause__ or cause.__context__
        if behind is None:
            break
        cause = behind
    return cause
