"""How a destination logs in to an SSH server: the settings and credentials that SFTP and git share."""

import base64
import hashlib
import io
import re
import textwrap
from dataclasses import dataclass, field

import paramiko
from paramiko.pkey import UnknownKeyType

from fsp.errors import PermanentFailure

_FINGERPRINT = re.compile(r"SHA256:[A-Za-z0-9+/]{43}=?")
_ONE_LINE_KEY = re.compile(r"(-----BEGIN [A-Z ]+-----)([A-Za-z0-9+/= ]+)(-----END [A-Z ]+-----)")
LINE_CHARACTERS = 70
_KEY_TYPES = (paramiko.Ed25519Key, paramiko.ECDSAKey, paramiko.RSAKey)


@dataclass(frozen=True)
class Login:
    """A user of an SSH server. `host_key` is the fingerprint of the server's key; empty if it is not known yet."""

    host: str
    port: int
    user: str
    host_key: str
    password: str = field(default="", repr=False)
    private_key: str = field(default="", repr=False)
    passphrase: str = field(default="", repr=False)


def fingerprint(key: paramiko.PKey) -> str:
    """Return the fingerprint of a key as OpenSSH shows it."""
    digest = base64.b64encode(hashlib.sha256(key.asbytes()).digest()).decode()
    return f"SHA256:{digest.rstrip('=')}"


def checked_fingerprint(text: str) -> str:
    """Return a fingerprint, also out of a line of ssh-keygen; raise ValueError if there is none."""
    if not text.strip():
        return ""
    match = _FINGERPRINT.search(text)
    if match is None:
        raise ValueError("must be a fingerprint such as SHA256:uNiVztksCsDhcc0u9e8BrRnBqMQDpCl6CUgCZIvFZn8")
    return match[0].rstrip("=")


def read_private_key(login: Login) -> paramiko.PKey | None:
    """Return the private key of a login, if it has one; raise PermanentFailure for an unusable one."""
    if not login.private_key.strip():
        return None
    text = _in_lines(login.private_key)
    for key_type in _KEY_TYPES:
        try:
            return key_type.from_private_key(io.StringIO(text), password=login.passphrase or None)
        except paramiko.PasswordRequiredException:
            raise PermanentFailure("The private key has a passphrase. Enter it with the credentials.") from None
        except (paramiko.SSHException, UnknownKeyType, ValueError, IndexError):
            continue
    raise PermanentFailure(
        "The private key cannot be read, or its passphrase is wrong. Use an Ed25519, ECDSA or RSA key of OpenSSH."
    )


def _in_lines(text: str) -> str:
    """Return the text of a key in lines, also if it was pasted in a field that removes line breaks."""
    text = text.replace("\r\n", "\n").strip()
    one_line = _ONE_LINE_KEY.fullmatch(text)
    if one_line:
        head, content, tail = one_line.groups()
        text = "\n".join([head, *textwrap.wrap("".join(content.split()), LINE_CHARACTERS), tail])
    return f"{text}\n"
