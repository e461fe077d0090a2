"""The errors of WordPress's REST API."""

from typing import Any

from testbed.platforms.messages import Refused


def refused(status: int, code: str, message: str, **data: Any) -> Refused:
    """Return a refusal as WordPress writes it."""
    return Refused(status, {"code": code, "message": message, "data": {"status": status, **data}})


def invalid_parameter(name: str, message: str, code: str = "rest_invalid_param", **data: Any) -> Refused:
    """Return the refusal of a parameter. It is a 400, even for a value that the user may not use."""
    details = {name: {"code": code, "message": message, "data": data or None}}
    return refused(400, "rest_invalid_param", f"Invalid parameter(s): {name}", params={name: message}, details=details)


def not_signed_in() -> Refused:
    """Return the refusal of a write without a user. It is also the answer to a wrong password."""
    return refused(401, "rest_cannot_create", "Sorry, you are not allowed to create posts as this user.")
