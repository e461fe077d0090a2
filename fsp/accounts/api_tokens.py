"""Bearer tokens for programs. A token is shown once, stored as a hash, and acts for an account."""

from sqlalchemy import select, update

from fsp.accounts.passes import end_passes
from fsp.clock import utc_now
from fsp.errors import NotFound
from fsp.models.account import Account, ApiToken
from fsp.security.tokens import fingerprint_of, new_token
from fsp.stores import current_redis, db, end_reading

PREFIX = "fsp_"
"""The fixed prefix lets secret scanners recognise a leaked token."""

SHOWN_LETTERS = 8


def create_token(account: Account, name: str) -> str:
    """Create a token for an account and return it. It cannot be shown again."""
    token = PREFIX + new_token()
    db.session.add(
        ApiToken(token_sha256=fingerprint_of(token), name=name, prefix=token[:SHOWN_LETTERS], account_id=account.id)
    )
    db.session.commit()
    return token


def list_tokens() -> list[ApiToken]:
    """Return every active token, oldest first."""
    tokens = db.session.scalars(select(ApiToken).where(ApiToken.revoked_at.is_(None)).order_by(ApiToken.id)).all()
    end_reading()
    return list(tokens)


def revoke_token(token_id: int) -> None:
    """Revoke a token; raise NotFound if no active token has this number."""
    digest = db.session.scalar(
        update(ApiToken)
        .where(ApiToken.id == token_id, ApiToken.revoked_at.is_(None))
        .values(revoked_at=utc_now())
        .returning(ApiToken.token_sha256)
    )
    db.session.commit()
    if digest is not None:
        end_passes(current_redis(), [digest])
    else:
        raise NotFound(f"Active token {token_id} not found. List tokens with fsp token list.")


def account_of_token(token: str) -> Account | None:
    """Return the account of a token, or None if the token is unknown or revoked."""
    return db.session.scalar(
        select(Account)
        .join(ApiToken)
        .where(
            ApiToken.token_sha256 == fingerprint_of(token),
            ApiToken.revoked_at.is_(None),
            Account.disabled_at.is_(None),
        )
    )
