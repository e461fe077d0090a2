"""Answers to refreshes: 304 while the part looks as it did, whatever its moment and its tokens."""

import pytest
import redis
from flask.testing import FlaskClient

from fsp.queueing.enqueue import enqueue
from fsp.web.conditional_get import tag_of

ASKING = {"HX-Request": "true"}


def test_a_part_that_looks_as_it_did_is_not_sent_again(signed_in: FlaskClient, redis_client: redis.Redis) -> None:
    first = signed_in.get("/jobs", headers=ASKING)
    again = signed_in.get("/jobs", headers=ASKING | {"If-None-Match": first.headers["ETag"]})
    enqueue(redis_client, "reconcile-requests", {}, job_id="fresh")
    changed = signed_in.get("/jobs", headers=ASKING | {"If-None-Match": first.headers["ETag"]})

    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["FSP-Time"]
    assert again.headers["Cache-Control"] == "no-store"
    assert changed.status_code == 200
    assert changed.headers["ETag"] != first.headers["ETag"]


def test_a_whole_page_is_always_sent(signed_in: FlaskClient) -> None:
    assert "ETag" not in signed_in.get("/jobs").headers


@pytest.mark.parametrize(
    ("entry", "other"),
    [
        (b'<time datetime="1" data-as-of>1</time>', b'<time datetime="2" data-as-of>2</time>'),
        (b'<time datetime="1" data-relative>1 s ago<span>x', b'<time datetime="1" data-relative>2 s ago<span>x'),
        (b'<time datetime="1" data-age>1 s</time>', b'<time datetime="1" data-age>2 s</time>'),
        (b'<input name="csrf_token" value="a">', b'<input name="csrf_token" value="b">'),
    ],
)
def test_what_passes_by_itself_makes_no_difference(entry: bytes, other: bytes) -> None:
    assert tag_of(entry) == tag_of(other)


@pytest.mark.parametrize(
    ("entry", "other"),
    [
        (b'<time datetime="1" data-relative>1 s ago', b'<time datetime="2" data-relative>1 s ago'),
        (b'<input name="reason" value="a">', b'<input name="reason" value="b">'),
        (b"<td>1</td>", b"<td>2</td>"),
    ],
)
def test_everything_else_does(entry: bytes, other: bytes) -> None:
    assert tag_of(entry) != tag_of(other)
