"""An address as a QR code (ISO/IEC 18004), to be read by a phone's camera."""

from __future__ import annotations

import io

import segno

BORDER = 4
"""Modules of white around the code, as the standard asks for."""
CORRECTIONS = ("m", "l")
"""About 15% of the code may be dirty or covered; of a long text's, 7%."""


class TooLong(ValueError):
    """A text that no QR code can hold."""


def qr_svg(text: str) -> str:
    """The code as an SVG document, black on white in any theme."""
    file = io.BytesIO()
    _code(text).save(
        file, kind="svg", border=BORDER, light="#ffffff", scale=1, omitsize=True, xmldecl=False
    )
    return file.getvalue().decode()


def qr_png(text: str, scale: int = 10) -> bytes:
    """The code as a PNG file, ``scale`` pixels a module."""
    file = io.BytesIO()
    _code(text).save(file, kind="png", border=BORDER, scale=scale, light="#ffffff")
    return file.getvalue()


def _code(text: str) -> segno.QRCode:
    for correction in CORRECTIONS:
        try:
            return segno.make(text, error=correction, micro=False, boost_error=False)
        except segno.DataOverflowError:
            continue
    raise TooLong(f"A QR code holds about 2,900 characters. Got an address of {len(text):,}.")
