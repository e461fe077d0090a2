"""The server in front of a real storage, which tests use as they use the one on loopback."""

from dataclasses import replace
from urllib.parse import unquote

from fsp.clock import utc_now
from fsp.destinations.contract import Tools
from fsp.destinations.post_files.store import Change, StoredFile
from fsp.destinations.s3.platform import S3, S3Credentials, S3Settings
from testbed.platforms.forwarding import ForwardingServer
from testbed.platforms.messages import Request, Response
from testbed.platforms.real.s3 import BUCKET, REGION, RealS3


class S3Proxy(ForwardingServer):
    """Forwards to the storage with the host of the request, which is signed. `posts` are objects that end in .md."""

    keeps_host = True

    def __init__(self, storage: RealS3, tools: Tools) -> None:
        self.storage, self.tools = storage, tools
        super().__init__(storage.url, creates="")
        self.names: set[str] = set()

    def account(self, user: str = "admin", *, secret: str = "", **settings: object) -> S3:
        """Return a platform of a user, through this server."""
        key_id, own_secret = self.storage.keys.get(user, (user, ""))
        values = {"endpoint": self.url, "region": REGION, "bucket": BUCKET, **settings}
        keys = {"access_key_id": key_id, "secret_access_key": secret or own_secret}
        tools = replace(self.tools, now=utc_now)
        return S3(S3Settings.model_validate(values), S3Credentials.model_validate(keys), tools)

    def forward(self, request: Request) -> Response:
        """Send a request on, and note what it did."""
        response = super().forward(request)
        name = unquote(request.path).removeprefix(f"/{BUCKET}/")
        if response.status in {200, 204}:
            if request.method == "PUT":
                self.names.add(name)
                if name.endswith(".md") and name not in self.posts:
                    self.keep(name, {})
            elif request.method == "DELETE":
                self.names.discard(name)
                self.posts.pop(name, None)
        return response

    def files(self) -> dict[str, bytes]:
        """Return the objects that are there now."""
        store = self.account().store
        return {name: store.read(name) or b"" for name in sorted(self.names)}

    def put(self, name: str, data: bytes) -> None:
        """Write an object as another program would."""
        self.account().store.apply(Change({name: StoredFile(data, "text/plain")}))

    def empty(self) -> None:
        """Delete all objects."""
        store = self.account().store
        for name in sorted(self.names):
            store.remove(name)
