"""Trefoil's mark: three interlocked rings in the colours of the stages."""

from core.lifecycle.steps import Stage
from pages.ui.palette import palette

RINGS = {Stage.DESIGN: (20, 12.5), Stage.DEVELOPMENT: (13.2, 24.3), Stage.DEPLOYMENT: (26.8, 24.3)}


def logo_svg(dark: bool, *, with_name: bool = True) -> str:
    """Return the mark as SVG text, with the name beside it or alone."""
    colours = palette(dark)
    width = 132 if with_name else 40
    name = (
        f'<text x="47" y="28" font-family="system-ui,sans-serif" font-size="23" font-weight="700" '
        f'letter-spacing="-.3" fill="{colours.text}">Trefoil</text>'
        if with_name
        else ""
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} 40" width="{width}" height="40" '
        f'role="img" aria-label="Trefoil">{_rings(colours.stages)}{name}</svg>'
    )


def _rings(colours: dict[Stage, str]) -> str:
    """Draw each ring, then lay the first over the last where they cross once more."""
    rings = [
        f'<circle cx="{x}" cy="{y}" r="9.6" fill="none" stroke="{colours[stage]}" stroke-width="3.8"/>'
        for stage, (x, y) in RINGS.items()
    ]
    x, y = RINGS[Stage.DESIGN]
    over = (
        f'<path d="M{x + 9.6} {y}A9.6 9.6 0 0 1 {x} {y + 9.6}" fill="none" '
        f'stroke="{colours[Stage.DESIGN]}" stroke-width="3.8"/>'
    )
    return "".join(rings) + over
