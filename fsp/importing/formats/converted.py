"""What a format converter produces: Markdown files and images in a folder, which the import then reads."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import yaml

from fsp.content.document import Document
from fsp.content.front_matter import write
from fsp.content.languages import language_tag
from fsp.content.project_text import NAME as PROJECT_FILE
from fsp.content.rendering.addresses import is_image_file
from fsp.importing.report import ImportFault


@dataclass
class ConvertedFolder:
    """Collects converted posts. A post that cannot be converted becomes a fault, and the others are converted."""

    root: Path
    faults: list[ImportFault] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    files: dict[str, Path] = field(default_factory=dict)
    """The file of each post and image, by its name in the import."""

    def add(self, name: str, document: Document) -> None:
        """Write a post. Of two posts with the same name, the second one is a fault."""
        if name in self.files:
            self.faults.append(ImportFault(name, 1, "The export contains two posts with this id; the first was used."))
            return
        self._write(name, write(document).encode("utf-8", "replace"))

    def add_image(self, name: str, data: bytes) -> None:
        """Write an image. Writing it again changes nothing."""
        if name not in self.files:
            self._write(name, data)

    def add_file(self, name: str, data: bytes) -> None:
        """Write a file that the import reads by its name."""
        self._write(name, data)

    def refuse(self, name: str, message: str) -> None:
        """Report a post that cannot be converted."""
        self.faults.append(ImportFault(name, 1, message))

    def describe(self, **settings: Any) -> None:
        """Write the settings of the project; unusable and empty values are left out."""
        settings["language"] = language_tag(str(settings.get("language") or ""))
        values = {name: value for name, value in settings.items() if value}
        if values:
            self._write(PROJECT_FILE, yaml.safe_dump(values, allow_unicode=True).encode())

    def _write(self, name: str, data: bytes) -> None:
        # A name may be anything that an export contains, so the file has another one.
        self.files[name] = self.root / f"{len(self.files)}"
        self.files[name].write_bytes(data)


@dataclass
class OldSite:
    """The addresses of the site that a post comes from."""

    url: str
    """The address of the site without a trailing slash."""
    images: dict[str, str] = field(default_factory=dict)
    """The last parts of a path → the image file in the export."""

    @classmethod
    def with_images(cls, url: str, names: Iterable[str]) -> "OldSite":
        """Return a site whose images are among the files of the export."""
        return cls(url.rstrip("/"), {tail: name for name in names if is_image_file(name) for tail in _tails(name)})

    def path_of(self, url: str) -> str:
        """Return the path of an address on this site, without surrounding slashes; empty for any other address."""
        own, other = urlsplit(self.url), urlsplit(url)
        is_own = bool(other.path) and _host(other.netloc) in {"", _host(own.netloc)}
        base = own.path.strip("/")
        path = unquote(other.path).strip("/")
        return path.removeprefix(base).strip("/") if is_own and not other.query else ""

    def rewrite(self, url: str) -> str:
        """Return an address as the imported text uses it.

        An image of the export becomes its file. A page of the old site becomes its path, under which the imported post
        is found. Other addresses stay, and images of the old site stay absolute, so that they can be downloaded.
        """
        parts = urlsplit(url)
        image = next((self.images[tail] for tail in _tails(unquote(parts.path)) if tail in self.images), None)
        if image is not None:
            return f"/{image}"
        if is_image_file(parts.path) and not parts.netloc and parts.path.startswith("/"):
            return f"{self.url}{parts.path}"
        path = self.path_of(url) if parts.netloc and not is_image_file(parts.path) else ""
        return f"/{path}/{'#' + parts.fragment if parts.fragment else ''}" if path else url


def _tails(name: str) -> list[str]:
    """Return the endings of a path that identify an image: at least its folder and name."""
    parts = name.strip("/").split("/")
    return ["/".join(parts[start:]) for start in range(max(1, len(parts) - 1))]


def _host(netloc: str) -> str:
    return netloc.lower().removeprefix("www.")


def text_of(data: bytes) -> str:
    """Return a text file of another system, in UTF-8 or UTF-16."""
    encoding = "utf-16" if data[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig"
    return data.decode(encoding, "replace")
