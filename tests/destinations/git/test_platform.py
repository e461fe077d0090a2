"""Git repositories, served by git itself over HTTP and by a real OpenSSH server."""

import shutil
import threading
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

import pytest

from fsp import paths
from fsp.destinations.contract import Platform, Tools
from fsp.destinations.git import store
from fsp.destinations.git.clone import KEYS_NAME
from fsp.destinations.git.platform import Git, GitCredentials, GitSettings
from fsp.destinations.post_files.document import key_of
from fsp.destinations.post_files.store import Change, StoredFile
from fsp.errors import AnswerLost, PermanentFailure, ServiceUnavailable
from fsp.settings import Settings
from testbed.platforms.git import NAME, TOKEN, GitServer, git
from testbed.platforms.server import PlatformServer
from tests.destinations.platform_contract import PlatformContract, Subject
from tests.destinations.post_files.file_contract import FOREIGN, FileContract, Place, illustrated
from tests.destinations.tools import post, tools
from tests.ssh_server import SshServer, cutting_relay, ssh_server


@pytest.fixture
def server(tmp_path: Path) -> Iterator[GitServer]:
    folder = tmp_path / "served"
    folder.mkdir()
    with GitServer(folder).running() as server:
        yield server


@pytest.fixture
def data(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path / "var")


def maker(server: GitServer, data: Settings) -> Callable[..., Git]:
    def make(tools_given: Tools | None = None, **changes: object) -> Git:
        token = changes.pop("token", TOKEN)
        settings = GitSettings.model_validate({"repository": f"{server.url}/{NAME}", **changes})
        credentials = GitCredentials.model_validate({"token": token})
        return Git(settings, credentials, tools_given or tools(settings=data))

    return make


def commit_by_hand(repository: Path, changes: Mapping[str, bytes | None]) -> None:
    """Push a commit as another person."""
    work = repository.parent / "work"
    shutil.rmtree(work, ignore_errors=True)
    git("clone", "-q", str(repository), str(work))
    git("checkout", "-q", "-B", "main", folder=work)
    for path, content in changes.items():
        if content is None:
            (work / path).unlink()
        else:
            (work / path).parent.mkdir(parents=True, exist_ok=True)
            (work / path).write_bytes(content)
    git("add", "-A", folder=work)
    git("commit", "-q", "-m", "By hand", folder=work)
    git("push", "-q", "origin", "main", folder=work)


def files_in(repository: Path) -> dict[str, bytes]:
    if not git("branch", folder=repository):
        return {}
    work = repository.parent / "look"
    shutil.rmtree(work, ignore_errors=True)
    git("clone", "-q", "-b", "main", str(repository), str(work))
    paths_in = [path for path in work.rglob("*") if path.is_file() and ".git" not in path.relative_to(work).parts]
    return {path.relative_to(work).as_posix(): path.read_bytes() for path in paths_in}


def put(server: PlatformServer, path: str, content: bytes | None) -> None:
    served = cast(GitServer, server)
    commit_by_hand(served.repository, {path: content})
    served.refresh()


class TestGitContract(PlatformContract):
    @pytest.fixture
    def subject(self, server: GitServer, data: Settings) -> Subject:
        make = maker(server, data)

        def made(test_tools: Tools) -> Platform:
            return make(tools(settings=data, http=test_tools.http, uploads=test_tools.uploads))

        return Subject(
            server,
            made,
            creates=f"POST /{NAME}/git-receive-pack",
            secrets=(TOKEN,),
            edit_by_hand=lambda server, path: put(server, path, b"changed by hand"),
            delete_by_hand=lambda server, path: put(server, path, None),
            add_look_alike=lambda server, _post: put(server, "raised-beds.md", FOREIGN),
        )

    def test_a_change_by_hand_is_seen_and_nothing_is_written(self, subject: Subject) -> None:
        sent = subject.platform.create(post())
        put(subject.server, sent.external_id, b"changed by hand")
        subject.server.requests.clear()

        remote = subject.platform.read(sent.external_id)

        assert remote
        assert remote.remote_hash != sent.remote_hash
        # A fetch is a POST too.
        assert not [request for request in subject.server.requests if "git-receive-pack" in request.path]


class TestGitFiles(FileContract):
    @pytest.fixture
    def place(self, server: GitServer, data: Settings, tmp_path: Path) -> Place:
        make = maker(server, data)
        return Place(
            make=make,
            store=make().store,
            files=lambda: files_in(server.repository),
            put_by_hand=lambda path, content: commit_by_hand(server.repository, {path: content}),
            delete_by_hand=lambda path: commit_by_hand(server.repository, {path: None}),
        )


def log(server: GitServer, form: str) -> list[str]:
    return git("log", "--reverse", f"--format={form}", "main", folder=server.repository).splitlines()


def test_each_change_is_one_commit_by_the_author_of_the_post(server: GitServer, data: Settings) -> None:
    make = maker(server, data)
    sent = make(committer="FSP <fsp@garden.example>").create(illustrated())
    make().update(post(title="Raised\nbeds 2"), sent.external_id)
    make().remove(sent.external_id)

    assert log(server, "%an <%ae> %s") == [
        "Ada <fsp@garden.example> Publish Raised beds",
        "Ada <fsp@localhost> Update Raised beds 2",
        "FSP <fsp@localhost> Remove raised-beds.md",
    ]
    assert git("fsck", "--strict", folder=server.repository) == ""


def test_an_update_without_a_change_is_no_commit(server: GitServer, data: Settings) -> None:
    sent = maker(server, data)().create(post())
    maker(server, data)().update(post(), sent.external_id)

    assert len(log(server, "%h")) == 1


def test_a_push_of_another_person_in_between_is_kept(server: GitServer, data: Settings) -> None:
    commit_by_hand(server.repository, {"README": b"1"})
    store = maker(server, data)().store
    with store.session():
        commit_by_hand(server.repository, {"README": b"2", "other.md": FOREIGN})
        store.apply(Change({"a.md": StoredFile(b"ours", "text/markdown")}, summary="Publish a"))

    assert files_in(server.repository) == {"README": b"2", "other.md": FOREIGN, "a.md": b"ours"}
    assert log(server, "%s") == ["By hand", "By hand", "Publish a"]


def test_a_refusal_because_of_a_race_is_tried_again(server: GitServer, data: Settings) -> None:
    commit_by_hand(server.repository, {"README": b"1"})
    # The server's own check: someone else pushes after it has announced its tip.
    hook = server.repository / "hooks" / "pre-receive"
    other = server.repository.parent / "other"
    git("clone", "-q", str(server.repository), str(other))
    (other / "README").write_bytes(b"2")
    git("commit", "-q", "-a", "-m", "By hand, at the same moment", folder=other)
    hook.write_text(
        "#!/bin/sh\nrm -f hooks/pre-receive\nunset GIT_QUARANTINE_PATH GIT_OBJECT_DIRECTORY "
        f"GIT_ALTERNATE_OBJECT_DIRECTORIES GIT_DIR\ngit -C {other} push -q origin HEAD:main\n"
    )
    hook.chmod(0o755)

    maker(server, data)().create(post())

    assert log(server, "%s") == ["By hand", "By hand, at the same moment", "Publish Raised beds"]


def test_two_writers_at_once_lose_nothing(server: GitServer, tmp_path: Path) -> None:
    def publish(number: int) -> None:
        make = maker(server, Settings(data_dir=tmp_path / f"var{number}"))
        for index in range(3):
            name = f"post-{number}-{index}"
            make().create(post(key=name, slug=name))

    threads = [threading.Thread(target=publish, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(files_in(server.repository)) == [f"post-{a}-{b}.md" for a in range(2) for b in range(3)]


def test_a_push_that_the_server_declines_is_permanent(server: GitServer, data: Settings) -> None:
    hook = server.repository / "hooks" / "pre-receive"
    hook.write_text("#!/bin/sh\nexit 1\n")
    hook.chmod(0o755)

    with pytest.raises(
        PermanentFailure, match=r"refused the push to main: pre-receive hook declined\. If the branch is protected"
    ):
        maker(server, data)().create(post())


def test_a_damaged_copy_is_made_again(server: GitServer, data: Settings) -> None:
    make = maker(server, data)
    make().create(illustrated())
    for path in paths.git_folder(data).rglob("objects/??/*"):
        path.chmod(0o644)
        path.write_bytes(b"damaged")

    with pytest.raises(ServiceUnavailable):
        make().create(post(key="item-8", slug="compost"))
    make().create(post(key="item-8", slug="compost"))

    assert {"raised-beds.md", "compost.md"} <= set(files_in(server.repository))


def test_each_content_is_read_once_for_its_key(
    server: GitServer, data: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = {
        f"notes/{number}.md": f"---\ntitle: x\nfsp_key: key-{number}\n---\n{number}\n".encode() for number in range(50)
    }
    commit_by_hand(server.repository, files)
    reads: list[bytes] = []

    def counted(content: bytes) -> str | None:
        reads.append(content)
        return key_of(content)

    monkeypatch.setattr(store, "key_of", counted)
    make = maker(server, data)
    matches = [make().find(post(key="key-49", slug="other")) for _ in range(2)]
    commit_by_hand(server.repository, {"notes/50.md": b"---\ntitle: x\nfsp_key: key-50\n---\n"})
    matches.append(make().find(post(key="key-50", slug="other")))
    (memory,) = paths.git_folder(data).rglob(KEYS_NAME)
    memory.write_bytes(b"damaged")
    matches.append(make().find(post(key="key-7", slug="other")))

    assert [match and match.external_id for match in matches] == [f"notes/{name}.md" for name in (49, 49, 50, 7)]
    assert len(reads) == 50 + 1 + 51


def test_the_copy_has_no_secret_and_no_history(server: GitServer, data: Settings) -> None:
    for number in range(3):
        commit_by_hand(server.repository, {"README": f"version {number}".encode()})

    make = maker(server, data)
    make().create(post())

    (copy,) = [path for path in paths.git_folder(data).iterdir() if path.is_dir()]
    assert TOKEN not in "".join(path.read_text(errors="replace") for path in copy.rglob("*") if path.is_file())
    assert "version 0" not in git("log", "-p", "main", folder=copy)


@pytest.mark.parametrize(
    ("changes", "seen"),
    [({"token": "wrong"}, "answered 401"), ({"repository": "{url}/other.git"}, "answered 404")],
)
def test_a_check_names_the_cause(server: GitServer, data: Settings, changes: dict[str, str], seen: str) -> None:
    filled = {name: value.format(url=server.url) for name, value in changes.items()}

    (result,) = maker(server, data)(**filled).check()

    assert not result.is_ok
    assert seen in result.seen
    assert result.fix


def test_a_check_reads_when_the_token_expires(server: GitServer, data: Settings) -> None:
    server.extra_headers = {"GitHub-Authentication-Token-Expiration": "2026-12-31 08:00:00 UTC"}

    results = maker(server, data)().check()

    assert [result.is_ok for result in results] == [True, True]
    assert results[0].expires_at == datetime(2026, 12, 31, 8, tzinfo=UTC)


@pytest.fixture(scope="module")
def ssh(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SshServer]:
    with ssh_server(tmp_path_factory.mktemp("sshd")) as server:
        yield server


def over_ssh(ssh: SshServer, repository: Path, data: Settings, *, port: int = 0) -> Git:
    address = f"ssh://{ssh.user}@127.0.0.1:{port or ssh.port}{repository}"
    settings = GitSettings.model_validate({"repository": address, "host_key": ssh.host_key})
    return Git(settings, GitCredentials.model_validate({"private_key": ssh.private_key}), tools(settings=data))


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    path = tmp_path / "it's a garden.git"
    git("init", "-q", "--bare", "-b", "main", str(path))
    return path


def test_a_post_is_published_changed_and_removed_over_ssh(ssh: SshServer, repository: Path, data: Settings) -> None:
    platform = over_ssh(ssh, repository, data)
    assert [result for result in platform.check() if not result.is_ok] == []

    sent = platform.create(illustrated())
    assert platform.find(illustrated()) == sent
    moved = platform.update(post(slug="high-beds"), sent.external_id)
    assert list(files_in(repository)) == ["high-beds.md"]
    platform.remove(moved.external_id)

    assert files_in(repository) == {}


def test_a_connection_that_is_cut_after_the_push_leaves_the_result_open(
    ssh: SshServer, repository: Path, data: Settings
) -> None:
    def is_pushed() -> bool:
        return (repository / "refs" / "heads" / "main").exists()

    with cutting_relay(ssh.port, is_pushed) as port, pytest.raises(AnswerLost):
        over_ssh(ssh, repository, data, port=port).create(post())

    assert over_ssh(ssh, repository, data).find(post())
    assert git("log", "--format=%s", "main", folder=repository).splitlines() == ["Publish Raised beds"]
