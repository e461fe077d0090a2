"""The readers of text formats, for one source: each converts a file by its name."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import PurePosixPath

from fsp.content.front_matter import decode
from fsp.content.header_split import Form, split_header
from fsp.content.references.names import joined
from fsp.content.text_files import is_markdown
from fsp.errors import InvalidInput
from fsp.importing.source import Source
from fsp.importing.texts.converted_text import ConvertedText
from fsp.importing.texts.html_posts import convert_html_post, is_template
from fsp.importing.texts.lektor import LektorModels, convert_lektor, model_of, read_models
from fsp.importing.texts.nikola import nikola_header, nikola_values, with_plain_links
from fsp.importing.texts.notebook import convert_notebook
from fsp.importing.texts.pandoc import FORMATS as PANDOC_FORMATS
from fsp.importing.texts.pandoc import convert_with_pandoc
from fsp.importing.texts.restructured import convert_restructured

PAGE_OF_LEKTOR = "contents.lr"
MAX_HEAD_BYTES = 200


@dataclass(frozen=True)
class Readers:
    """Reads the texts of a source."""

    source: Source
    notes: list[str] = field(default_factory=list)
    """The pages that are no texts."""

    @cached_property
    def is_nikola(self) -> bool:
        """Return whether the source is a site of Nikola."""
        names = [name for name in self.source.names if PurePosixPath(name).name == "conf.py"]
        return any(b"POSTS" in data and b"nikola" in data.lower() for data in map(self.source.read, names))

    @cached_property
    def models(self) -> LektorModels:
        """Return the models of a site of Lektor."""
        return read_models(self.source)

    def of_ending(self, ending: str) -> Callable[[str], ConvertedText] | None:
        """Return what reads the files with this ending, or None."""
        if ending in PANDOC_FORMATS:
            return lambda name: convert_with_pandoc(decode(self.source.read(name)), PANDOC_FORMATS[ending])
        readers = {".rst": self.restructured, ".ipynb": lambda name: convert_notebook(self.source.read(name), name)}
        return readers.get(ending)

    def restructured(self, name: str) -> ConvertedText:
        """Return a reStructuredText, which may have the front matter of Nikola and others."""
        text = decode(self.source.read(name)).replace("\r\n", "\n")
        split = split_header(text) if text.startswith(("---", "+++")) else None
        if split is not None and split.form in {Form.YAML, Form.TOML}:
            body = convert_restructured(split.body, read=self._reading(name), has_title=True)
            return replace(body, header=f"{text[: len(text) - len(split.body)].rstrip()}\n")
        return convert_restructured(text, read=self._reading(name))

    def nikola(self, name: str) -> ConvertedText | None:
        """Return a post of Nikola, whose values are in its first lines or in a file beside it."""
        meta = str(PurePosixPath(name).with_suffix(".meta"))
        ending = PurePosixPath(name).suffix.lower()
        values = nikola_values(decode(self.source.read(meta))) if meta in self.source else {}
        if ending == ".ipynb":
            text = convert_notebook(self.source.read(name), name)
            return replace(text, values={**text.values, **values}) if values or text.values or text.header else None
        written = decode(self.source.read(name)).replace("\r\n", "\n")
        header = nikola_header(written)
        own, body = header or ({}, written)
        values |= own
        if not values:
            return self.html(name) if ending == ".html" else self.restructured(name) if ending == ".rst" else None
        if ending == ".html":
            text = convert_html_post(body)
        elif is_markdown(name):
            text = ConvertedText(body)
        else:
            text = convert_restructured(body, read=self._reading(name), has_title="title" in values)
        return replace(text, body=with_plain_links(text.body), values={**text.values, **values})

    def html(self, name: str) -> ConvertedText | None:
        """Return a page with front matter, as Jekyll and others read it; None for a template or another page."""
        head = self.source.read(name)[:MAX_HEAD_BYTES].lstrip(b"\xef\xbb\xbf")
        if not head.startswith((b"---", b"+++")):
            return None
        text = decode(self.source.read(name)).replace("\r\n", "\n")
        split = split_header(text)
        if split.form not in {Form.YAML, Form.TOML}:
            return None
        if is_template(split.body):
            self.notes.append(f"{name}: it lists other pages, as a template of the generator; not imported.")
            return None
        page = convert_html_post(split.body)
        return replace(page, header=f"{text[: len(text) - len(split.body)].rstrip()}\n")

    def lektor(self, name: str) -> ConvertedText:
        """Return a page of Lektor, read as its model declares it."""
        model, place = "", PurePosixPath()
        for part in PurePosixPath(name).parent.parts:
            place /= part
            page = str(place / PAGE_OF_LEKTOR)
            text = decode(self.source.read(page)) if page in self.source else ""
            model = model_of(text, model, part, self.models)
        return convert_lektor(decode(self.source.read(name)), model, self.models)

    def _reading(self, name: str) -> Callable[[str], str | None]:
        """Return how the text `name` reads other files: relative to it, or below `listings/` as in Nikola."""

        def read(path: str) -> str | None:
            folder = PurePosixPath(name).parent
            inside = path.strip().lstrip("/")
            for place in (joined(folder, inside), inside, f"listings/{inside}"):
                if place in self.source and place != name:
                    try:
                        return decode(self.source.read(place)).replace("\r\n", "\n")
                    except InvalidInput:
                        return None
            return None

        return read
