"""What external programs import to work with FSP's stores: the application core, the database and Redis."""

from fsp.core import core_app
from fsp.stores import current_redis, db, end_reading

__all__ = ["core_app", "current_redis", "db", "end_reading"]
