"""Who may do what: each view declares the role it needs, and the action it is in the audit log, by a decorator.

A route whose view declares nothing is refused to everybody. docs/reference/permissions.md lists all of them.
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
    """What a route needs and what the audit log calls it.

    `role` is the lowest role that may use it, None for everybody, signed in or not. `action` is set for a route that
    changes something; `target` names what it is done to, from the path and the form. An action that its own view
    records has `is_written_by_view`.
    """

    role: Role | None
    action: Action | None = None
    target: str = ""
    is_written_by_view: bool = False


UNDECLARED = Permission(Role.VIEWER)
"""Stands for a view without a declaration, which nobody may use."""


def requires(
    role: Role | None, *, action: Action | None = None, target: str = "", is_written_by_view: bool = False
) -> Callable[[View], View]:
    """Declare what a view needs; goes below the decorator of its route."""
    permission = Permission(role, action, target, is_written_by_view)

    def declare(view: View) -> View:
        view.permission = permission  # type: ignore[attr-defined]
        return view

    return declare


def open_to_all(view: View) -> View:
    """Declare that everybody may use a view, signed in or not."""
    return requires(None)(view)


def permission_of(app: Flask, endpoint: str | None) -> Permission:
    """Return what a route of the application declares; UNDECLARED for one that nobody may use."""
    view = app.view_functions.get(endpoint or "")
    permission: Permission = getattr(view, "permission", UNDECLARED)
    return permission


def has_role(account: Account | None, role: Role) -> bool:
    """Return whether an account has a role, or a higher one."""
    return account is not None and Role(account.role).covers(role)


def may_look(account: Account | None, endpoint: str) -> bool:
    """Return whether an account may look at a page that is closed to visitors and changes nothing."""
    declared = permission_of(current_app, endpoint)
    is_page = declared is not UNDECLARED and declared.action is None
    return is_page and declared.role is not None and has_role(account, declared.role)
