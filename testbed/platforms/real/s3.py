"""Storage from PyPI (moto), which verifies signatures and policies, on a free port."""

import os
import re
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from testbed.platforms.real.process import running, wait_until
from testbed.processes import free_port

REGION, BUCKET = "us-east-1", "fsp"
USERS = {"admin": ["s3:*"], "reader": ["s3:GetObject", "s3:ListBucket"]}
"""What each user may do."""
_REQUESTS_PER_USER = 3
_ELEMENT = re.compile(r"<(AccessKeyId|SecretAccessKey)>([^<]+)</")


@dataclass(frozen=True)
class RealS3:
    """A running storage with one bucket. `keys` are the access key ID and the secret of each user."""

    url: str
    keys: dict[str, tuple[str, str]]


@contextmanager
def real_s3(installed: Path, folder: Path) -> Iterator[RealS3]:
    """Run the storage that `install` put into a folder, in memory; stop it at the end."""
    port = free_port()
    url, log = f"http://127.0.0.1:{port}", folder / "s3.log"
    # After these requests, each one needs a valid signature and the right.
    open_requests = str(len(USERS) * _REQUESTS_PER_USER + 1)
    command = [str(installed / "venv" / "bin" / "moto_server"), "-H", "127.0.0.1", "-p", str(port)]
    with running(command, folder=folder, log=log, INITIAL_NO_AUTH_ACTION_COUNT=open_requests):
        wait_until(f"{url}/moto-api/", log=log)
        keys = {user: _add_user(url, user, actions) for user, actions in USERS.items()}
        _send(f"{url}/{BUCKET}", "s3", method="PUT")
        yield RealS3(url, keys)


def _add_user(url: str, user: str, actions: list[str]) -> tuple[str, str]:
    names = ", ".join(f'"{action}"' for action in actions)
    policy = f'{{"Version": "2012-10-17", "Statement": [{{"Effect": "Allow", "Action": [{names}], "Resource": "*"}}]}}'
    _iam(url, Action="CreateUser", UserName=user)
    _iam(url, Action="PutUserPolicy", UserName=user, PolicyName="rights", PolicyDocument=policy)
    elements = dict(_ELEMENT.findall(_iam(url, Action="CreateAccessKey", UserName=user)))
    return elements["AccessKeyId"], elements["SecretAccessKey"]


def _iam(url: str, **fields: str) -> str:
    return _send(f"{url}/", "iam", body=urlencode({"Version": "2010-05-08", **fields}).encode())


def _send(url: str, service: str, *, method: str = "POST", body: bytes = b"") -> str:
    scope = f"setup/20261130/{REGION}/{service}/aws4_request"
    headers = {"Authorization": f"AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host, Signature=none"}
    if service == "iam":
        headers["Host"] = "iam.amazonaws.com"
    request = urllib.request.Request(url, body, headers, method=method)
    with urllib.request.urlopen(request, timeout=30) as answer:
        return str(answer.read().decode())


def installed_folder() -> Path:
    """Return where `install` put the storage."""
    return Path(os.environ.get("FSP_S3", "build/s3")).absolute()
