"""One-time links, passwords and sessions, stored in SQL so that all web processes agree."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update

from fsp.accounts.passes import end_passes
from fsp.clock import utc_now
from fsp.core import current_settings
from fsp.models.account import Account, LoginLink, WebSession
from fsp.security.tokens import fingerprint_of, new_token
from fsp.stores import current_redis, db, end_reading

LINK_LIFETIME = timedelta(minutes=30)
SESSION_LIFETIME = timedelta(hours=12)
CONFIRMED_FOR = timedelta(minutes=10)
NOTED_EVERY = timedelta(minutes=1)
"""How often the last use of a session is stored: precise enough for a limit in minutes, with few writes."""
FIRST_ACCOUNT = "admin"


@dataclass(frozen=True)
class Session:
    """An active session: its account, and when it ends at the latest."""

    account: Account
    ends_at: datetime


def first_login_token() -> str | None:
    """Return a new one-time token while no account has a password; create the first account if necessary."""
    account = db.session.scalar(select(Account).order_by(Account.id))
    if account is not None and account.password_hash is not None:
        end_reading()
        return None
    if account is None:
        account = Account(name=FIRST_ACCOUNT, role="admin")
        db.session.add(account)
        db.session.flush()
    return link_for(account)


def link_for(account: Account) -> str:
    """Create a one-time login token for an account."""
    token = new_token()
    expires_at = utc_now() + LINK_LIFETIME
    db.session.add(LoginLink(token_sha256=fingerprint_of(token), account_id=account.id, expires_at=expires_at))
    db.session.commit()
    return token


def use_link(token: str) -> int | None:
    """Use up a login token; return its account's id, or None if it is unknown, used or expired."""
    digest, now = fingerprint_of(token), utc_now()
    in_use = select(Account.id).where(Account.disabled_at.is_(None))
    spent = db.session.execute(
        update(LoginLink)
        .where(
            LoginLink.token_sha256 == digest,
            LoginLink.used_at.is_(None),
            LoginLink.expires_at > now,
            LoginLink.account_id.in_(in_use),
        )
        .values(used_at=now)
        .execution_options(synchronize_session=False)
    )
    db.session.commit()
    if not spent.rowcount:  # type: ignore[attr-defined]
        return None
    return db.session.scalar(select(LoginLink.account_id).where(LoginLink.token_sha256 == digest))


def open_session(account_id: int, *, by_link: bool = False) -> str:
    """Open a session and return its token for the cookie. After a login link it may set a password for ten minutes."""
    token, now = new_token(), utc_now()
    db.session.execute(delete(WebSession).where(WebSession.expires_at < now))
    session = WebSession(token_sha256=fingerprint_of(token), account_id=account_id, expires_at=now + SESSION_LIFETIME)
    session.created_at = session.last_seen_at = session.confirmed_at = now
    session.password_open_until = now + CONFIRMED_FOR if by_link else None
    db.session.add(session)
    db.session.commit()
    return token


def session_of(token: str) -> Session | None:
    """Return the session of a token, or None if it has ended or was idle too long. Each request extends it.

    Pages refresh only while they are visible, so a hidden or closed tab lets its session expire.
    """
    digest, now = fingerprint_of(token), utc_now()
    idle_since = now - timedelta(minutes=current_settings().session_idle_minutes)
    row = db.session.execute(
        select(Account, WebSession.expires_at, WebSession.last_seen_at)
        .join(WebSession)
        .where(
            WebSession.token_sha256 == digest,
            WebSession.expires_at > now,
            WebSession.last_seen_at > idle_since,
            Account.disabled_at.is_(None),
        )
    ).first()
    if row is None:
        return None
    account, ends_at, seen_at = row
    if now - seen_at >= NOTED_EVERY:
        db.session.execute(update(WebSession).where(WebSession.token_sha256 == digest).values(last_seen_at=now))
    return Session(account, ends_at)


def was_confirmed_lately(token: str) -> bool:
    """Return whether this session confirmed its password within the last ten minutes."""
    at = db.session.scalar(select(WebSession.confirmed_at).where(WebSession.token_sha256 == fingerprint_of(token)))
    end_reading()
    return at is not None and utc_now() - at <= CONFIRMED_FOR


def confirm_session(token: str) -> None:
    """Record that this session has just confirmed its password."""
    digest = fingerprint_of(token)
    db.session.execute(update(WebSession).where(WebSession.token_sha256 == digest).values(confirmed_at=utc_now()))
    db.session.commit()


def may_set_password(token: str) -> bool:
    """Return whether a session may set a password without the current one.

    It may within ten minutes after it was opened by a login link or after a confirmation. Signing in does not count as
    a confirmation: an attacker with a stolen session could otherwise keep the account.
    """
    row = db.session.execute(
        select(WebSession.password_open_until, WebSession.created_at, WebSession.confirmed_at).where(
            WebSession.token_sha256 == fingerprint_of(token)
        )
    ).first()
    end_reading()
    if row is None:
        return False
    open_until, created_at, confirmed_at = row
    now = utc_now()
    was_confirmed = confirmed_at > created_at and now - confirmed_at <= CONFIRMED_FOR
    return was_confirmed or (open_until is not None and now < open_until)


def set_password_hash(account: Account, hashed: str) -> bool:
    """Set a password and end all sessions and links of the account; return False if another request was first."""
    is_as_before = Account.password_hash.is_not_distinct_from(account.password_hash)
    changed = db.session.execute(
        update(Account)
        .where(Account.id == account.id, is_as_before)
        .values(password_hash=hashed)
        .execution_options(synchronize_session=False)
    )
    if not changed.rowcount:  # type: ignore[attr-defined]
        db.session.rollback()
        return False
    ended = delete(WebSession).where(WebSession.account_id == account.id).returning(WebSession.token_sha256)
    digests = list(db.session.scalars(ended))
    db.session.execute(delete(LoginLink).where(LoginLink.account_id == account.id))
    db.session.commit()
    end_passes(current_redis(), digests)
    return True


def close_session(token: str) -> None:
    """End a session."""
    digest = fingerprint_of(token)
    db.session.execute(delete(WebSession).where(WebSession.token_sha256 == digest))
    db.session.commit()
    end_passes(current_redis(), [digest])
