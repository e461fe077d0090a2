"""Schemas of accounts and tokens in the API."""

from datetime import datetime
from typing import Annotated

from pydantic import ConfigDict, Field

from fsp.models.account import Role
from fsp.shape import From, IsThere, Shape
from fsp.web.schema import RowId


class AccountPath(Shape):
    """The account."""

    account_id: RowId = Field(alias="account_id")


class TokenPath(Shape):
    """The token."""

    token_id: RowId = Field(alias="token_id")


class AccountBody(Shape):
    """A new account."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(min_length=1, max_length=100)
    role: Role


class EmailBody(Shape):
    """The new mail address."""

    model_config = ConfigDict(extra="forbid")

    email: str = Field(max_length=320, description="Empty for none")


class ConfirmEmailBody(Shape):
    """The token in the link of the mail."""

    model_config = ConfigDict(extra="forbid")

    token: str = Field(min_length=1, max_length=1000)


class RoleBody(Shape):
    """The new role."""

    model_config = ConfigDict(extra="forbid")

    role: Role


class TokenBody(Shape):
    """A new token: its purpose, and the account it acts for."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(min_length=1, max_length=100)
    account_id: RowId


class AccountShape(Shape):
    """One account."""

    id: int
    name: str
    role: str
    email: str = Field(description="Where the notices of reviews are sent; empty for none")
    has_password: Annotated[IsThere, From("password_hash")]
    is_disabled: Annotated[IsThere, From("disabled_at")]
    created_at: datetime


class PendingEmailShape(Shape):
    """The signed-in account, and the address that it has to confirm."""

    account: AccountShape
    pending_email: str = Field(description="Gets a mail with a link; empty if there is nothing to confirm")


class AccountListShape(Shape):
    """All accounts, sorted by name."""

    accounts: list[AccountShape]


class LinkShape(Shape):
    """An account and its one-time login link, valid for 30 minutes."""

    account: AccountShape
    link: str


class TokenShape(Shape):
    """One active token. `prefix` is its beginning."""

    id: int
    name: str
    prefix: str
    account_id: int
    created_at: datetime


class TokenListShape(Shape):
    """All active tokens, oldest first."""

    tokens: list[TokenShape]


class NewTokenShape(Shape):
    """A new token. It cannot be shown again."""

    token: str
