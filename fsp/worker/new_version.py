"""Records a deploy when the first worker of a new version starts."""

import logging
from socket import gethostname

from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from fsp.clock import utc_now
from fsp.performance.deploys import mark_if_new
from fsp.stores import db

log = logging.getLogger(__name__)


def mark_new_version(app: Flask, version: str) -> None:
    """Record a deploy if this is the first worker with its version. A database that is down must not stop it."""
    with app.app_context():
        try:
            mark_if_new(version, by=f"worker on {gethostname()}", now=utc_now())
        except SQLAlchemyError as error:
            log.warning("deploy not marked", extra={"error": type(error).__name__})
        finally:
            db.session.remove()
            # A child must not inherit an open database connection.
            db.engine.dispose()
