"""Storage that answers as Amazon S3 documents it: signatures, conditions, and errors in XML."""

import hashlib
import hmac
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

from fsp.clock import utc_now
from testbed.platforms.messages import Refused, Request, Response
from testbed.platforms.server import PlatformServer, route

ACCESS_KEY, SECRET_KEY, REGION, BUCKET = "AKIAGARDEN", "a secret of the garden", "eu-central-1", "garden"
MAX_SKEW = timedelta(minutes=15)
_SAFE = "-_.~"


class S3Server(PlatformServer):
    """One bucket. `objects` are the objects by name; `posts` and `created` are those that end in .md."""

    def __init__(self, now: Callable[[], datetime] = utc_now) -> None:
        super().__init__()
        self.now = now
        self.objects: dict[str, tuple[bytes, dict[str, str]]] = {}
        self.is_read_only = False
        self.knows_conditions = True
        self.ignores_conditions = False
        self.may_list = True

    def before(self, request: Request) -> None:
        """Refuse a request whose signature, key, region or time is wrong."""
        authorization = request.headers.get("authorization", "")
        if not authorization.startswith("AWS4-HMAC-SHA256 "):
            raise _refused(403, "AccessDenied")
        fields = dict(part.strip().split("=", 1) for part in authorization.partition(" ")[2].split(","))
        key_id, date, region, service, _ = fields["Credential"].split("/")
        if key_id != ACCESS_KEY:
            raise _refused(403, "InvalidAccessKeyId")
        if (region, service) != (REGION, "s3"):
            raise _refused(400, "AuthorizationHeaderMalformed", region=REGION)
        signed_at = datetime.strptime(request.headers["x-amz-date"], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
        if abs(signed_at - self.now()) > MAX_SKEW:
            raise _refused(403, "RequestTimeTooSkewed")
        if hashlib.sha256(request.body).hexdigest() != request.headers["x-amz-content-sha256"]:
            raise _refused(400, "XAmzContentSHA256Mismatch")
        if not hmac.compare_digest(_signature(request, fields["SignedHeaders"], date), fields["Signature"]):
            raise _refused(403, "SignatureDoesNotMatch")

    @route("PUT", rf"/{BUCKET}/(?P<name>.+)")
    def put(self, request: Request, name: str) -> Response:
        """Write an object."""
        if self.is_read_only:
            raise _refused(403, "AccessDenied")
        if not self.knows_conditions and {"if-none-match", "if-match"} & request.headers.keys():
            raise _refused(501, "NotImplemented")
        if not self.ignores_conditions:
            self._expect_conditions(request, name)
        names = ("content-type", "cache-control")
        self.objects[name] = (request.body, {key: request.headers.get(key, "") for key in names})
        if name.endswith(".md"):
            if name in self.posts:
                self.posts[name] = {"text": request.body}
            else:
                self.keep(name, {"text": request.body})
        return Response(200, headers={"ETag": _tag(request.body)}, body=b"")

    @route("GET", rf"/{BUCKET}/(?P<name>.+)")
    def get(self, _request: Request, name: str) -> Response:
        """Return an object."""
        if name not in self.objects:
            raise _refused(404, "NoSuchKey") if self.may_list else _refused(403, "AccessDenied")
        data, headers = self.objects[name]
        return Response(200, headers={"Content-Type": headers["content-type"], "ETag": _tag(data)}, body=data)

    @route("HEAD", rf"/{BUCKET}/(?P<name>.+)")
    def head(self, _request: Request, name: str) -> Response:
        """Return whether there is an object."""
        return Response(200 if name in self.objects else 404, body=b"")

    @route("DELETE", rf"/{BUCKET}/(?P<name>.+)")
    def delete(self, _request: Request, name: str) -> Response:
        """Remove an object."""
        self.objects.pop(name, None)
        self.posts.pop(name, None)
        return Response(204, body=b"")

    def _expect_conditions(self, request: Request, name: str) -> None:
        tag = request.headers.get("if-match")
        if "if-none-match" in request.headers and name in self.objects:
            raise _refused(412, "PreconditionFailed")
        if tag and name not in self.objects:
            raise _refused(404, "NoSuchKey")
        if tag and tag != _tag(self.objects[name][0]):
            raise _refused(412, "PreconditionFailed")


def _tag(data: bytes) -> str:
    return f'"{hashlib.md5(data).hexdigest()}"'


def _refused(status: int, code: str, *, region: str = "") -> Refused:
    extra = f"<Region>{region}</Region>" if region else ""
    body = f"<?xml version='1.0'?><Error><Code>{code}</Code><Message>It is {code}.</Message>{extra}</Error>"
    refused = Refused(status)
    refused.response = Response(status, headers={"Content-Type": "application/xml"}, body=body.encode())
    return refused


def _signature(request: Request, signed: str, date: str) -> str:
    """Compute the signature from the request as it came."""
    lines = [f"{name}:{request.headers.get(name, '').strip()}" for name in signed.split(";")]
    pairs = [(name, value) for name, values in request.query.items() for value in values]
    query = "&".join(f"{quote(name, safe=_SAFE)}={quote(value, safe=_SAFE)}" for name, value in sorted(pairs))
    payload = request.headers["x-amz-content-sha256"]
    canonical = "\n".join([request.method, request.path, query, *lines, "", signed, payload])
    scope = f"{date}/{REGION}/s3/aws4_request"
    text = (
        f"AWS4-HMAC-SHA256\n{request.headers['x-amz-date']}\n{scope}\n{hashlib.sha256(canonical.encode()).hexdigest()}"
    )
    key = b"AWS4" + SECRET_KEY.encode()
    for part in (date, REGION, "s3", "aws4_request", text):
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    return key.hex()
