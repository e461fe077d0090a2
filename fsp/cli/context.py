"""What the commands share, made when first needed."""

import os
from functools import cached_property

from flask import Flask

from fsp.extensions import core_app
from fsp.settings import Settings, from_environment


class Context:
    """The settings of this environment and the application core over them."""

    @cached_property
    def settings(self) -> Settings:
        """Return the settings; raise SettingsError naming what is wrong."""
        return from_environment(os.environ)

    @cached_property
    def app(self) -> Flask:
        """Return the application core."""
        return core_app(self.settings)
