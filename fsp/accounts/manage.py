"""Manages accounts: list, create, change the role, disable and enable."""

from datetime import datetime

from sqlalchemy import Select, delete, func, select, update

from fsp.accounts.passes import end_passes
from fsp.errors import Conflict, InvalidInput, NotFound
from fsp.mail_addresses import parse_address
from fsp.models.account import Account, ApiToken, Role, WebSession
from fsp.stores import current_redis, db, end_reading

MAX_NAME_CHARACTERS = 100


def list_accounts() -> list[Account]:
    """Return every account, sorted by name."""
    statement = select(Account).order_by(Account.name).execution_options(populate_existing=True)
    accounts = db.session.scalars(statement).all()
    end_reading()
    return list(accounts)


def find_account(account_id: int) -> Account:
    """Return an account; raise NotFound if it does not exist."""
    account = db.session.get(Account, account_id)
    end_reading()
    if account is None:
        raise NotFound(f"Account {account_id} not found.")
    return account


def find_account_named(name: str) -> Account:
    """Return the account with this name; raise NotFound if it does not exist."""
    account = db.session.scalar(select(Account).where(Account.name == name))
    end_reading()
    if account is None:
        raise NotFound(f'Account "{name:.100}" not found.')
    return account


def account_named(name: str, *, role: Role | None = None) -> Account:
    """Return the account with this name. With a role, create it or change its role.

    Raise NotFound if it does not exist and no role is specified. Otherwise raise what `create_account` and
    `change_role` raise.
    """
    account = db.session.scalar(select(Account).where(Account.name == name))
    end_reading()
    if account is None:
        if role is None:
            raise NotFound(f'Account "{name:.100}" not found. Specify a role to create it.')
        return create_account(name, role)
    if role is not None and account.role != role:
        change_role(account, role)
        db.session.refresh(account)
        end_reading()
    return account


def account_for_token(name: str, *, role: Role | None = None) -> Account:
    """Return the account for a token, and create it if necessary, as an operator or with this role.

    An existing account keeps its role. Raise Conflict if its role differs from the specified one.
    """
    account = db.session.scalar(select(Account).where(Account.name == name))
    end_reading()
    if account is None:
        return create_account(name, role or Role.OPERATOR)
    if role is not None and account.role != role:
        raise Conflict(
            f'There is an account "{name:.100}" already, with the role {account.role}. Choose another name for the '
            f"token, or change the role first: fsp accounts role."
        )
    return account


def create_account(name: str, role: Role) -> Account:
    """Create an account; raise InvalidInput for an invalid name, Conflict if the name is taken."""
    clean_name = " ".join(name.split())
    if not 1 <= len(clean_name) <= MAX_NAME_CHARACTERS or not clean_name.isprintable():
        raise InvalidInput(f'A name needs 1 to {MAX_NAME_CHARACTERS} printable characters, got "{clean_name:.40}".')
    if db.session.scalar(select(Account.id).where(Account.name == clean_name)) is not None:
        end_reading()
        raise Conflict(f'An account named "{clean_name}" already exists.')
    account = Account(name=clean_name, role=role)
    db.session.add(account)
    db.session.commit()
    return account


def change_role(account: Account, role: Role) -> None:
    """Change an account's role and end its sessions; raise Conflict for the last admin."""
    _change(account, removes_admin=role != Role.ADMIN, role=role)


def checked_email(text: str) -> str:
    """Return the bare mail address in a text, empty for an empty one; raise InvalidInput for an invalid one."""
    try:
        return parse_address(text.strip()).address if text.strip() else ""
    except ValueError as error:
        raise InvalidInput(f'"{text:.100}" is no mail address: {error}.') from None


def change_email(account: Account, text: str) -> None:
    """Change the mail address of an account, or remove it with an empty text; raise InvalidInput for an invalid one."""
    email = checked_email(text)
    db.session.execute(update(Account).where(Account.id == account.id).values(email=email))
    db.session.commit()


def disable(account: Account, now: datetime) -> None:
    """Disable an account: its sessions end, and its password, links and tokens stop working."""
    _change(account, removes_admin=True, disabled_at=now)


def enable(account: Account) -> None:
    """Enable an account again, together with its tokens."""
    _change(account, removes_admin=False, disabled_at=None)


def _change(account: Account, *, removes_admin: bool, **values: object) -> None:
    """Change an account in one statement, and only if at least one admin remains."""
    changed = update(Account).where(Account.id == account.id).values(**values)
    if removes_admin and account.role == Role.ADMIN:
        # One statement, so that two admins who demote each other at the same time do not both succeed.
        others = select(func.count(Account.id)).where(
            Account.role == Role.ADMIN, Account.disabled_at.is_(None), Account.id != account.id
        )
        changed = changed.where(others.scalar_subquery() > 0)
    done = db.session.execute(changed.execution_options(synchronize_session=False))
    if not done.rowcount:  # type: ignore[attr-defined]
        db.session.rollback()
        raise Conflict(f"{account.name} is the only admin. Create another admin first.")
    ended = delete(WebSession).where(WebSession.account_id == account.id).returning(WebSession.token_sha256)
    digests = [*db.session.scalars(ended), *db.session.scalars(_tokens_of(account))]
    db.session.commit()
    end_passes(current_redis(), digests)


def _tokens_of(account: Account) -> Select[str]:
    return select(ApiToken.token_sha256).where(ApiToken.account_id == account.id)
