"""Every route of the application, with something to put into its path."""

from flask import Flask
from werkzeug.routing import Rule

VALUES: dict[str, object] = {
    "slug": "garden",
    "item_id": 1,
    "token": "x",
    "what": "report",
    "operation_id": "none",
    "job_id": "x",
    "name": "export-data",
    "host": "host-1",
    "letter_id": 1,
    "account_id": 99,
    "token_id": 99,
    "alert_id": 1,
    "silence_id": 1,
    "artifact_id": 1,
    "fingerprint": "0" * 64,
    "form": "csv",
    "part": "database",
    "path": "index.html",
    "project": "garden",
    "upload_id": "none",
    "report_id": 1,
    "number": 1,
    "other": 1,
    "batch_id": "none",
    "destination_id": 1,
    "platform": "webhook",
    "run_id": 1,
    "request_id": 1,
    "prompt": "draft",
    "sha256": "0" * 12,
    "copy_id": 1,
    "tab": "a-tab-of-a-test",
}


def methods_of(rule: Rule) -> set[str]:
    """Return a route's own methods."""
    return set(rule.methods or ()) - {"HEAD", "OPTIONS"}


def path_of(app: Flask, rule: Rule) -> str:
    """Return a path that leads to a route."""
    (method, *_) = methods_of(rule)
    values = {name: VALUES[name] for name in rule.arguments}
    return app.url_map.bind("localhost").build(rule.endpoint, values, method=method)
