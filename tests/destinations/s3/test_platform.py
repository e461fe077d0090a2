"""S3-compatible storage, on a server that verifies signatures as Amazon documents it."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import cast

import pytest

from fsp.destinations.s3.platform import S3, S3Credentials, S3Settings
from fsp.errors import AnswerLost, PermanentFailure, RateLimited, RemoteGone, ServiceUnavailable
from testbed.platforms.s3 import ACCESS_KEY, BUCKET, REGION, SECRET_KEY, S3Server
from testbed.platforms.server import PlatformServer
from tests.destinations.platform_contract import PlatformContract, Subject
from tests.destinations.post_files.file_contract import FileContract, Place, illustrated
from tests.destinations.tools import NOW, post, tools


def make(server: S3Server, **changes: object) -> S3:
    secret = changes.pop("secret", SECRET_KEY)
    key_id = changes.pop("key_id", ACCESS_KEY)
    settings = S3Settings.model_validate({"endpoint": server.url, "region": REGION, "bucket": BUCKET, **changes})
    credentials = S3Credentials.model_validate({"access_key_id": key_id, "secret_access_key": secret})
    return S3(settings, credentials, tools())


@pytest.fixture
def server() -> Iterator[S3Server]:
    with S3Server(now=lambda: NOW).running() as server:
        yield server


def put(server: PlatformServer, name: str, data: bytes) -> None:
    cast(S3Server, server).objects[name] = (data, {"content-type": "", "cache-control": ""})


def delete(server: PlatformServer, name: str) -> None:
    del cast(S3Server, server).objects[name]
    server.posts.pop(name, None)


class TestS3Contract(PlatformContract):
    @pytest.fixture
    def subject(self, server: S3Server) -> Subject:
        settings = S3Settings.model_validate({"endpoint": server.url, "region": REGION, "bucket": BUCKET})
        credentials = S3Credentials.model_validate({"access_key_id": ACCESS_KEY, "secret_access_key": SECRET_KEY})
        return Subject(
            server,
            lambda tools: S3(settings, credentials, tools),
            creates=f"PUT /{BUCKET}/raised-beds",
            secrets=(SECRET_KEY,),
            edit_by_hand=lambda server, name: put(server, name, b"changed by hand"),
            delete_by_hand=delete,
            add_look_alike=lambda server, _post: put(server, "raised-beds.md", b"---\ntitle: Raised beds\n---\n"),
        )


class TestS3Files(FileContract):
    @pytest.fixture
    def place(self, server: S3Server, tmp_path: Path) -> Place:
        return Place(
            make=lambda **changes: make(server, **changes),
            store=make(server).store,
            files=lambda: {name: data for name, (data, _) in server.objects.items() if not name.startswith(".fsp/")},
            put_by_hand=lambda name, data: put(server, name, data),
            delete_by_hand=lambda name: delete(server, name),
        )


def test_objects_have_their_types_and_cache_headers(server: S3Server) -> None:
    make(server, prefix="blog", cache_control="no-cache").create(illustrated())

    objects = {name: headers for name, (_, headers) in server.objects.items()}
    (image_name,) = [name for name in objects if name.endswith(".png")]
    assert objects["blog/raised-beds.md"] == {
        "content-type": "text/markdown; charset=utf-8",
        "cache-control": "no-cache",
    }
    assert objects[image_name] == {
        "content-type": "image/png",
        "cache-control": "public, max-age=31536000, immutable",
    }


def test_an_image_that_is_there_is_not_sent_again(server: S3Server) -> None:
    sent = make(server).create(illustrated())
    server.requests.clear()

    make(server).update(illustrated(), sent.external_id)

    assert [request.path for request in server.sent("PUT") if request.path.endswith(".png")] == []


def test_a_removed_post_leaves_nothing_behind(server: S3Server) -> None:
    sent = make(server).create(illustrated())

    make(server).remove(sent.external_id)

    assert server.objects == {}


def test_names_of_any_script_are_signed(server: S3Server) -> None:
    platform = make(server, post_path="posts/{slug}.md")
    sent = platform.create(post(slug="beete-für~(alle)+1 größe"))

    assert "posts/beete-für~(alle)+1 größe.md" in server.objects
    assert platform.read(sent.external_id)


def test_two_writers_cannot_both_create_a_post(server: S3Server) -> None:
    server.fail_next(404, on=f"GET /{BUCKET}/raised-beds.md")
    put(server, "raised-beds.md", b"by another writer, a moment ago")

    with pytest.raises(PermanentFailure, match="exists already"):
        make(server).create(post())

    assert server.objects["raised-beds.md"][0] == b"by another writer, a moment ago"


def test_a_change_by_another_program_in_between_is_not_overwritten(server: S3Server) -> None:
    platform = make(server)
    sent = platform.create(post())
    read = platform.store.read
    other = b"---\ntitle: Another\nfsp_key: item-7\n---\nBy another program.\n"

    def read_before_the_other(path: str) -> bytes | None:
        data = read(path)
        put(server, path, other)
        return data

    object.__setattr__(platform.store, "read", read_before_the_other)
    with pytest.raises(ServiceUnavailable, match="changed by another program"):
        platform.update(post(title="Raised beds, rebuilt"), sent.external_id)

    assert server.objects["raised-beds.md"][0] == other
    assert make(server).update(post(title="Raised beds, rebuilt"), sent.external_id).external_id == sent.external_id


@pytest.mark.parametrize("fault", ["cut-after", "cut-before"])
def test_a_lost_answer_to_an_image_leaves_the_post_certainly_unsent(server: S3Server, fault: str) -> None:
    server.fail_next(fault, on=f"PUT /{BUCKET}/images/")

    with pytest.raises(ServiceUnavailable) as raised:
        make(server).create(illustrated())

    assert not isinstance(raised.value, AnswerLost)
    assert server.created == []


@pytest.mark.parametrize("way", [{"knows_conditions": False}, {"ignores_conditions": True}])
def test_storage_without_conditions_is_served_too(server: S3Server, way: dict[str, bool]) -> None:
    vars(server).update(way)

    sent = make(server).create(post())
    make(server).update(post(title="Raised beds, rebuilt"), sent.external_id)
    results = make(server).check()

    assert b"rebuilt" in server.objects["raised-beds.md"][0]
    assert [result for result in results if not result.is_ok] == []
    (conditions,) = [result for result in results if result.name == "Conditional writes"]
    assert "lacks conditional writes" in conditions.seen


def test_a_check_says_that_conditions_are_honoured_and_leaves_nothing(server: S3Server) -> None:
    (conditions,) = [result for result in make(server).check() if result.name == "Conditional writes"]

    assert conditions.seen == "The storage refuses to overwrite what another program wrote in between."
    assert server.objects == {}


def test_a_check_names_a_key_without_the_right_to_list(server: S3Server) -> None:
    server.may_list = False

    (failed,) = [result for result in make(server).check() if not result.is_ok]

    assert (failed.name, failed.fix) == ("Look up", "Give the key the right s3:ListBucket for the bucket too.")
    assert server.objects == {}


@pytest.mark.parametrize(
    ("changes", "seen", "fix"),
    [
        ({"secret": "wrong"}, "SignatureDoesNotMatch", "secret access key"),
        ({"key_id": "AKIAOTHER"}, "InvalidAccessKeyId", "does not know the access key ID"),
        ({"region": "us-east-1"}, "AuthorizationHeaderMalformed", f"Change the region of the destination to {REGION}"),
        ({"bucket": "other-garden"}, "404", "name of the bucket"),
    ],
)
def test_a_check_names_the_cause(server: S3Server, changes: dict[str, object], seen: str, fix: str) -> None:
    (result,) = make(server, **changes).check()

    assert not result.is_ok
    assert seen in result.seen
    assert fix in result.fix


def test_a_session_token_that_expired_is_named_when_a_post_is_sent(server: S3Server) -> None:
    body = b"<Error><Code>ExpiredToken</Code><Message>The provided token has expired.</Message></Error>"
    server.fail_next(400, headers={"Content-Type": "application/xml"}, body=body)

    with pytest.raises(PermanentFailure, match="Replace the credentials: the session token has expired") as raised:
        make(server).create(post())

    assert not isinstance(raised.value, RemoteGone)
    assert server.objects == {}


def test_a_check_names_a_wrong_clock(server: S3Server) -> None:
    server.now = lambda: NOW + timedelta(hours=1)

    (result,) = make(server).check()

    assert "RequestTimeTooSkewed" in result.seen
    assert "NTP" in result.fix


def test_a_check_names_a_key_without_the_right_to_write(server: S3Server) -> None:
    server.is_read_only = True

    (result,) = make(server).check()

    assert "AccessDenied" in result.seen
    assert "s3:PutObject" in result.fix
    with pytest.raises(PermanentFailure, match="AccessDenied"):
        make(server).create(post())


def test_storage_that_asks_for_fewer_requests_is_given_time(server: S3Server) -> None:
    server.fail_next(503, body=b"<Error><Code>SlowDown</Code></Error>", on="PUT")

    with pytest.raises(RateLimited, match="SlowDown"):
        make(server).create(post())


@pytest.mark.parametrize(
    ("entered", "endpoint", "path_style"),
    [
        ("s3.eu-central-1.amazonaws.com", "https://s3.eu-central-1.amazonaws.com", True),
        ("https://garden.s3.example/", "https://s3.example", False),
        ("https://s3.example/garden", "https://s3.example", True),
        ("https://garden-house.s3.example", "https://garden-house.s3.example", True),
    ],
)
def test_the_address_of_the_bucket_is_accepted_as_the_endpoint(entered: str, endpoint: str, path_style: bool) -> None:
    settings = S3Settings.model_validate({"endpoint": entered, "bucket": "garden"})

    assert (settings.endpoint, settings.path_style) == (endpoint, path_style)


def test_a_bucket_may_be_a_part_of_the_host() -> None:
    settings = {"endpoint": "https://s3.example.org/", "bucket": "garden", "path_style": False}
    keys = S3Credentials.model_validate({"access_key_id": "a", "secret_access_key": "b"})

    platform = S3(S3Settings.model_validate(settings), keys, tools())

    assert platform.store.bucket.base_url == "https://garden.s3.example.org"
