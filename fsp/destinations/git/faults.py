"""Which error each fault of a git server, of the connection or of the local copy means."""

import errno
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

import paramiko
from dulwich.errors import (
    ChecksumMismatch,
    FileFormatException,
    GitProtocolError,
    HangupException,
    NotGitRepository,
    SendPackError,
)

from fsp.destinations.git.clone import Clone
from fsp.errors import AnswerLost, PermanentFailure, ServiceUnavailable

_CONNECTION = (HangupException, paramiko.SSHException, EOFError, TimeoutError, ConnectionError)
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
_DAMAGE = (KeyError, AssertionError, FileFormatException, ChecksumMismatch, zlib.error, OSError)


@contextmanager
def git_faults(host: str, clone: Clone | None, *, sends: bool = False) -> Iterator[None]:
    """Turn the errors of git into those of FSP. Once a push was sent, its result may be unknown.

    A damaged copy is removed, so that the next attempt makes it again.
    """
    unavailable = AnswerLost if sends else ServiceUnavailable
    try:
        yield
    except NotGitRepository as error:
        raise PermanentFailure(f"{host} has no repository at this address.") from error
    except SendPackError as error:
        raise PermanentFailure(f"{host} could not read the push: {_text(error)}.") from error
    except _CONNECTION as error:
        raise unavailable(f"{host} ended the connection: {_text(error)}.") from error
    except GitProtocolError as error:
        raise unavailable(f"{host} failed: {_text(error)}.") from error
    except _DAMAGE as error:
        if isinstance(error, OSError) and error.errno in _FULL:
            raise ServiceUnavailable(f"The disk of FSP's data folder is full: {error.strerror}.") from error
        if clone is not None:
            clone.forget()
        raise unavailable(f"The local copy of {host} was unusable: {type(error).__name__}.") from error


def _text(error: Exception) -> str:
    return " ".join(str(error).split()).rstrip(".")[:200] or type(error).__name__
