"""Reads untrusted YAML front matter: its values and their lines, or its first error."""

import re
from typing import Any

import yaml

from fsp.content.written import from_yaml, is_nothing
from fsp.errors import InvalidInput

MAX_YAML_EVENTS = 20_000
DEEPEST_YAML = 20
"""Far more than a post needs. Deeper nesting is an attempt to exhaust the parser."""

MAX_SHOWN_CHARACTERS = 80

SPACES_OF_A_TAB = "  "
"""Hexo reads each tab that indents a line as two spaces."""

_INDENTING_TABS = re.compile(r"^[ \t]*\t[ \t]*", re.MULTILINE)
_SEPARATING_TABS = re.compile(r"^( *(?:- +)?[\w\"'.-][^:\n#]*:| *-) *\t[ \t]*", re.MULTILINE)
_FAST_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class FrontMatterFault(InvalidInput):
    """A file that cannot be read. `line` is the 1-based line of the error."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(f"line {line}: {message}")
        self.line = line
        self.message = message


def load_header(header: str, *, first_line: int = 2) -> tuple[dict[str, Any], dict[str, int]]:
    """Return the values as written and the line of each key in the file; raise FrontMatterFault for anything else."""
    try:
        node = _composed(header, first_line)
        values = {} if node is None else from_yaml(node)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = (mark.line if mark else 0) + first_line
        raise FrontMatterFault(line, f"invalid YAML front matter: {error.problem}. Fix this line.") from None
    except yaml.YAMLError as error:
        line = header.count("\n", 0, getattr(error, "position", 0)) + first_line
        raise FrontMatterFault(line, "front matter contains a character that YAML does not allow. Remove it.") from None
    if not isinstance(node, yaml.MappingNode):
        if node is None or is_nothing(values):
            return {}, {}
        raise FrontMatterFault(first_line, f'front matter must be "name: value" lines, got {shown(values)}.')
    lines = {
        str(from_yaml(key)): key.start_mark.line + first_line
        for key, _ in node.value
        if isinstance(key, yaml.ScalarNode)
    }
    return values, lines


def shown(value: object) -> str:
    """Return a value as an error shows it, cut if it is long."""
    text = repr(value)
    return text if len(text) <= MAX_SHOWN_CHARACTERS else f"{text[: MAX_SHOWN_CHARACTERS - 3]}..."


def _composed(header: str, first_line: int) -> yaml.Node | None:
    """Return the root node. libyaml parses. If it fails, PyYAML parses again: its error messages are better.

    Headers with tabs are parsed again with spaces: YAML forbids tabs in some places where generators accept them.
    """
    try:
        return _parsed(header, first_line, _FAST_LOADER)
    except yaml.YAMLError:
        return _parsed(_with_spaces(header), first_line, yaml.SafeLoader)


def _with_spaces(header: str) -> str:
    """Return a header without the tabs that indent a line or follow a key."""
    if "\t" not in header:
        return header
    indented = _INDENTING_TABS.sub(lambda tabs: tabs[0].replace("\t", SPACES_OF_A_TAB), header)
    return _SEPARATING_TABS.sub(r"\1 ", indented)


def _parsed(header: str, first_line: int, loader: Any) -> yaml.Node | None:
    _refuse_bombs(header, first_line, loader)
    return yaml.compose(header, Loader=loader)


def _refuse_bombs(header: str, first_line: int, loader: Any) -> None:
    depth = 0
    for count, event in enumerate(yaml.parse(header, Loader=loader)):
        line = (event.start_mark.line if event.start_mark else 0) + first_line
        if isinstance(event, yaml.AliasEvent):
            raise FrontMatterFault(line, f'"*{event.anchor}" is a YAML alias. Write the value out instead.')
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST_YAML or count > MAX_YAML_EVENTS:
            raise FrontMatterFault(line, "front matter is too long or nested too deeply. Simplify it.")
