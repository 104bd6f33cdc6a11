"""A chart as a drawing in a document: SVG, made without a browser and without a network."""

from typing import Any

from core.documents.document import Picture, Source

WIDTH = 640


def picture(chart: Any, words: str, source: Source, *, width: int = WIDTH) -> Picture:
    """Return an Altair chart as a picture.

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
    return Picture(vl_convert.vegalite_to_svg(drawn), words, source)
