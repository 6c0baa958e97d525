"""What the digits page's still views let people choose."""

from __future__ import annotations

from playground.fields import MAX_LAYERS, Choice, Flag, Number, Setting

DIGIT_NAMES = tuple("0123456789")
SPACES = ("pixels", *map(str, range(1, MAX_LAYERS + 1)), "outputs")
CORNERS = ("digits_a", "digits_b", "digits_c")
REACH = 200.0
"""Units of a pixel's brightness; no plane through images is wider."""

VIEW_SETTINGS: dict[str, Setting] = {
    "digits_at": Setting(Number(0, 1e9, optional=True), None),
    "digits_dimensions": Setting(Choice(("2", "3")), "2"),
    "digits_space": Setting(Choice(SPACES), "2"),
    "digits_layer": Setting(Number(1, MAX_LAYERS, whole=True), 1),
    "digits_plane": Setting(Choice(("images", "components")), "images"),
    "digits_a": Setting(Choice(DIGIT_NAMES), "3"),
    "digits_b": Setting(Choice(DIGIT_NAMES), "8"),
    "digits_c": Setting(Choice(DIGIT_NAMES), "5"),
    "digits_examples": Setting(Number(0, 9999, whole=True), 0),
    "digits_pictures": Setting(Flag(), True),
    "digits_x": Setting(Number(-REACH, REACH, optional=True), None),
    "digits_y": Setting(Number(-REACH, REACH, optional=True), None),
    "digits_study": Setting(Choice(("units", "textbook", "gap")), "units"),
}
"""``digits_at``: the moment, in epochs; None is the newest. ``digits_x``, ``digits_y``: the place
on the plane that is looked at; None is its middle."""
