"""Who acts in the current request or command, for the history of what they change."""

from flask import g, has_app_context

from fsp.models.audit_entry import Via


def set_actor(name: str, via: Via) -> None:
    """Remember who acts, until the end of the application's context."""
    g.actor = (name, via)


def current_actor() -> tuple[str, str]:
    """Return the name and the interface of who acts; both empty if nobody is known."""
    name, via = g.get("actor", ("", "")) if has_app_context() else ("", "")
    return str(name), str(via)
