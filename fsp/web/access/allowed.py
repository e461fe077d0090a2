"""Whether an account may look at a route: asked by the guard, and by whoever calls a view without a request."""

from fsp.models.account import Account, Role
from fsp.web.access.rules import RULES, Rule

UNDECLARED = Rule(Role.VIEWER)


def rule_of(endpoint: str | None) -> Rule:
    """Return the rule of a route; UNDECLARED for one that nobody may use."""
    return RULES.get(endpoint or "", UNDECLARED)


def has_role(account: Account | None, role: Role) -> bool:
    """Return whether an account has a role, or a higher one."""
    return account is not None and Role(account.role).covers(role)


def may_look(account: Account | None, endpoint: str) -> bool:
    """Return whether an account may look at a page that is closed to strangers and changes nothing."""
    rule = rule_of(endpoint)
    return rule is not UNDECLARED and rule.action is None and rule.role is not None and has_role(account, rule.role)
