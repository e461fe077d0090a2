"""The table of docs/reference/configuration.md, generated from the settings."""

from pathlib import Path

from pydantic.fields import FieldInfo

from fsp.setting_types import allowed_values
from fsp.settings import PACKAGE_VERSION, Settings

PAGE = Path(__file__).parents[1] / "docs" / "reference" / "configuration.md"
HEADER = "| variable | default | allowed | meaning |\n|---|---|---|---|\n"


def table() -> str:
    """Return a line for every setting, in Markdown."""
    return HEADER + "".join(_line(field) for field in Settings.model_fields.values())


def with_table(page: str) -> str:
    """Return the page with its table replaced."""
    before, _, rest = page.partition(HEADER)
    _, _, after = rest.partition("\n\n")
    return f"{before}{table()}\n{after}"


def _line(field: FieldInfo) -> str:
    return f"| `{field.validation_alias}` | {_shown(field.default)} | {allowed_values(field)} | {field.description} |\n"


def _shown(default: object) -> str:
    if default in (None, (), PACKAGE_VERSION):
        return ""
    return f"`{('no', 'yes')[default] if isinstance(default, bool) else default}`"
