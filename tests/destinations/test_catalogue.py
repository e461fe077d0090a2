"""Every platform in the list fulfils the contract."""

import pytest
from pydantic import BaseModel

from fsp.destinations.catalogue import PLATFORMS, platform_class
from fsp.destinations.contract import Abilities
from fsp.errors import UnknownName

CALLS = ("check", "length", "find", "create", "update", "remove", "read")


def test_an_unknown_platform_is_refused() -> None:
    with pytest.raises(UnknownName, match='Unknown platform "nowhere"'):
        platform_class("nowhere")


def test_every_platform_declares_what_the_contract_asks_for() -> None:
    for name in PLATFORMS:
        platform = platform_class(name)
        assert platform.name == name
        assert platform.title
        assert isinstance(platform.abilities, Abilities)
        assert not [call for call in CALLS if not callable(getattr(platform, call, None))]
        assert issubclass(platform.SettingsModel, BaseModel)
        secrets = platform.CredentialsModel.model_fields
        assert not [field for field, info in secrets.items() if "SecretStr" not in str(info.annotation)]
        assert all(info.title for info in [*platform.SettingsModel.model_fields.values(), *secrets.values()])
