"""Rates field names by how certainly their value is a secret: `db_password` is, `max_tokens` is not, `key` may be."""

import re
from functools import lru_cache

from fsp.security.secret_words import ABOUT, ASKING, KEYS, LIKELY, MAYBE, OPEN_KEYS, SURE, Secrecy

MAX_NAME_CHARACTERS = 120

_WORD_STARTS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_BETWEEN_WORDS = re.compile(r"[\W\d_]+")

_SURE_PAIRS = (
    *("connection string", "conn str", "seed phrase", "recovery code", "recovery codes", "backup code", "backup codes"),
    *("auth code", "verification code", "one time code", "mot de passe", "shared access signature", "pass word"),
    *("pass phrase", "pass code", "pass wd", "pass key", "security code", "mfa code", "login link", "card number"),
)
_ENDINGS = (
    *("password", "passwd", "passphrase", "pwd", "secret", "token", "apikey", "cookie", "credential", "credentials"),
    *("accesskey", "secretkey", "privatekey", "signingkey", "sessionid"),
)


@lru_cache(maxsize=4096)
def secrecy_of(name: str) -> Secrecy:
    """Return how certainly the value of this field is a secret."""
    words = _words(name[-MAX_NAME_CHARACTERS:])
    if not words or (len(words) > 1 and (words[-1] in ABOUT or words[0] in ASKING)):
        return Secrecy.NONE
    if any(_is_sure(word) for word in words) or _has_secret_pair(words):
        return Secrecy.SURE
    if "key" in words or "keys" in words:
        if OPEN_KEYS.intersection(words):
            return Secrecy.NONE
        return Secrecy.SURE if KEYS.intersection(words) else Secrecy.MAYBE
    if LIKELY.intersection(words):
        return Secrecy.LIKELY
    return Secrecy.MAYBE if words[-1] in MAYBE else Secrecy.NONE


def _words(name: str) -> list[str]:
    return [word for word in _BETWEEN_WORDS.split(_WORD_STARTS.sub("_", name).lower()) if word]


def _is_sure(word: str) -> bool:
    if word in SURE or word.endswith(_ENDINGS):
        return True
    return word.startswith(("password", "passwd", "secretkey", "secretaccess", "apikey"))


def _has_secret_pair(words: list[str]) -> bool:
    text = f" {' '.join(words)} "
    return any(f" {pair} " in text for pair in _SURE_PAIRS) or "".join(words) in SURE
