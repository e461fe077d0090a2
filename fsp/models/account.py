"""Accounts, login links, sessions and API tokens. Secrets are stored only as hashes."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from fsp.clock import utc_now
from fsp.models.types import String, UtcDateTime
from fsp.stores import Model


class Role(StrEnum):
    """What an account may do: view; also act; also manage accounts, tokens and channels."""

    VIEWER = "viewer"
    OPERATOR = "operator"
    ADMIN = "admin"

    def covers(self, needed: "Role") -> bool:
        """Return whether this role includes the needed one."""
        ranks = tuple(Role)
        return ranks.index(self) >= ranks.index(needed)


class Account(Model):
    """A user account. `role` is a Role."""

    __tablename__ = "accounts"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(100), unique=True)
    role: Mapped[str] = mapped_column(String(20), default="admin")
    password_hash: Mapped[str | None] = mapped_column(String(300), default=None)
    """argon2id; None until the user sets a password."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
    email: Mapped[str] = mapped_column(String(320), default="", server_default="")
    """Where the notices of reviews are sent; empty for none."""
    disabled_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    """When it was disabled; None while it is enabled."""


class LoginLink(Model):
    """A one-time login link, valid for 30 minutes."""

    __tablename__ = "login_links"

    token_sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)

    account: Mapped[Account] = relationship()


class WebSession(Model):
    """A signed-in browser."""

    __tablename__ = "web_sessions"

    token_sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
    last_seen_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
    confirmed_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
    """When the user last entered their password, by signing in or by confirming it."""
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    password_open_until: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    """Until when a password may be set without the current one, for a session that a login link opened."""

    account: Mapped[Account] = relationship()


class ApiToken(Model):
    """A bearer token for programs, shown once. `prefix` identifies it."""

    __tablename__ = "api_tokens"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_sha256: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(100))
    prefix: Mapped[str] = mapped_column(String(12))
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
    last_used_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)

    account: Mapped[Account] = relationship()
