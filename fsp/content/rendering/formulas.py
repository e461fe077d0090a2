"""Shows formulas as written in TeX, which every reader can read or speak."""

import re

_SPAN = re.compile(r'<span class="math math-(inline|display)">([^<]*)</span>(?=(.?))', re.DOTALL)


def show_formulas(html: str) -> str:
    """Return cleaned HTML with its formulas as code. Amounts of money and shell variables are not formulas."""
    return _SPAN.sub(_shown, html) if 'class="math' in html else html


def _shown(match: re.Match[str]) -> str:
    kind, formula, following = match[1], match[2], match[3]
    if kind == "inline" and (following.isalnum() or following == "_"):
        return f"${formula}$"
    if kind == "inline":
        return f'<code class="math">{formula}</code>'
    return f'<code class="math math-display">{formula.strip()}</code>'
