"""Managing accounts: there is always an admin, also when two of them remove each other at once."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from sqlalchemy import select

from fsp.accounts.manage import (
    account_named,
    change_role,
    create_account,
    disable,
    enable,
    find_account,
    find_account_named,
    list_accounts,
)
from fsp.accounts.sessions import open_session, session_of
from fsp.clock import utc_now
from fsp.errors import Conflict, InvalidInput, NotFound
from fsp.models.account import Account, Role
from fsp.stores import db


def test_accounts_are_made_and_found(core: Flask) -> None:
    account = create_account("  Anna   B ", Role.VIEWER)

    assert find_account(account.id).name == find_account_named("Anna B").name == "Anna B"
    with pytest.raises(NotFound):
        find_account(99)


@pytest.mark.parametrize("name", ["", "  ", "x" * 101, "a\x1bb"])
def test_names_that_cannot_be_are_refused(core: Flask, name: str) -> None:
    with pytest.raises(InvalidInput):
        create_account(name, Role.VIEWER)


def test_a_role_given_by_name_follows_the_same_rules(core: Flask) -> None:
    ada = create_account("ada", Role.ADMIN)
    token = open_session(ada.id)

    with pytest.raises(Conflict, match="only admin"):
        account_named("ada", role=Role.VIEWER)
    with pytest.raises(InvalidInput):
        account_named("b\x1bn", role=Role.VIEWER)
    create_account("ben", Role.ADMIN)

    assert account_named("ada", role=Role.ADMIN).role == Role.ADMIN
    assert session_of(token) is not None
    assert account_named("ada", role=Role.VIEWER).role == Role.VIEWER
    assert session_of(token) is None


def test_of_two_admins_who_remove_each_other_at_once_one_stays(core: Flask) -> None:
    ids = [create_account(name, Role.ADMIN).id for name in ("ada", "ben")]
    accounts = [find_account(account_id) for account_id in ids]
    db.session.expunge_all()

    def remove(account: Account) -> bool:
        with core.app_context():
            try:
                disable(account, utc_now())
            except Conflict:
                return False
            return True

    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(remove, accounts))

    assert sorted(done) == [False, True]
    assert len(db.session.scalars(select(Account).where(Account.disabled_at.is_(None))).all()) == 1


def test_a_disabled_admin_does_not_count(core: Flask) -> None:
    ada, ben = (create_account(name, Role.ADMIN) for name in ("ada", "ben"))
    disable(ben, utc_now())

    with pytest.raises(Conflict):
        change_role(ada, Role.OPERATOR)
    enable(ben)
    change_role(ada, Role.OPERATOR)

    db.session.expire_all()
    assert [(account.name, account.role) for account in list_accounts()] == [("ada", "operator"), ("ben", "admin")]
