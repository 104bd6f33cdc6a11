"""A chart as a drawing in a document: SVG, made without a browser and without a network."""

import re
from hashlib import sha256
from typing import Any

from core.documents.document import Picture, Source

WIDTH = 640
NAMED = re.compile(r'<(?:clipPath|linearGradient|radialGradient)\b[^>]*?\bid="([^"]+)"')


def picture(chart: Any, words: str, source: Source, *, width: int = WIDTH) -> Picture:
    """Return an Altair chart as a picture; equal charts give equal drawings.

    Parameters
    ----------
    chart : altair chart
        Its labels may come from a file: they are text in the drawing, never markup.
    words : str
        What the chart says, for whoever cannot see it.
    width : int
        Pixels.
    """
    import vl_convert

    drawn = chart.properties(width=width, background="white").to_dict()
    return Picture(_with_own_names(vl_convert.vegalite_to_svg(drawn)), words, source)


def _with_own_names(svg: str) -> str:
    """Name clips and gradients by the drawing's content: the renderer counts them up over all drawings."""
    names = dict.fromkeys(NAMED.findall(svg))
    for number, name in enumerate(names):
        svg = svg.replace(f'id="{name}"', f'id="part-{number}-"').replace(
            f"url(#{name})", f"url(#part-{number}-)"
        )
    own = sha256(svg.encode()).hexdigest()[:12]
    return re.sub(r'(id="|url\(#)(part-\d+-)(?=["\)])', rf"\g<1>\g<2>{own}", svg)
