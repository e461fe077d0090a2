"""Keyed requests: one result per key and account, for 24 hours."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import update

from fsp.clock import utc_now
from fsp.errors import InvalidInput
from fsp.models.idempotency_key import IdempotencyKey
from fsp.queueing.keyed_request import KeyedRequest, keyed_request
from fsp.stores import db


def request_of(key: str = "k", *, by: str = "ada", request: object = "beans") -> KeyedRequest:
    return keyed_request(key, requested_by=by, request=request)


def test_a_key_returns_its_first_result_for_24_hours(core: Flask) -> None:
    request_of().add_result("12")
    db.session.commit()

    assert request_of().read_result() == "12"
    assert request_of(by="eve").read_result() is None
    with pytest.raises(InvalidInput, match="another request"):
        request_of(request="peas").read_result()

    db.session.execute(update(IdempotencyKey).values(created_at=utc_now() - timedelta(hours=25)))
    db.session.commit()
    assert request_of(request="peas").read_result() is None


@pytest.mark.parametrize("key", ["", "k" * 256, "a\x00b"])
def test_an_unusable_key_is_refused(key: str) -> None:
    with pytest.raises(InvalidInput, match=r"(?i)idempotency"):
        request_of(key)
