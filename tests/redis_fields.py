"""The type of the fields of a hash in Redis: a dictionary of texts alone does not count as one."""

from collections.abc import Mapping
from typing import TypeAlias

from redis.typing import EncodableT, FieldT

HashFields: TypeAlias = Mapping[FieldT, EncodableT]
