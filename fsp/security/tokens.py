"""Tokens: 256 random bits, kept only as their SHA-256."""

import hashlib
import secrets


def new_token() -> str:
    """Return a token of 256 random bits, safe in a URL."""
    return secrets.token_urlsafe(32)


def fingerprint_of(token: str) -> str:
    """Return what is stored in a token's place."""
    return hashlib.sha256(token.encode()).hexdigest()
