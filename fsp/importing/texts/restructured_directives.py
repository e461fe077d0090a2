"""The directives and roles of Sphinx, Nikola, Pelican and ABlog that texts use, for docutils."""

import re
from collections.abc import Callable
from html import escape
from typing import Any

from docutils import nodes
from docutils.parsers.rst import Directive, directives, roles
from docutils.parsers.rst.directives.images import Figure

from fsp.content.rendering.embeds import ADDRESSES, embed
from fsp.importing.texts.restructured_context import Context
from fsp.importing.texts.restructured_names import DIRECTIVE, ROLE, named

MAX_INCLUDES = 50

_TITLED = re.compile(r"(?P<title>.*?)\s*<(?P<target>[^<>]+)>\Z", re.DOTALL)
_LINKS = frozenset({"doc", "download", "page", "post", "filename", "link"})
_TEXTS = frozenset({"ref", "term", "guilabel", "menuselection", "any", "numref", "abbr", "index", "dfn", "sc", "small"})
_KEYS = frozenset({"kbd"})


class _Options(dict[str, Callable[[str], Any]]):
    """Accepts every option of a directive, as text."""

    def __init__(self) -> None:
        super().__init__({"class": directives.unchanged})

    def __missing__(self, name: str) -> Callable[[str], Any]:
        return directives.unchanged  # type: ignore[no-any-return]


class _Lenient(Directive):  # type: ignore[misc]  # docutils has no types
    optional_arguments = 1
    final_argument_whitespace = True
    has_content = True
    option_spec = _Options()

    @property
    def argument(self) -> str:
        return str(self.arguments[0]).strip() if self.arguments else ""

    @property
    def context(self) -> Context:
        context: Context = self.state.document.settings.fsp
        return context

    def nested(self, element: nodes.Element) -> nodes.Element:
        self.state.nested_parse(self.content, self.content_offset, element)
        return element


class Code(_Lenient):
    """Code with its language and caption."""

    def run(self) -> list[nodes.Node]:
        """Return a literal block."""
        return _captioned(str(self.options.get("caption", "")), "\n".join(self.content), self.argument)


class Listing(_Lenient):
    """The code of a file, as Nikola and Sphinx show it."""

    def run(self) -> list[nodes.Node]:
        """Return a literal block, or a note that the file is missing."""
        path, _, language = self.argument.partition(" ")
        text = self.context.read(path)
        if text is None:
            self.context.note(self.lineno, f"{self.name}: file {path} is not in this import")
            return []
        return _captioned(path, text, language.strip() or str(self.options.get("language", "")))


class Include(_Lenient):
    """The text of another file, read as part of this one."""

    def run(self) -> list[nodes.Node]:
        """Insert the lines of the file."""
        text = self.context.read(self.argument)
        self.context.includes += 1
        if text is None or self.context.includes > MAX_INCLUDES:
            self.context.note(self.lineno, f"include: file {self.argument} is not in this import")
            return []
        if "code" in self.options or "literal" in self.options:
            return _captioned("", text, str(self.options.get("code", "")))
        self.state_machine.insert_input(text.split("\n"), self.argument)
        return []


class Embed(_Lenient):
    """A link to a video, a gist or other external content."""

    def run(self) -> list[nodes.Node]:
        """Return the link."""
        html = embed(self.name.lower(), tuple(self.argument.split()))
        return [nodes.paragraph("", "", nodes.raw("", html, format="html"))] if html else []


class Thumbnail(Figure):  # type: ignore[misc]  # docutils has no types
    """An image that Nikola shows small."""

    option_spec = _Options() | Figure.option_spec


class Metadata(_Lenient):
    """The values of a post of ABlog. They are not shown."""

    def run(self) -> list[nodes.Node]:
        """Remember the values."""
        self.context.values |= {name: value for name, value in self.options.items() if value}
        if self.argument:
            self.context.values["date"] = self.argument
        return []


class Nothing(_Lenient):
    """Navigation and settings, which have no text."""

    def run(self) -> list[nodes.Node]:
        """Return nothing."""
        return []


class Notice(_Lenient):
    """A notice of Sphinx, such as `versionadded`, with its title."""

    def run(self) -> list[nodes.Node]:
        """Return the notice."""
        kinds = {"versionadded": "New in version", "versionchanged": "Changed in version", "deprecated": "Deprecated"}
        title = f"{kinds.get(self.name, self.name.capitalize())} {self.argument}".strip()
        notice = nodes.admonition("", nodes.title("", title), classes=["note"])
        return [self.nested(notice)]


class Group(_Lenient):
    """Content of the author inside a part of a theme: its title and its content are shown."""

    def run(self) -> list[nodes.Node]:
        """Return the content below its title."""
        heading = [nodes.paragraph("", "", nodes.strong("", self.argument))] if self.argument else []
        return [*heading, self.nested(nodes.container())]


class Unknown(_Lenient):
    """A directive that nothing here knows. Its content is shown, and the report names it."""

    def run(self) -> list[nodes.Node]:
        """Return the content."""
        name, _ = named(self.argument)
        self.context.note(self.lineno, f'directive "{name}" is not supported; the page shows its content only')
        return [self.nested(nodes.container())] if self.content else []


def unknown_role(*arguments: Any, **_: Any) -> tuple[list[nodes.Node], list[nodes.Node]]:
    """Return a link, a plain text or a literal for a role of Sphinx."""
    _, rawtext, text, *_rest = arguments
    role, written = named(text.replace("\0", ""))
    role = role.rsplit(":", 1)[-1].lower()
    match = _TITLED.match(written)
    title, target = (match["title"], match["target"]) if match else (written, written)
    if role in _LINKS:
        return [nodes.reference(rawtext, title, refuri=target)], []
    if role in _TEXTS:
        return [nodes.inline("", title)], []
    if role in _KEYS:
        return [nodes.raw("", f"<kbd>{escape(title)}</kbd>", format="html")], []
    shown = title.rsplit(".", 1)[-1] if title.startswith("~") else title.lstrip("!")
    return [nodes.literal("", shown)], []


def _captioned(caption: str, code: str, language: str) -> list[nodes.Node]:
    heading = [nodes.paragraph("", "", nodes.strong("", caption))] if caption else []
    return [*heading, nodes.literal_block(code, code, classes=["code", language.lower() or "text"])]


_ADDED: dict[str, type[Directive]] = {
    **dict.fromkeys(("code", "code-block", "sourcecode", "prompt", "doctest", "ipython", "chart", "plot"), Code),
    **dict.fromkeys(("listing", "literalinclude"), Listing),
    **dict.fromkeys(ADDRESSES, Embed),
    **dict.fromkeys(("toctree", "index", "highlight", "postlist", "post-list", "currentmodule", "update"), Nothing),
    **dict.fromkeys(("versionadded", "versionchanged", "deprecated", "seealso", "todo"), Notice),
    **dict.fromkeys(("only", "tab-set", "tab-item", "tabs", "tab", "grid", "card", "dropdown", "centered"), Group),
    "include": Include,
    "post": Metadata,
    "thumbnail": Thumbnail,
    DIRECTIVE: Unknown,
}
ADDED = frozenset(_ADDED)
"""The names of these directives."""

for _name, _directive in _ADDED.items():
    directives.register_directive(_name, _directive)
roles.register_local_role(ROLE, unknown_role)
