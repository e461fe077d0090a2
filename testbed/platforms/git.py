"""A git server: git's own program behind HTTP, with a token, and with the faults of every platform."""

import base64
import os
import subprocess
from pathlib import Path

from testbed.platforms.messages import Refused, Request, Response
from testbed.platforms.server import PlatformServer, route

TOKEN = "a token of the garden"
NAME = "garden.git"


class GitServer(PlatformServer):
    """One bare repository in a folder. `posts` are the Markdown files at the tip, `created` those ever added."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.folder = folder
        self.repository = folder / NAME
        self.extra_headers: dict[str, str] = {}
        """What each answer states besides, such as when the token expires."""
        git("init", "-q", "--bare", "-b", "main", str(self.repository))
        git("config", "http.receivepack", "true", folder=self.repository)

    def before(self, request: Request) -> None:
        """Refuse a request without the token."""
        user_and_token = base64.b64decode(request.headers.get("authorization", "").removeprefix("Basic "))
        if user_and_token != f"git:{TOKEN}".encode():
            raise Refused(401, {"message": "The token is wrong."}, {"WWW-Authenticate": 'Basic realm="git"'})

    @route("GET", rf"/{NAME}/.*")
    def advertise(self, request: Request) -> Response:
        """Return the references."""
        return self._answer(request)

    @route("POST", rf"/{NAME}/.*")
    def exchange(self, request: Request) -> Response:
        """Take a push, or return a pack."""
        response = self._answer(request)
        self.refresh()
        return response

    def refresh(self) -> None:
        """Read what the repository holds."""
        if not git("branch", folder=self.repository):
            return
        names = git("ls-tree", "-r", "-z", "--name-only", "main", folder=self.repository).split("\0")
        self.posts = {name: {} for name in names if name.endswith(".md")}
        options = ("log", "--reverse", "--format=", "--name-only", "--diff-filter=A", "-z", "main")
        added = git(*options, folder=self.repository).split("\0")
        self.created = [name.strip() for name in added if name.strip().endswith(".md")]

    def _answer(self, request: Request) -> Response:
        query = "&".join(f"{name}={values[0]}" for name, values in request.query.items())
        environment = {
            "PATH": os.environ.get("PATH", ""),
            "GIT_PROJECT_ROOT": str(self.folder),
            "GIT_HTTP_EXPORT_ALL": "1",
            "GIT_CONFIG_NOSYSTEM": "1",
            "HOME": str(self.folder),
            "REMOTE_USER": "git",
            "REQUEST_METHOD": request.method,
            "PATH_INFO": request.path,
            "QUERY_STRING": query,
            "CONTENT_TYPE": request.headers.get("content-type", ""),
            "CONTENT_LENGTH": str(len(request.body)),
            "GIT_PROTOCOL": request.headers.get("git-protocol", ""),
        }
        run = subprocess.run(
            ["git", "http-backend"], input=request.body, capture_output=True, env=environment, check=False
        )
        head, _, body = run.stdout.partition(b"\r\n\r\n")
        headers = dict(line.split(": ", 1) for line in head.decode().split("\r\n") if ": " in line)
        status = int(headers.pop("Status", "200 OK").split()[0])
        return Response(status, headers={**headers, **self.extra_headers}, body=body)


def git(*arguments: str, folder: Path | None = None) -> str:
    """Run git; return what it printed."""
    where = ["-C", str(folder)] if folder else []
    identity = ["-c", "user.name=Bo", "-c", "user.email=bo@example.org", "-c", "safe.directory=*"]
    command = ["git", *where, *identity, *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout
