"""The confirmation page before an irreversible action. Scripts show it as a dialog.

The question is part of the URL and signed, so that nobody else can make FSP ask for something it did not offer.
"""

import json
from typing import Any

from flask import Blueprint, Flask, abort, current_app, g, request
from itsdangerous import BadSignature, URLSafeSerializer
from werkzeug.exceptions import HTTPException

from fsp.models.account import Role
from fsp.web.access.permissions import has_role, permission_of, requires
from fsp.web.local_path import local_path, path_of
from fsp.web.partials import live_page

confirm = Blueprint("confirm", __name__)


def install(app: Flask) -> None:
    """Provide the URL of a confirmation to templates."""
    app.jinja_env.globals["confirm_url"] = confirm_url


def confirm_url(url: str, label: str, question: str, **more: Any) -> str:
    """Return the URL of a confirmation for a POST to `url`.

    Optional: `detail` (the consequences), `fields` (hidden ones), `typed` (what must be typed first), `asks_reason`,
    and `is_dangerous`.
    """
    content = {"url": url, "label": label, "question": question, **more}
    return f"/confirm/{_signer().dumps(content)}"


@confirm.get("/confirm/<token>")
@requires(Role.OPERATOR)
def show(token: str) -> str:
    """Show the confirmation. A script gets only the dialog."""
    try:
        content = _signer().loads(token)
    except (BadSignature, json.JSONDecodeError):
        abort(404, "Unknown confirmation. Go back and choose the action again.")
    if not _may_post(content["url"]):
        abort(403, "Your role does not allow this. Ask an administrator.")
    back = local_path(path_of(request.headers.get("HX-Current-URL") or request.referrer or ""))
    return live_page("confirm/question", asked=content, back=back)


def _may_post(url: str) -> bool:
    """Return whether the signed-in account may send the request that this page is about to offer."""
    try:
        endpoint, _ = current_app.url_map.bind("").match(url.partition("?")[0], method="POST")
    except HTTPException:
        return True
    role = permission_of(current_app, endpoint).role
    return role is None or has_role(g.account, role)


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.config["SECRET_KEY"]), salt="confirm")
