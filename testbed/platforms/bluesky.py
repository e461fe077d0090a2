"""A server of the AT Protocol (PDS) on loopback, as the real one 0.5.35 answered."""

import hashlib
import json
import re
from datetime import UTC, datetime
from typing import Any

from testbed.platforms.characters import seen_characters
from testbed.platforms.messages import Refused, Request, Response
from testbed.platforms.server import PlatformServer, route

POSTS = "app.bsky.feed.post"
_TID = re.compile(r"[234567abcdefghij][234567abcdefghijklmnopqrstuvwxyz]{12}")
_KEY = re.compile(r"[\w.:~-]{1,512}")
_MAX_BLOB_BYTES = 1_000_000
_MAX_LOGINS = 30


class BlueskyServer(PlatformServer):
    """One account. `status` may be "deactivated"; `expire` ends the access tokens; `logins` counts."""

    def __init__(self) -> None:
        super().__init__()
        self.did = "did:plc:vjgllkuedecrxfcpefg4trcn"
        self.handle = "ada.test"
        self.password = "bfsq-z2t4-hjj3-w25r"
        self.status = ""
        self.logins = 0
        self.refreshes = 0
        self.asks_for_code = False
        self.access: set[str] = set()
        self.refresh: set[str] = set()
        self.now = datetime(2026, 11, 30, 12, tzinfo=UTC)
        self.clock = lambda: self.now

    def expire(self, *, refresh_too: bool = False) -> None:
        """End the access tokens; the refresh tokens too if asked for."""
        self.access.clear()
        if refresh_too:
            self.refresh.clear()

    @route("GET", "/xrpc/com.atproto.server.describeServer")
    def describe(self, _request: Request) -> Response:
        return Response(200, {"did": "did:web:localhost", "blobUploadLimit": _MAX_BLOB_BYTES})

    @route("POST", "/xrpc/com.atproto.server.createSession")
    def log_in(self, request: Request) -> Response:
        self.logins += 1
        if self.logins > _MAX_LOGINS:
            message = {"error": "RateLimitExceeded", "message": "Rate Limit Exceeded"}
            raise Refused(429, message, {"Retry-After": "286"})
        if request.json.get("identifier") != self.handle or request.json.get("password") != self.password:
            raise Refused(401, {"error": "AuthenticationRequired", "message": "Invalid identifier or password"})
        if self.asks_for_code:
            raise Refused(401, {"error": "AuthFactorTokenRequired", "message": "A sign in code has been sent"})
        return Response(200, self._session())

    @route("POST", "/xrpc/com.atproto.server.refreshSession")
    def renew(self, request: Request) -> Response:
        if request.bearer not in self.refresh:
            raise _invalid_token()
        self.refreshes += 1
        return Response(200, self._session())

    @route("GET", "/xrpc/com.atproto.server.getSession")
    def session(self, request: Request) -> Response:
        self._need_token(request)
        state = {"active": False, "status": self.status} if self.status else {"active": True}
        return Response(200, {"did": self.did, "handle": self.handle, **state})

    @route("GET", "/xrpc/com.atproto.repo.getRecord")
    def get(self, request: Request) -> Response:
        return Response(200, self._record(request.first("rkey")))

    @route("POST", "/xrpc/com.atproto.repo.putRecord")
    def put(self, request: Request) -> Response:
        self._need_writer(request)
        fields = request.json
        key, record = fields["rkey"], fields["record"]
        self._validate(key, record)
        stored = self.posts.get(key)
        if "swapRecord" in fields and fields["swapRecord"] != (stored["cid"] if stored else None):
            raise Refused(400, {"error": "InvalidSwap", "message": f"Record was at {stored and stored['cid']}"})
        entry = {"uri": f"at://{self.did}/{POSTS}/{key}", "cid": _cid(record), "value": record}
        if stored:
            self.posts[key] = entry
        else:
            self.keep(key, entry)
        return Response(200, {"uri": entry["uri"], "cid": entry["cid"], "validationStatus": "valid"})

    @route("POST", "/xrpc/com.atproto.repo.createRecord")
    def create(self, request: Request) -> Response:
        self._need_writer(request)
        key, record = (
            request.json.get("rkey") or f"3n3iu2h{self.new_id():>06}".replace("0", "2"),
            request.json["record"],
        )
        if key in self.posts:
            raise Refused(500, {"error": "InternalServerError", "message": "Internal Server Error"})
        self._validate(key, record)
        return Response(
            200, self.keep(key, {"uri": f"at://{self.did}/{POSTS}/{key}", "cid": _cid(record), "value": record})
        )

    @route("POST", "/xrpc/com.atproto.repo.deleteRecord")
    def delete(self, request: Request) -> Response:
        self._need_writer(request)
        self.posts.pop(request.json["rkey"], None)
        return Response(200, {})

    @route("POST", "/xrpc/com.atproto.repo.uploadBlob")
    def upload(self, request: Request) -> Response:
        if request.bearer not in self.access:
            # A token that it cannot read at all is answered so.
            raise Refused(500, {"error": "InternalServerError", "message": "Internal Server Error"})
        if len(request.body) > _MAX_BLOB_BYTES:
            raise Refused(413, {"error": "PayloadTooLarge", "message": "request entity too large"})
        cid = _cid(hashlib.sha256(request.body).hexdigest())
        media_type = request.headers["content-type"]
        blob = {"$type": "blob", "ref": {"$link": cid}, "mimeType": media_type, "size": len(request.body)}
        self.uploads[cid] = blob
        return Response(200, {"blob": blob})

    def _session(self) -> dict[str, str]:
        number = self.new_id()
        access, refresh = f"eyJ0eXAi.access-{number}.signature", f"eyJ0eXAi.refresh-{number}.signature"
        self.access.add(access)
        self.refresh.add(refresh)
        return {"did": self.did, "handle": self.handle, "accessJwt": access, "refreshJwt": refresh}

    def _need_token(self, request: Request) -> None:
        if not request.bearer:
            raise Refused(401, {"error": "AuthMissing", "message": "Authentication Required"})
        if request.bearer not in self.access:
            raise _invalid_token()

    def _need_writer(self, request: Request) -> None:
        self._need_token(request)
        if self.status:
            raise Refused(401, {"error": "AccountDeactivated", "message": "Account is deactivated"})
        if request.json.get("repo") != self.did:
            raise Refused(403, {"error": "AccountNotFound", "message": "Account not found"})

    def _record(self, key: str) -> dict[str, Any]:
        if key not in self.posts:
            message = f"Could not locate record: at://{self.did}/{POSTS}/{key}"
            raise Refused(400, {"error": "RecordNotFound", "message": message})
        return self.posts[key]

    def _validate(self, key: str, record: dict[str, Any]) -> None:
        if not _KEY.fullmatch(key):
            raise _invalid(f'Invalid record key (got "{key}") at $.rkey')
        if not _TID.fullmatch(key):
            raise _invalid(f'Invalid record key for {POSTS}: Invalid TID string (got "{key}") at $')
        if "createdAt" not in record:
            raise _invalid('Missing required key "createdAt" at $.record')
        text = record["text"]
        if len(text.encode()) > 3000:
            raise _invalid(f"string too big (maximum 3000, got {len(text.encode())}) at $.record.text")
        if (count := seen_characters(text)) > 300:
            raise _invalid(f"grapheme too big (maximum 300, got {count}) at $.record.text")
        embed = record.get("embed") or {}
        blobs = [image["image"] for image in embed.get("images", [])]
        if "thumb" in embed.get("external", {}):
            blobs.append(embed["external"]["thumb"])
        if len(embed.get("images", [])) > 4:
            raise _invalid("array too big (maximum 4) at $.record.embed.images")
        for blob in blobs:
            if blob["ref"]["$link"] not in self.uploads:
                message = f"Could not find blob: {blob['ref']['$link']}"
                raise Refused(400, {"error": "BlobNotFound", "message": message})


def _invalid(message: str) -> Refused:
    return Refused(400, {"error": "InvalidRequest", "message": f"Invalid {POSTS} record: {message}"})


def _invalid_token() -> Refused:
    return Refused(400, {"error": "InvalidToken", "message": "Token could not be verified"})


def _cid(content: Any) -> str:
    digest = hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
    return f"bafyrei{digest[:52]}"
