"""Encrypts secrets that FSP stores, so that a copy of the database does not reveal them."""

import base64
from collections.abc import Sequence

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from fsp.errors import FspError

_PURPOSE = b"fsp stored secrets, version 1"
_KEY_BYTES = 32


class WrongSecretKey(FspError):
    """A stored secret was encrypted with a key that is not among the known ones."""


class Encryption:
    """Encrypts with the first of `keys` and decrypts with any of them."""

    def __init__(self, keys: Sequence[str]) -> None:
        ciphers = [Fernet(_derived(key)) for key in keys]
        self._current, self._all = ciphers[0], MultiFernet(ciphers)

    def encrypt(self, text: str) -> str:
        """Return the encrypted text. Each call returns another one."""
        return self._current.encrypt(text.encode()).decode("ascii")

    def decrypt(self, encrypted: str) -> str:
        """Return the text; raise WrongSecretKey."""
        try:
            return self._all.decrypt(encrypted.encode()).decode()
        except InvalidToken as error:
            raise WrongSecretKey(
                "A stored secret was encrypted with another key. Add the key of that time to FSP_SECRET_KEY_PREVIOUS, "
                "or enter the secret again."
            ) from error

    def is_current(self, encrypted: str) -> bool:
        """Return whether a text was encrypted with the first key."""
        try:
            self._current.decrypt(encrypted.encode())
        except InvalidToken:
            return False
        return True


def _derived(key: str) -> bytes:
    """Return a key of this purpose alone, so that no signature made with FSP_SECRET_KEY is related to it."""
    derivation = HKDF(algorithm=SHA256(), length=_KEY_BYTES, salt=None, info=_PURPOSE)
    return base64.urlsafe_b64encode(derivation.derive(key.encode()))
