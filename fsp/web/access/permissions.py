"""Permissions: each view declares its required role and its audit action with a decorator.

A route without a declaration is refused for everyone. docs/reference/permissions.md lists all routes.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from flask import Flask, current_app

from fsp.audit.action import Action
from fsp.models.account import Account, Role

View = TypeVar("View", bound=Callable[..., object])


@dataclass(frozen=True)
class Permission:
    """The required role and the audit action of a route.

    `role` is the minimum role, None for a public route. `action` is set if the route changes something; `target` names
    its object, from the path and the form. `is_written_by_view` marks an action that the view logs itself.
    """

    role: Role | None
    action: Action | None = None
    target: str = ""
    is_written_by_view: bool = False


UNDECLARED = Permission(Role.VIEWER)
"""A view without a declaration, which nobody may use."""


def requires(
    role: Role | None, *, action: Action | None = None, target: str = "", is_written_by_view: bool = False
) -> Callable[[View], View]:
    """Declare what a view requires. Place it below the route decorator."""
    permission = Permission(role, action, target, is_written_by_view)

    def declare(view: View) -> View:
        view.permission = permission  # type: ignore[attr-defined]
        return view

    return declare


def open_to_all(view: View) -> View:
    """Declare that a view is public."""
    return requires(None)(view)


def permission_of(app: Flask, endpoint: str | None) -> Permission:
    """Return the declaration of a route; UNDECLARED if there is none."""
    view = app.view_functions.get(endpoint or "")
    permission: Permission = getattr(view, "permission", UNDECLARED)
    return permission


def has_role(account: Account | None, role: Role) -> bool:
    """Return whether an account has a role, or a higher one."""
    return account is not None and Role(account.role).covers(role)


def may_look(account: Account | None, endpoint: str) -> bool:
    """Return whether an account may open a page that requires sign-in and changes nothing."""
    declared = permission_of(current_app, endpoint)
    is_page = declared is not UNDECLARED and declared.action is None
    return is_page and declared.role is not None and has_role(account, declared.role)
