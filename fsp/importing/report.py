"""What an import did, or would do."""

from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True)
class ImportFault:
    """A problem in one file. `line` counts from 1."""

    name: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.name}:{self.line}: {self.message}"


@dataclass
class ImportReport:
    """The counts of an import. `faults` are skipped files, `notes` are hints for the user."""

    project_slug: str
    posts: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    images: int = 0
    attachments: int = 0
    """How many other files the texts offer, such as PDFs."""
    missing_images: int = 0
    """How many images in texts are missing from the source."""
    dead_links: int = 0
    project_fields: dict[str, Any] = field(default_factory=dict)
    """The values of the project file, as the base of its next merge."""
    held: dict[str, str] = field(default_factory=dict)
    """File → why it is held back."""
    undated: list[str] = field(default_factory=list)
    faults: list[ImportFault] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """Return the report in a form that JSON can store."""
        return asdict(self)
