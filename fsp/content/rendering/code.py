"""Highlights code with the classes of Pygments."""

import re
from functools import lru_cache
from html import escape, unescape

from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound

MAX_CODE_CHARACTERS = 20_000
"""Longer code, and everything beyond `MAX_TOTAL_CHARACTERS` in a text, is not highlighted."""
MAX_TOTAL_CHARACTERS = 60_000

_CODE = re.compile(r'<pre><code class="language-([^"]*)">([^<]*)</code></pre>')
_NAME = re.compile(r"\{?\.?(?:language-)?([A-Za-z0-9_+#-]+)")
_LANGUAGE_NAMES = (
    "ada apacheconf applescript asm awk bash bat batch c c# c++ clj clojure cmake console cpp cs csharp css cuda d "
    "dart diff docker dockerfile elisp elixir elm erlang f# fish fortran fsharp gherkin git-diff glsl go golang "
    "graphql groovy haskell hcl hs html html+jinja http ini java javascript jinja jinja2 js json json5 jsonc jsx "
    "julia kotlin kt latex less lisp llvm lua make makefile markdown matlab md mysql nasm nginx nim nix nixos "
    "objc objective-c ocaml octave pascal patch perl php pl postgres postgresql powershell prolog properties proto "
    "protobuf ps1 psql py pycon python python3 qml r racket rb reason rs rst ruby rust sass scala scheme scss sh "
    "shell shell-session sml solidity sql sqlite3 svelte swift systemverilog tcl terraform tex toml ts tsx "
    "typescript v vb.net verilog vhdl vim vue wat xml xslt yaml yml zig zsh"
)
_LANGUAGES = frozenset(_LANGUAGE_NAMES.split())
"""Languages that are highlighted. Other names are kept as a class."""

_ALIASES = {"jsonc": "json5", "svelte": "html", "vue": "html", "golang": "go", "batch": "bat", "terraform": "hcl"}
_FORMATTER = HtmlFormatter(nowrap=True)


def highlight_code(html: str) -> str:
    """Return cleaned HTML with highlighted code."""
    if '<pre><code class="language-' not in html:
        return html
    left = MAX_TOTAL_CHARACTERS

    def written(match: re.Match[str]) -> str:
        nonlocal left
        name = _NAME.match(unescape(match[1]))
        language = name[1].lower() if name else ""
        if not language:
            return f"<pre><code>{match[2]}</code></pre>"
        start = f'<pre><code class="language-{escape(language)}">'
        length = len(match[2])
        if language not in _LANGUAGES or length > min(MAX_CODE_CHARACTERS, left):
            return f"{start}{match[2]}</code></pre>"
        left -= length
        return f"{start}{_highlighted(language, unescape(match[2]))}</code></pre>"

    return _CODE.sub(written, html)


@lru_cache(maxsize=256)
def _highlighted(language: str, code: str) -> str:
    try:
        lexer = get_lexer_by_name(_ALIASES.get(language, language), stripnl=False)
    except ClassNotFound:
        return escape(code, quote=False)
    return str(highlight(code, lexer, _FORMATTER))
