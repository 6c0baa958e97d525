"""SVG pictures as HTML images, in the page's colours: what the pictures of a neuron share.

Streamlit takes SVG elements out of HTML, but shows them as images; an image inherits no colours
from the page, so it brings its own.
"""

from __future__ import annotations

from base64 import b64encode
from html import escape

AFTER, AFTER_DARK = "#9A3FD5", "#D68CFF"
"""What a change leads to; no class has this colour."""
INK, INK_DARK = "#31333F", "#FAFAFA"

STYLE = """
line, path, circle, rect {{ vector-effect: non-scaling-stroke; }}
text {{ font-family: "Source Sans Pro", "Source Sans 3", system-ui, sans-serif; fill: {ink};
  opacity: .75; }}
.axis {{ fill: none; stroke: {ink}; stroke-opacity: .3; stroke-width: 1; }}
.grid {{ fill: none; stroke: {ink}; stroke-opacity: .13; stroke-width: 1; }}
.line {{ fill: none; stroke: {ink}; stroke-width: 2.2; }}
.was {{ fill: none; stroke: {ink}; stroke-width: 2; stroke-opacity: .5; stroke-dasharray: 5 5; }}
.ring {{ fill: none; stroke: {ink}; stroke-width: 1.6; stroke-opacity: .6; }}
.wrong {{ fill: none; stroke: {ink}; stroke-width: 3.5; }}
.ink {{ fill: {ink}; }}
.after {{ fill: none; stroke: {after}; stroke-width: 2.4; }}
.dashed {{ stroke-dasharray: 5 4; }}
"""


def after_color(dark: bool) -> str:
    """The colour of what a change leads to."""
    return AFTER_DARK if dark else AFTER


def svg_image(
    view_box: tuple[float, float, float, float], body: str, *, alt: str, dark: bool
) -> str:
    """An HTML image of SVG elements, which may use the classes of ``STYLE``."""
    style = STYLE.format(ink=INK_DARK if dark else INK, after=after_color(dark))
    box = " ".join(f"{edge:g}" for edge in view_box)
    # With its own width and height the image has its shape before it is decoded: nothing jumps.
    wide, high = (f"{400 * side / view_box[2]:.0f}" for side in view_box[2:])
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}" width="{wide}" height="{high}">'
        f"<style>{style}</style>{body}</svg>"
    )
    data = b64encode(svg.encode()).decode()
    return (
        f'<img alt="{escape(alt)}" width="{wide}" height="{high}" '
        f'src="data:image/svg+xml;base64,{data}">'
    )
