"""Whom somebody asks for what their own role does not allow."""

from datetime import timedelta

from fsp.accounts.manage import list_accounts
from fsp.cache import Cache
from fsp.clock import utc_now
from fsp.models.account import Role

ACCOUNTS = Cache[list[tuple[str, Role]]](lasts=timedelta(seconds=60))


def account_names(role: Role | str) -> list[str]:
    """Return the names of the enabled accounts with exactly this role, sorted; of administrators if there are none."""
    accounts = ACCOUNTS.get(_read, utc_now()).value
    names = [name for name, has in accounts if has == role]
    return names or [name for name, has in accounts if has is Role.ADMIN]


def _read() -> list[tuple[str, Role]]:
    return [(account.name, Role(account.role)) for account in list_accounts() if account.disabled_at is None]
