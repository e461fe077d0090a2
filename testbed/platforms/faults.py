"""Faults that a test or a chaos run puts into the answers of a platform's loopback server."""

from dataclasses import dataclass, field
from typing import Literal

from testbed.platforms.messages import Request, Response

Cut = Literal["", "cut-before", "cut-after"]
PROXY_PAGE = b"<!doctype html><title>Sign in</title><p>Sign in to the network first.</p>"


@dataclass(frozen=True)
class Fault:
    """A fault of one answer.

    `response` replaces the answer; the request is carried out first only if `is_after`. `cut` closes the connection
    before or after the request is carried out. `is_slow` answers when the server is released or stopped.
    """

    response: Response | None = None
    is_after: bool = False
    cut: Cut = ""
    is_slow: bool = False
    on: str = ""
    """Only requests whose "METHOD /path" starts with this text; empty for every request."""

    def fits(self, request: Request) -> bool:
        """Return whether the fault is for this request."""
        return f"{request.method} {request.path}".startswith(self.on)

    @property
    def is_before(self) -> bool:
        """Return whether the request is not carried out."""
        return self.cut == "cut-before" or (self.response is not None and not self.is_after)


def fault(kind: int | str, **details: object) -> Fault:
    """Return a fault by its short name: a status, "cut-before", "cut-after", "slow" or "html" (a page of a proxy).

    `details` are `headers` and `fields` or `body` of the answer, `after` (the request is carried out first), and `on`.
    """
    plan = _Details(**details)  # type: ignore[arg-type]
    if kind == "slow":
        return Fault(is_slow=True, on=plan.on)
    if kind == "html":
        page = Response(200, headers={"Content-Type": "text/html"}, body=PROXY_PAGE)
        return Fault(page, is_after=plan.after, on=plan.on)
    if kind in {"cut-before", "cut-after"}:
        return Fault(cut="cut-before" if kind == "cut-before" else "cut-after", on=plan.on)
    fields = plan.fields if plan.fields is not None else {"error": f"Fault {kind}"}
    return Fault(Response(int(kind), fields, plan.headers, plan.body), is_after=plan.after, on=plan.on)


@dataclass(frozen=True)
class _Details:
    headers: dict[str, str] = field(default_factory=dict)
    fields: object = None
    body: bytes | None = None
    after: bool = False
    on: str = ""
