"""Tokens of 256 random bits, stored only as SHA-256."""

import hashlib
import secrets


def new_token() -> str:
    """Return a token of 256 random bits, safe in a URL."""
    return secrets.token_urlsafe(32)


def fingerprint_of(token: str) -> str:
    """Return the hash that is stored instead of a token."""
    return hashlib.sha256(token.encode()).hexdigest()
