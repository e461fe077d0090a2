"""Objects that all commands share, created on first use."""

import os
from functools import cached_property
from types import TracebackType
from typing import Self

from flask import Flask
from redis.exceptions import RedisError
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from fsp import logs, paths
from fsp.cli.absence import words_for
from fsp.cli.instance import located
from fsp.core import core_app
from fsp.errors import FspError
from fsp.handlers import catalogue
from fsp.health.schema import read_schema, refuse_other_version
from fsp.settings import Settings, from_environment
from fsp.stores import db


class Context:
    """The settings of the FSP instance that the command uses, and its application core."""

    def __init__(self, command: str | None = None) -> None:
        self._command = command

    def __enter__(self) -> Self:
        """Return the context. Its resources are released at the end of the block."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        """Convert an unreachable or incomplete store to an FspError, which says what to do."""
        if isinstance(error, RedisError | DBAPIError):
            raise FspError(words_for(error)) from error

    @cached_property
    def environment(self) -> dict[str, str]:
        """Return the environment, completed with the location of the instance; raise SettingsError naming what is
        wrong.
        """
        # Report an unusable variable first, wherever the instance is.
        from_environment(os.environ)
        return located(os.environ, command=self._command)

    @cached_property
    def settings(self) -> Settings:
        """Return the settings after setting up logging and the data folder; raise SettingsError naming what is wrong.

        They are created on first use, so that `--help` works anywhere and changes nothing.
        """
        settings = from_environment(self.environment)
        logs.configure(settings.log_level)
        paths.ensure_data_folder(settings)
        return settings

    @cached_property
    def app(self) -> Flask:
        """Return the application core; raise WrongSchema if its database has the schema of another version."""
        app = self.unchecked_app
        with app.app_context():
            try:
                refuse_other_version(read_schema())
            except SQLAlchemyError:
                # A database that is down affects only the commands that need it. They report it themselves.
                return app
            finally:
                db.engine.dispose()
        return app

    @cached_property
    def unchecked_app(self) -> Flask:
        """Return the application core with the registered job types, whatever the state of its database."""
        catalogue.load(self.settings)
        return core_app(self.settings)
