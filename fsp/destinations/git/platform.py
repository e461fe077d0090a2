"""A git repository over HTTPS or SSH: a commit for each post that is published, changed or removed."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import ClassVar

from dulwich.refs import Ref, check_ref_format
from pydantic import BaseModel, Field, SecretStr, field_validator

from fsp import paths
from fsp.destinations.api_client import ApiClient
from fsp.destinations.checks import run
from fsp.destinations.contract import Abilities, CheckResult, Markup, Tools
from fsp.destinations.git.address import git_address
from fsp.destinations.git.store import Branch, GitStore
from fsp.destinations.git.token_expiry import expiry_in_headers
from fsp.destinations.post_files.document import LIMITS
from fsp.destinations.post_files.layout import FileLayout
from fsp.destinations.post_files.platform import FilePlatform
from fsp.destinations.ssh.check import check_login
from fsp.destinations.ssh.login import Login, checked_fingerprint
from fsp.destinations.tls_probe import naming_tls


class GitSettings(FileLayout):
    """The repository, the branch, and what is written to it."""

    repository: str = Field(
        ...,
        title="Repository",
        description="Such as https://git.example.org/ada/garden.git or git@git.example.org:ada/garden.git.",
        max_length=1000,
    )
    branch: str = Field(
        "main",
        title="Branch",
        description="It is created with the first post if the repository is empty.",
        max_length=200,
    )
    user: str = Field(
        "git",
        title="User",
        description="For HTTPS: most servers accept any user together with a token. For SSH it is in the address.",
        pattern=r"^[^\x00-\x1f\x7f:]{1,100}$",
    )
    committer: str = Field(
        "FSP <fsp@localhost>",
        title="Committer",
        description="A name and an e-mail address. The author of a commit is the post's first author.",
        pattern=r"^[^<>\x00-\x1f\x7f]+ <[^<>\s]+>$",
    )
    host_key: str = Field(
        "",
        title="Host key",
        description="For SSH: the fingerprint of the server's key. Leave it empty: the first test shows and stores it.",
        max_length=300,
    )

    @field_validator("repository")
    @classmethod
    def _check_repository(cls, url: str) -> str:
        return git_address(url).url

    @field_validator("branch")
    @classmethod
    def _check_branch(cls, name: str) -> str:
        if name.startswith("-") or not check_ref_format(Ref(f"refs/heads/{name}".encode())):
            raise ValueError("must be a name that git accepts for a branch")
        return name

    @field_validator("host_key")
    @classmethod
    def _check_host_key(cls, text: str) -> str:
        return checked_fingerprint(text)


class GitCredentials(BaseModel):
    """A token for HTTPS, or a private key for SSH."""

    token: SecretStr = Field(
        SecretStr(""), title="Token", description="For HTTPS: with the right to read and write the repository."
    )
    private_key: SecretStr = Field(
        SecretStr(""), title="Private key", description="For SSH: a deploy key with write access."
    )
    passphrase: SecretStr = Field(SecretStr(""), title="Passphrase", description="Of the private key, if it has one.")


class Git(FilePlatform):
    """Commits to one branch of a repository. It never pushes by force."""

    name: ClassVar[str] = "git"
    title: ClassVar[str] = "Git repository"
    abilities = Abilities(markup=Markup.MARKDOWN, images=LIMITS, max_parallel=1)
    SettingsModel: ClassVar[type[BaseModel]] = GitSettings
    CredentialsModel: ClassVar[type[BaseModel]] = GitCredentials

    def __init__(self, settings: GitSettings, credentials: GitCredentials, tools: Tools) -> None:
        self._address, self._tools = git_address(settings.repository), tools
        self._login = Login(
            host=self._address.host,
            port=self._address.port,
            user=self._address.user if self._address.is_ssh else settings.user,
            host_key=settings.host_key,
            password="" if self._address.is_ssh else credentials.token.get_secret_value(),
            private_key=credentials.private_key.get_secret_value(),
            passphrase=credentials.passphrase.get_secret_value(),
        )
        self._branch = settings.branch
        branch = Branch(self._address, settings.branch, settings.committer)
        self.store = GitStore(branch, self._login, tools, paths.git_folder(tools.settings))
        super().__init__(self.store, settings, tools)

    def check(self) -> list[CheckResult]:
        """Log in, read the branch, and begin a push that changes nothing."""
        results = check_login(self._login, self._tools) if self._address.is_ssh else []
        if all(result.is_ok for result in results):
            probe = ApiClient(self._tools.http, self._address.url, now=self._tools.now)
            headers: list[Mapping[str, str]] = []
            store = replace(self.store, tools=replace(self._tools, heed=headers.append))
            read = run("Read", naming_tls(probe, partial(self._read, store)))
            results.append(replace(read, expires_at=expiry_in_headers(headers)))
        if all(result.is_ok for result in results):
            results.append(run("Push", self._push))
        return results

    def _read(self, store: GitStore) -> str:
        tip = store.read_tip()
        return f'The branch "{self._branch}" {f"is at {tip}" if tip else "does not exist yet"}.'

    def _push(self) -> str:
        self.store.begin_push()
        return f"{self._address.host} accepts a push of {self._login.user}."
