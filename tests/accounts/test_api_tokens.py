"""API tokens: shown once, listed without themselves, revoked for good."""

import pytest
from flask import Flask

from fsp.accounts.api_tokens import PREFIX, account_of_token, create_token, list_tokens, revoke_token
from fsp.accounts.manage import account_named
from fsp.errors import NotFound
from fsp.models.account import Role
from fsp.stores import end_reading


def test_a_token_opens_until_it_is_revoked(core: Flask) -> None:
    token = create_token(account_named("robot", role=Role.OPERATOR), "backup")
    account = account_of_token(token)
    end_reading()
    (listed,) = list_tokens()

    revoke_token(listed.id)

    assert account is not None
    assert (account.name, listed.name) == ("robot", "backup")
    assert token.startswith(PREFIX)
    assert not listed.token_sha256.startswith(token[:8])
    assert account_of_token(token) is None
    assert list_tokens() == []


def test_what_is_revoked_cannot_be_revoked_again(core: Flask) -> None:
    with pytest.raises(NotFound, match="fsp token list"):
        revoke_token(1)
