"""A post of another user is named; other refusals stay as they are."""

import json

import pytest

from fsp.destinations.api_client import ApiRefusal, ApiResponse
from fsp.destinations.wordpress.ownership import ForeignPost, naming_owner


def refusal(status: int, code: str) -> ApiRefusal:
    """Return a refusal as WordPress writes it."""
    body = json.dumps({"code": code, "message": "No."}).encode()
    return ApiRefusal(f"garden.example answered {status}: No", ApiResponse(status, {}, body))


@pytest.mark.parametrize("code", ["rest_forbidden_context", "rest_cannot_edit", "rest_cannot_delete"])
def test_a_post_of_another_user_is_named(code: str) -> None:
    with pytest.raises(ForeignPost, match=r"answered 403: No\. The post belongs to another user"), naming_owner():
        raise refusal(403, code)


@pytest.mark.parametrize(("status", "code"), [(401, "rest_cannot_edit"), (403, "rest_cannot_publish")])
def test_another_refusal_stays_as_it_is(status: int, code: str) -> None:
    with pytest.raises(ApiRefusal), naming_owner():
        raise refusal(status, code)
