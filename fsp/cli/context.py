"""What the commands share, made when first needed."""

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
    """The settings of the FSP that the command talks to, and the application core over them."""

    def __init__(self, command: str | None = None) -> None:
        self._command = command

    def __enter__(self) -> Self:
        """Return it; what it is used for ends with the block."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        """Raise FspError, which says what to do, for a store that is unreachable or not set up."""
        if isinstance(error, RedisError | DBAPIError):
            raise FspError(words_for(error)) from error

    @cached_property
    def environment(self) -> dict[str, str]:
        """Return the environment, completed with where FSP is; raise SettingsError naming what is wrong."""
        # A variable that cannot be used is the first thing to say, wherever FSP is.
        from_environment(os.environ)
        return located(os.environ, command=self._command)

    @cached_property
    def settings(self) -> Settings:
        """Return the settings, with logging set up and the data folder made; raise SettingsError naming what is wrong.

        Made when first needed, so that `--help` works anywhere and changes nothing.
        """
        settings = from_environment(self.environment)
        logs.configure(settings.log_level)
        paths.ensure_data_folder(settings)
        return settings

    @cached_property
    def app(self) -> Flask:
        """Return the application core; raise WrongSchema if its database is that of another version of FSP."""
        app = self.unchecked_app
        with app.app_context():
            try:
                refuse_other_version(read_schema())
            except SQLAlchemyError:
                # A database that is down stops only the commands that need it. They report it themselves.
                return app
            finally:
                db.engine.dispose()
        return app

    @cached_property
    def unchecked_app(self) -> Flask:
        """Return the application core, with the job types registered, whatever its database is."""
        catalogue.load(self.settings)
        return core_app(self.settings)
