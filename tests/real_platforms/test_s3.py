"""A real storage with signatures, rights and conditional writes: the contracts of platforms and of files."""

from collections.abc import Iterator
from typing import cast

import pytest

from fsp.destinations.contract import Post, Tools
from fsp.destinations.post_files.store import FileStore
from fsp.destinations.s3.platform import S3
from fsp.errors import PermanentFailure
from testbed.platforms.real.s3 import BUCKET, RealS3, installed_folder, real_s3
from testbed.platforms.real.s3_proxy import S3Proxy
from testbed.platforms.server import PlatformServer
from tests.destinations.platform_contract import PlatformContract, Subject
from tests.destinations.post_files.file_contract import FileContract, Place
from tests.destinations.tools import post, tools


@pytest.fixture(scope="module")
def storage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealS3]:
    """Run one storage for this file."""
    with real_s3(installed_folder(), tmp_path_factory.mktemp("s3")) as storage:
        yield storage


@pytest.fixture
def proxy(storage: RealS3) -> Iterator[S3Proxy]:
    """Return an empty bucket behind a server that injects faults."""
    with S3Proxy(storage, tools()).running() as server:
        yield server
        server.empty()


def put(server: PlatformServer, name: str, data: bytes) -> None:
    proxy = cast(S3Proxy, server)
    posts, created = dict(proxy.posts), list(proxy.created)
    proxy.put(name, data)
    proxy.posts, proxy.created = posts, created


def delete(server: PlatformServer, name: str) -> None:
    cast(S3Proxy, server).account().store.remove(name)


def add_look_alike(server: PlatformServer, post: Post) -> None:
    put(server, f"{post.slug}.md", b"---\ntitle: Raised beds\n---\n")


class TestContractOfTheRealStorage(PlatformContract):
    @pytest.fixture
    def subject(self, proxy: S3Proxy) -> Subject:
        def make(tools: Tools) -> S3:
            return S3Proxy.account(_with_tools(proxy, tools))

        return Subject(
            proxy,
            make,
            creates=f"PUT /{BUCKET}/raised-beds",
            secrets=(proxy.storage.keys["admin"][1],),
            edit_by_hand=lambda server, name: put(server, name, b"changed by hand"),
            delete_by_hand=delete,
            add_look_alike=add_look_alike,
        )


class TestFilesOfTheRealStorage(FileContract):
    @pytest.fixture
    def place(self, proxy: S3Proxy) -> Place:
        store: FileStore = proxy.account().store

        def files() -> dict[str, bytes]:
            return {name: data for name, data in proxy.files().items() if not name.startswith(".fsp/")}

        return Place(
            make=proxy.account,
            store=store,
            files=files,
            put_by_hand=proxy.put,
            delete_by_hand=lambda name: delete(proxy, name),
        )


def test_the_conditions_are_honoured(proxy: S3Proxy) -> None:
    (conditions,) = [result for result in proxy.account().check() if result.name == "Conditional writes"]

    assert conditions.seen == "The storage refuses to overwrite what another program wrote in between."
    assert proxy.names == set()


@pytest.mark.parametrize(
    ("user", "secret", "name", "seen"),
    [
        ("admin", "wrong", "Write", "SignatureDoesNotMatch"),
        ("AKIANOBODY", "", "Write", "InvalidAccessKeyId"),
        ("reader", "", "Write", "AccessDenied"),
    ],
)
def test_a_check_names_what_an_account_may_not_do(proxy: S3Proxy, user: str, secret: str, name: str, seen: str) -> None:
    (failed,) = [result for result in proxy.account(user, secret=secret).check() if not result.is_ok]

    assert failed.name == name
    assert seen in failed.seen
    assert failed.fix


def test_a_post_is_not_sent_by_a_user_who_may_only_read(proxy: S3Proxy) -> None:
    with pytest.raises(PermanentFailure, match="AccessDenied"):
        proxy.account("reader").create(post())


def _with_tools(proxy: S3Proxy, tools: Tools) -> S3Proxy:
    proxy.tools = tools
    return proxy
