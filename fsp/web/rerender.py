"""Shows the page of a failed action again, with the reason, instead of an error page."""

from urllib.parse import urlsplit

from flask import Response, current_app, g, make_response, request
from werkzeug.exceptions import HTTPException
from werkzeug.test import EnvironBuilder

from fsp.web.access.permissions import may_look
from fsp.web.local_path import path_of

PASSED_ON = ("Cookie", "Host", "User-Agent", "Accept-Language")
KEPT = ("account", "has_token", "csp_nonce", "request_id")


def page_again(message: str) -> Response | None:
    """Return the current page that sent the form, with `said` above it; None if there is no such page.

    The form may name any page, so the account must be allowed to view it.
    """
    from_page = request.referrer or ""
    if urlsplit(from_page).netloc != request.host:
        return None
    try:
        endpoint, values = current_app.url_map.bind("").match(path_of(from_page).partition("?")[0], method="GET")
    except HTTPException:
        return None
    if not may_look(g.account, endpoint):
        return None
    passed = {name: request.headers[name] for name in PASSED_ON if name in request.headers}
    context = {name: g.get(name) for name in KEPT}
    environ = EnvironBuilder(path=path_of(from_page), headers=list(passed.items())).get_environ()
    with current_app.request_context(environ):
        for name, value in context.items():
            setattr(g, name, value)
        g.said = message
        try:
            page = make_response(current_app.ensure_sync(current_app.view_functions[endpoint])(**values))
        except Exception:  # noqa: BLE001  (the page itself cannot be shown; the caller has another)
            return None
    return page if page.mimetype == "text/html" and not page.direct_passthrough else None
