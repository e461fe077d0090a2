"""The errors of Ghost's Admin API."""

from testbed.platforms.messages import Refused


def refused(status: int, kind: str, message: str, context: str | None = None, code: str | None = None) -> Refused:
    """Return a refusal as Ghost writes it."""
    return Refused(status, {"errors": [{"message": message, "context": context, "type": kind, "code": code}]})


def invalid(context: str) -> Refused:
    """Return the refusal of a field."""
    return refused(422, "ValidationError", "Validation error, cannot save post.", context)


def not_found(what: str = "post") -> Refused:
    """Return the answer for something that is not there."""
    text = f"Resource not found error, cannot read {what}."
    return refused(404, "NotFoundError", text, f"{what.capitalize()} not found.")
