"""The allowed attributes of each SVG element. Sources: W3C SVG 1.1; SVG 2 for those written as styles."""

_NAMED = frozenset({"id", "xml:space", "xml:lang"})
_CORE = _NAMED | {"lang", "class", "style"}
_TEXTUAL = frozenset(
    """alignment-baseline baseline-shift direction dominant-baseline font-family font-size font-size-adjust font-stretch
    font-style font-variant font-weight glyph-orientation-horizontal glyph-orientation-vertical kerning letter-spacing
    text-anchor text-decoration unicode-bidi word-spacing writing-mode""".split()  # noqa: SIM905 - readable as words
)
_PAINTED = frozenset(
    """fill fill-rule stroke stroke-dasharray stroke-dashoffset stroke-linecap stroke-linejoin stroke-miterlimit
    stroke-width""".split()  # noqa: SIM905
)
_COLOURED = frozenset({"color", "color-interpolation", "color-rendering"})
_STOP, _FLOOD = frozenset({"stop-color", "stop-opacity"}), frozenset({"flood-color", "flood-opacity"})
_FILTERED = _STOP | _FLOOD | {"color-interpolation-filters", "enable-background", "lighting-color"}
_MARKED = frozenset({"marker-end", "marker-mid", "marker-start"})
_CUT = frozenset({"clip", "overflow"})
_ANYWHERE = frozenset(
    """clip-path clip-rule cursor display fill-opacity filter image-rendering mask opacity pointer-events
    shape-rendering stroke-opacity text-rendering visibility""".split()  # noqa: SIM905
)
_SHOWN = _TEXTUAL | _PAINTED | _COLOURED | _FILTERED | _MARKED | _CUT | _ANYWHERE
AS_STYLE = frozenset(
    {"paint-order", "vector-effect", "mix-blend-mode", "isolation", "transform-origin", "transform-box", "mask-type"}
)
"""Attributes of SVG 2 that are written as styles, which readers of SVG 1.1 accept."""

_SPOKEN = frozenset(
    {"role", "tabindex", "focusable", "aria-label", "aria-labelledby", "aria-describedby", "aria-hidden"}
)
_CONDITIONAL = frozenset({"requiredExtensions", "requiredFeatures", "systemLanguage"})
_GRAPHICS = _CORE | _SHOWN | _SPOKEN | _CONDITIONAL | {"transform"}
_PLACE = frozenset({"x", "y", "width", "height"})
_FITTED = frozenset({"viewBox", "preserveAspectRatio"})
_GLYPHS = frozenset({"x", "y", "dx", "dy", "rotate", "textLength", "lengthAdjust"})
_SHAPE = _GRAPHICS - _TEXTUAL - _FILTERED - _CUT
_FILLED = _SHAPE - _MARKED
_WRITTEN = _GRAPHICS - _FILTERED - _CUT - _MARKED
_SPAN = _WRITTEN - {"transform", "writing-mode"}
_GRADIENT = _CORE | _COLOURED | _STOP | frozenset({"gradientTransform", "gradientUnits", "spreadMethod", "xlink:href"})
_STEP = _NAMED | _PLACE | {"result", "color-interpolation-filters"}
_LIT = _STEP | _COLOURED | {"class", "style", "lighting-color"}
_FUNCTION = _NAMED | {"amplitude", "exponent", "intercept", "offset", "slope", "tableValues", "type"}

ALLOWED: dict[str, frozenset[str]] = {
    "svg": (_GRAPHICS - {"transform"}) | _PLACE | _FITTED | {"version", "baseProfile", "zoomAndPan"},
    **dict.fromkeys(("g", "defs", "switch"), _GRAPHICS),
    "symbol": (_GRAPHICS - _CONDITIONAL - {"transform"}) | _FITTED,
    "use": _GRAPHICS | _PLACE | {"xlink:href"},
    "image": (_GRAPHICS - _TEXTUAL - _PAINTED - _FILTERED - _MARKED) | _PLACE | {"preserveAspectRatio", "xlink:href"},
    "path": _SHAPE | {"d", "pathLength"},
    "rect": _FILLED | _PLACE | {"rx", "ry"},
    "circle": _FILLED | {"cx", "cy", "r"},
    "ellipse": _FILLED | {"cx", "cy", "rx", "ry"},
    "line": _SHAPE | {"x1", "x2", "y1", "y2"},
    **dict.fromkeys(("polyline", "polygon"), _SHAPE | {"points"}),
    "text": _WRITTEN | _GLYPHS,
    "tspan": _SPAN | _GLYPHS,
    "textPath": _SPAN | {"lengthAdjust", "method", "spacing", "startOffset", "textLength", "xlink:href"},
    "linearGradient": _GRADIENT | {"x1", "x2", "y1", "y2"},
    "radialGradient": _GRADIENT | {"cx", "cy", "fx", "fy", "r"},
    "stop": _CORE | _COLOURED | _STOP | {"offset"},
    "pattern": (_GRAPHICS - {"transform"})
    | _PLACE
    | _FITTED
    | {"patternContentUnits", "patternTransform", "patternUnits", "xlink:href"},
    "clipPath": _WRITTEN | {"clipPathUnits"},
    "mask": (_GRAPHICS - {"transform"}) | _PLACE | {"maskContentUnits", "maskUnits"},
    "marker": (_GRAPHICS - _CONDITIONAL - {"transform"})
    | _FITTED
    | {"markerHeight", "markerUnits", "markerWidth", "orient", "refX", "refY"},
    "filter": _CORE | _SHOWN | _PLACE | {"filterRes", "filterUnits", "primitiveUnits", "xlink:href"},
    "feBlend": _STEP | {"in", "in2", "mode"},
    "feColorMatrix": _STEP | {"in", "type", "values"},
    **dict.fromkeys(("feComponentTransfer", "feTile"), _STEP | {"in"}),
    "feComposite": _STEP | {"in", "in2", "k1", "k2", "k3", "k4", "operator"},
    "feConvolveMatrix": _STEP
    | {"bias", "divisor", "edgeMode", "in", "kernelMatrix", "kernelUnitLength", "order", "preserveAlpha"}
    | {"targetX", "targetY"},
    "feDiffuseLighting": _LIT | {"diffuseConstant", "in", "kernelUnitLength", "surfaceScale"},
    "feDisplacementMap": _STEP | {"in", "in2", "scale", "xChannelSelector", "yChannelSelector"},
    "feDistantLight": _NAMED | {"azimuth", "elevation"},
    "feDropShadow": _STEP | _FLOOD | {"dx", "dy", "in", "stdDeviation"},
    "feFlood": _STEP | _COLOURED | _FLOOD | {"class", "style", "in"},
    **dict.fromkeys(("feFuncA", "feFuncB", "feFuncG", "feFuncR"), _FUNCTION),
    "feGaussianBlur": _STEP | {"in", "stdDeviation"},
    "feMerge": _STEP,
    "feMergeNode": _NAMED | {"in"},
    "feMorphology": _STEP | {"in", "operator", "radius"},
    "feOffset": _STEP | {"dx", "dy", "in"},
    "fePointLight": _NAMED | {"x", "y", "z"},
    "feSpecularLighting": _LIT | {"in", "kernelUnitLength", "specularConstant", "specularExponent", "surfaceScale"},
    "feSpotLight": _NAMED
    | {"limitingConeAngle", "pointsAtX", "pointsAtY", "pointsAtZ", "specularExponent", "x", "y", "z"},
    "feTurbulence": _STEP | {"baseFrequency", "numOctaves", "seed", "stitchTiles", "type"},
    "title": _CORE,
    "desc": _CORE,
    "style": frozenset({"id", "media", "title", "type", "xml:space"}),
}
"""The attributes of each element, as they are written. Elements that are not listed are removed."""

REQUIRED: dict[str, dict[str, str]] = {
    "path": {"d": ""},
    "rect": {"width": "0", "height": "0"},
    "circle": {"r": "0"},
    "ellipse": {"rx": "0", "ry": "0"},
    "polyline": {"points": ""},
    "polygon": {"points": ""},
    "stop": {"offset": "0"},
    "style": {"type": "text/css"},
}
"""Attributes that SVG 1.1 requires and SVG 2 does not, with their default values."""

WITH_TEXT = frozenset({"text", "tspan", "textPath", "title", "desc", "style"})
