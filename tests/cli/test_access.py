"""Ways in from the command line."""

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from fsp.accounts.api_tokens import account_of_token
from fsp.accounts.sessions import use_link
from fsp.cli.main import fsp
from fsp.models.account import Account
from fsp.stores import db


def test_a_login_link_opens_an_account_that_is_made(run: CliRunner) -> None:
    printed = run.invoke(fsp, ["login-link", "ada", "--role", "viewer"])

    account_id = use_link(printed.output.strip().rsplit("/", 1)[1])
    account = db.session.get_one(Account, account_id)
    assert (account.name, account.role) == ("ada", "viewer")


def test_an_unknown_account_is_not_made_by_a_slip(run: CliRunner) -> None:
    result = run.invoke(fsp, ["login-link", "adda"])

    assert result.exit_code == 1
    assert "not found" in str(result.exception)


def test_a_token_is_made_listed_and_revoked(run: CliRunner) -> None:
    token = run.invoke(fsp, ["token", "create", "robot"]).output.strip()
    account = account_of_token(token)
    db.session.commit()
    listed = run.invoke(fsp, ["token", "list"]).output
    run.invoke(fsp, ["token", "revoke", listed.split("\t")[0]])

    assert account is not None
    assert account.name == "robot"
    assert token not in listed
    assert account_of_token(token) is None


def test_only_hashes_are_kept(run: CliRunner) -> None:
    token = run.invoke(fsp, ["token", "create", "robot"]).output.strip()

    connection = db.engine.raw_connection()
    stored = "\n".join(connection.iterdump())
    connection.close()
    assert token not in stored
    assert db.session.scalars(select(Account.name)).all() == ["robot"]


def test_an_account_gets_a_mail_address(run: CliRunner) -> None:
    run.invoke(fsp, ["login-link", "anna", "--role", "viewer"])

    printed = run.invoke(fsp, ["accounts", "email", "anna", "anna@example.org"])
    refused = run.invoke(fsp, ["accounts", "email", "anna", "nowhere"])
    listed = run.invoke(fsp, ["accounts", "list"]).output
    removed = run.invoke(fsp, ["accounts", "email", "anna"])

    assert printed.output == "anna gets the notices of reviews at anna@example.org.\n"
    assert listed == "anna\tviewer\tno password yet\tanna@example.org\n"
    assert (refused.exit_code, removed.output) == (1, "anna gets no mail.\n")


def test_accounts_are_listed_changed_and_shut_out(run: CliRunner) -> None:
    run.invoke(fsp, ["login-link"])
    run.invoke(fsp, ["login-link", "anna", "--role", "viewer"])

    codes = [
        run.invoke(fsp, ["accounts", *command]).exit_code
        for command in (["role", "anna", "operator"], ["disable", "anna"], ["disable", "admin"], ["enable", "nobody"])
    ]
    listed = run.invoke(fsp, ["accounts", "list"]).output.splitlines()

    assert codes == [0, 0, 1, 1]
    assert listed == ["admin\tadmin\tno password yet", "anna\toperator\tdisabled"]
    assert run.invoke(fsp, ["accounts", "enable", "anna"]).exit_code == 0


def role_of(name: str) -> str | None:
    role = db.session.scalar(select(Account.role).where(Account.name == name))
    db.session.commit()
    return role


@pytest.mark.parametrize("role", ["admin", "viewer"])
def test_a_token_never_changes_the_role_of_an_account(run: CliRunner, role: str) -> None:
    run.invoke(fsp, ["accounts", "create", "anna", role])

    plain = run.invoke(fsp, ["token", "create", "anna"])
    other = run.invoke(fsp, ["token", "create", "anna", "--role", "operator"])
    same = run.invoke(fsp, ["token", "create", "anna", "--role", role])

    assert (plain.exit_code, other.exit_code, same.exit_code) == (0, 1, 0)
    assert "fsp accounts role" in str(other.exception)
    assert role_of("anna") == role


def test_a_token_of_a_new_account_is_an_operators(run: CliRunner) -> None:
    run.invoke(fsp, ["token", "create", "robot"])
    run.invoke(fsp, ["token", "create", "reader", "--role", "viewer"])

    assert (role_of("robot"), role_of("reader")) == ("operator", "viewer")


def test_a_login_link_changes_no_role_that_is_not_named(run: CliRunner) -> None:
    run.invoke(fsp, ["login-link"])
    run.invoke(fsp, ["login-link", "anna", "--role", "admin"])
    run.invoke(fsp, ["accounts", "role", "admin", "viewer"])

    assert run.invoke(fsp, ["login-link"]).exit_code == 0
    assert role_of("admin") == "viewer"
