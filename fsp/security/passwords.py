"""Password hashing with argon2id."""

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from fsp.errors import InvalidInput

MIN_CHARACTERS = 10

_hasher = PasswordHasher()
_NOBODY = _hasher.hash("nobody's password")


def hash_password(password: str) -> str:
    """Return the argon2id hash of a password; raise InvalidInput if it is too short."""
    if len(password) < MIN_CHARACTERS:
        raise InvalidInput(f"A password needs at least {MIN_CHARACTERS} characters, got {len(password)}.")
    return _hasher.hash(password)


def matches(password: str, hashed: str | None) -> bool:
    """Return whether the password is correct. It takes the same time if there is no hash to compare with."""
    try:
        return _hasher.verify(hashed or _NOBODY, password) and hashed is not None
    except (VerificationError, InvalidHashError):
        return False
