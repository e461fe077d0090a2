"""Bearer tokens for programs: shown once, kept as a hash, acting for an account."""

from sqlalchemy import select, update

from fsp.accounts.passes import end_passes
from fsp.clock import utc_now
from fsp.errors import NotFound
from fsp.models.account import Account, ApiToken
from fsp.security.tokens import fingerprint_of, new_token
from fsp.stores import current_redis, db, end_reading

PREFIX = "fsp_"
"""Secret scanners know a leaked token by it."""

SHOWN_LETTERS = 8


def create_token(account: Account, name: str) -> str:
    """Make a token for an account and return it; it cannot be shown again."""
    token = PREFIX + new_token()
    db.session.add(
        ApiToken(token_sha256=fingerprint_of(token), name=name, prefix=token[:SHOWN_LETTERS], account_id=account.id)
    )
    db.session.commit()
    return token


def list_tokens() -> list[ApiToken]:
    """Return every token that was not revoked, oldest first."""
    found = db.session.scalars(select(ApiToken).where(ApiToken.revoked_at.is_(None)).order_by(ApiToken.id)).all()
    end_reading()
    return list(found)


def revoke_token(token_id: int) -> None:
    """End a token; raise NotFound if there is none of this number in use."""
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
    """Return whose token this is, or None if it was revoked or never was."""
    return db.session.scalar(
        select(Account)
        .join(ApiToken)
        .where(
            ApiToken.token_sha256 == fingerprint_of(token),
            ApiToken.revoked_at.is_(None),
            Account.disabled_at.is_(None),
        )
    )
