"""What an import did, or would do."""

from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True)
class ImportFault:
    """One thing wrong with one file; `line` counts from 1."""

    name: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.name}:{self.line}: {self.message}"


@dataclass
class ImportReport:
    """What an import did, counted; `faults` are the files left out, `notes` what a person should know."""

    project_slug: str
    posts: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    images: int = 0
    missing_images: int = 0
    """How many images texts show that the source does not have."""
    dead_links: int = 0
    project_fields: dict[str, Any] = field(default_factory=dict)
    """What the project's own file says, the base of the next merge with it."""
    held: dict[str, str] = field(default_factory=dict)
    """File → why it is held back."""
    undated: list[str] = field(default_factory=list)
    faults: list[ImportFault] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """Return it as JSON holds it."""
        return asdict(self)
