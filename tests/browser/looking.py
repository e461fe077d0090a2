"""What axe does not look at: sizes of targets, dangers beside the main button, marks in charts, rings of focus."""

from playwright.sync_api import Page

NARROW, WIDE = {"width": 375, "height": 812}, {"width": 1280, "height": 800}

COLOURS = """
window.fspColours = (() => {
  const canvas = new OffscreenCanvas(1, 1).getContext("2d", {willReadFrequently: true});
  const read = (colour) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    const [red, green, blue, alpha] = canvas.getImageData(0, 0, 1, 1).data;
    return [red, green, blue, alpha / 255];
  };
  const over = (top, below) => [0, 1, 2].map(n => top[n] * top[3] + below[n] * (1 - top[3])).concat(1);
  const ground = (element) => {
    const above = [];
    for (let one = element; one; one = one.parentElement) {
      above.unshift(read(getComputedStyle(one).backgroundColor));
    }
    return above.reduce((below, top) => over(top, below), read("Canvas"));
  };
  const light = ([red, green, blue]) => {
    const linear = (n) => n <= .04045 ? n / 12.92 : ((n + .055) / 1.055) ** 2.4;
    const [r, g, b] = [red, green, blue].map(n => linear(n / 255));
    return .2126 * r + .7152 * g + .0722 * b;
  };
  const contrast = (one, other) => {
    const [dark, bright] = [light(one), light(other)].sort((a, b) => a - b);
    return (bright + .05) / (dark + .05);
  };
  const paint = (colour, opacity, below) => {
    if (colour === "none") return below;
    const [red, green, blue, alpha] = read(colour);
    return over([red, green, blue, alpha * opacity], below);
  };
  return {ground, contrast, paint, read};
})();
"""
"""Colours as they are seen: composed over what is below them, and how far two of them differ (WCAG 2.2)."""

SHOWN = """element => element.checkVisibility({checkOpacity: true, checkVisibilityCSS: true})
  && element.getClientRects().length"""
CONTROLS = "button, .button, select, input:not([type=hidden]), textarea, summary"
MAIN_CONTROLS = "button, .button, select, textarea, input:not([type=checkbox], [type=radio])"
FOCUSABLE = "a, button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']"
MARKS = "svg :is(path, rect, line, circle, polyline, polygon)"
QUIET_MARKS = ".grid, .whole, .unknown, .level-0"
"""Lines to guide the eye, and squares that say "nothing was there"."""

SMALL_TARGETS = f"""() => {{
  const isShown = {SHOWN};
  const main = document.querySelector("main");
  const found = [];
  for (const one of document.querySelectorAll("{CONTROLS}")) {{
    if (!isShown(one) || one.closest(".hidden")) continue;
    const box = one.getBoundingClientRect();
    const isMain = main.contains(one) && one.matches("{MAIN_CONTROLS}");
    const least = isMain ? 44 : 24;
    if (box.height < least - .5 || (box.width < 24 && !one.matches("summary"))) {{
      const size = `${{Math.round(box.width)}} by ${{Math.round(box.height)}}`;
      found.push(`${{size}}, not ${{least}}: ${{one.outerHTML.slice(0, 90)}}`);
    }}
  }}
  return found;
}}"""

DANGER_NEAR_PRIMARY = f"""() => {{
  const isShown = {SHOWN};
  const found = [];
  const primaries = [...document.querySelectorAll(".primary")].filter(isShown);
  for (const danger of [...document.querySelectorAll(".danger")].filter(isShown)) {{
    const box = danger.getBoundingClientRect(), name = danger.outerHTML.slice(0, 90);
    if (danger === document.activeElement || danger.autofocus) found.push(`focused: ${{name}}`);
    for (const primary of primaries) {{
      const other = primary.getBoundingClientRect();
      const aside = Math.max(box.left - other.right, other.left - box.right);
      const apart = Math.max(box.top - other.bottom, other.top - box.bottom);
      if (Math.max(aside, apart) < 8) found.push(`${{Math.max(aside, apart)}} px from the main one: ${{name}}`);
    }}
  }}
  return found;
}}"""

FAINT_MARKS = f"""least => {{
  const isShown = {SHOWN};
  const {{ground, contrast, paint}} = window.fspColours;
  const found = new Set();
  for (const mark of document.querySelectorAll("{MARKS}")) {{
    if (!isShown(mark) || mark.closest("defs") || mark.matches("{QUIET_MARKS}")) continue;
    const chart = mark.closest("svg"), style = getComputedStyle(mark), below = ground(chart);
    const opacity = Number(style.opacity);
    const inside = contrast(paint(style.fill, opacity * Number(style.fillOpacity), below), below);
    const edge = parseFloat(style.strokeWidth) && style.stroke !== "none"
      ? contrast(paint(style.stroke, opacity * Number(style.strokeOpacity), below), below) : 1;
    const seen = Math.max(inside, edge);
    if (seen < least) {{
      found.add(`${{seen.toFixed(2)}} to 1: ${{chart.getAttribute("class")}} ${{mark.getAttribute("class")}}`);
    }}
  }}
  return [...found];
}}"""

FAINT_WORDS = f"""least => {{
  const isShown = {SHOWN};
  const {{ground, contrast, paint}} = window.fspColours;
  const found = new Set();
  for (const one of document.querySelectorAll(".state, .icon, .verdict strong, svg text, .button, button")) {{
    if (!isShown(one) || one.disabled) continue;
    const below = ground(one.closest("svg") ?? one), style = getComputedStyle(one);
    const seen = contrast(paint(one.matches("svg text") ? style.fill : style.color, 1, below), below);
    if (seen < least) found.add(`${{seen.toFixed(2)}} to 1: ${{one.outerHTML.slice(0, 90)}}`);
  }}
  return [...found];
}}"""


NAMELESS_CELLS = """() => {
  const found = [];
  for (const table of document.querySelectorAll(".as-cards")) {
    const region = table.closest(".scroll");
    if (region.scrollWidth > region.clientWidth) found.push(`scrolls sideways: ${region.ariaLabel}`);
    for (const cell of table.querySelectorAll(":scope > tbody > tr > td:not([colspan])")) {
      const tells = cell.matches(".words") || cell.querySelector("a, button, input, details, .state, time");
      const says = cell.dataset.label || tells || !cell.checkVisibility();
      if (!says) found.push(`nobody knows what it is: ${region.ariaLabel}: ${cell.innerText.slice(0, 40)}`);
    }
  }
  return found;
}"""
"""What a table on a phone lacks: its rows are cards; a cell says its name, or is a time, a state, a sentence."""

# One of each kind of control is enough: the ring comes from the style sheet.
FAINT_FOCUS = f"""() => {{
  const isShown = {SHOWN};
  const {{ground, contrast, paint}} = window.fspColours;
  const bar = document.querySelector(".top"), found = [], kinds = new Set();
  for (const one of document.querySelectorAll("{FOCUSABLE}")) {{
    const kind = [one.tagName, one.className, one.type, one.ariaCurrent, one.parentElement.tagName].join();
    if (kinds.has(kind) || !isShown(one) || one.disabled) continue;
    kinds.add(kind);
    one.focus();
    if (document.activeElement !== one) continue;
    const style = getComputedStyle(one), box = one.getBoundingClientRect();
    const below = ground(one.parentElement);
    const seen = contrast(paint(style.outlineColor, 1, below), below);
    const name = one.outerHTML.slice(0, 90);
    const isThin = style.outlineStyle === "none" || parseFloat(style.outlineWidth) < 2;
    if (isThin && style.outlineStyle !== "auto") found.push(`no ring: ${{name}}`);
    else if (seen < 3) found.push(`a ring of ${{seen.toFixed(2)}} to 1: ${{name}}`);
    const isFree = !bar || bar.contains(one) || one.matches(".skip");
    const edge = isFree ? -Infinity : bar.getBoundingClientRect().bottom;
    if (box.bottom <= edge || box.top >= window.innerHeight) found.push(`the focus is out of sight: ${{name}}`);
  }}
  document.activeElement?.blur();
  return found;
}}"""


def faint_marks(page: Page) -> list[str]:
    """Return the kinds of marks in charts that differ from their ground by less than 3 to 1."""
    page.evaluate(COLOURS)
    return list(page.evaluate(FAINT_MARKS, 3.0))


def seen_faults_of(page: Page) -> list[str]:
    """Return what is wrong with the page by eye: light, dark, forced colours, narrow; it is light and wide afterwards.

    In a narrow window controls of the content are 44 pixels high, others 24, and the rows of tables are cards; a
    dangerous button is 8 pixels from the main one; words differ from their ground by 4.5 to 1, marks in charts and the
    ring of focus by 3 to 1.
    """
    page.evaluate(COLOURS)
    results = [f"danger: {fault}" for fault in page.evaluate(DANGER_NEAR_PRIMARY)]
    page.keyboard.press("Tab")
    for theme in ("light", "dark"):
        for forced in ("none", "active"):
            page.emulate_media(color_scheme=theme, forced_colors=forced, reduced_motion="reduce")
            faults = [*page.evaluate(FAINT_MARKS, 3.0), *page.evaluate(FAINT_WORDS, 4.5), *page.evaluate(FAINT_FOCUS)]
            results += [f"{theme}, forced colours {forced}: {fault}" for fault in faults]
    page.emulate_media(color_scheme="light", forced_colors="none", reduced_motion="reduce")
    page.set_viewport_size(NARROW)  # type: ignore[arg-type]
    results += [f"narrow: {fault}" for check in (SMALL_TARGETS, NAMELESS_CELLS) for fault in page.evaluate(check)]
    page.set_viewport_size(WIDE)  # type: ignore[arg-type]
    return results
