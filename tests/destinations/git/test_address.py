"""The spellings of a repository's address."""

import pytest
from pydantic import ValidationError

from fsp.destinations.git.address import git_address
from fsp.destinations.git.platform import GitSettings


@pytest.mark.parametrize(
    ("url", "facts"),
    [
        ("https://git.example.org/ada/garden.git", (False, "git.example.org", 22, "git", "")),
        ("git@git.example.org:ada/garden.git", (True, "git.example.org", 22, "git", "ada/garden.git")),
        ("git.example.org:garden", (True, "git.example.org", 22, "git", "garden")),
        ("ssh://ada@git.example.org:2222/srv/g.git", (True, "git.example.org", 2222, "ada", "/srv/g.git")),
    ],
)
def test_every_spelling_is_read(url: str, facts: tuple[object, ...]) -> None:
    address = git_address(url)

    assert (address.is_ssh, address.host, address.port, address.user, address.path) == facts


@pytest.mark.parametrize(
    "url",
    [
        "https://ada:hunter22@git.example.org/garden.git",
        "https://ada@git.example.org/garden.git",
        "https://git.example.org",
        "file:///srv/garden.git",
        "/srv/garden.git",
        "ext::sh -c true",
        "-oProxyCommand=true:x",
        "",
    ],
)
def test_an_address_that_cannot_be_used_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="must"):
        git_address(url)


@pytest.mark.parametrize("branch", ["", "a..b", "-x", "a b", "a.lock", "a/", "a//b", "@{1}", "a~1"])
def test_a_branch_that_git_refuses_is_refused(branch: str) -> None:
    with pytest.raises(ValidationError):
        GitSettings.model_validate({"repository": "https://x.org/a", "branch": branch})
