"""FilmDrawing: a moment of a film, drawn with Pillow: boundary, points, axes, loss curve, words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from datasets import DOMAIN, Axis
from datasets.axis_ticks import axis_ticks
from playground.takeaway.colors import Colors, rgb
from playground.takeaway.film import LOG_RATIO, Film, epoch_words, number, share
from playground.training.snapshot import Snapshot

SIZE = (376, 506)
PLANE = (44, 46, 364, 366)
"""Left, top, right and bottom of the plane in the frame."""
CURVE = (44, 418, 364, 478)
"""The same of the loss curve."""
FINE = 3
"""Lines and points are drawn so many times larger and then reduced: their edges are smooth."""
TICKS = 121
CURVE_TICKS = 300
MISSING = "\uffff"
"""What no font has."""
FEW_POINTS = 400
"""Points beyond this number are drawn smaller."""
Box = tuple[int, int, int, int]


class FilmDrawing:
    """Draws the frames of a film.

    Parameters
    ----------
    film : Film
    colors : Colors
    """

    def __init__(self, film: Film, colors: Colors) -> None:
        self._film = film
        self._portrait = film.portrait
        self._colors = colors
        self._fonts: dict[int, Any] = {size: ImageFont.load_default(size) for size in (11, 13, 17)}
        self._side = (PLANE[2] - PLANE[0], PLANE[3] - PLANE[1])
        x_range = (-DOMAIN, DOMAIN)
        y_range = self._portrait.curve_range if self._portrait.is_curve else x_range
        self._ranges = (x_range, y_range)
        self._points = self._drawn_points()
        self._losses = self._loss_places()
        self._ground = self._drawn_ground()

    def frame(self, i: int) -> Image.Image:
        """Moment ``i`` as an RGB image of ``SIZE``."""
        snapshot = self._film.snapshots[i]
        image = self._ground.copy()
        image.paste(self._plane(snapshot), PLANE[:2])
        image.paste(self._points, PLANE[:2], self._points)
        draw = ImageDraw.Draw(image)
        draw.rectangle(_outside(PLANE), outline=self._colors.faint)
        self._write_words(draw, snapshot)
        self._draw_losses(image, i)
        return image

    def _plane(self, snapshot: Snapshot) -> Image.Image:
        """The answers all over the plane, and the line where they change."""
        portrait, colors = self._portrait, self._colors
        if portrait.is_curve:
            plane = Image.new("RGB", self._side, colors.pale)
            line = self._places(portrait.curve(snapshot.params, CURVE_TICKS))
            _stroke(plane, [line], colors.classes[1], 3)
            return plane
        field = portrait.field(snapshot.params, TICKS)
        pixels = (
            colors.blended(field.answers)
            if portrait.n_classes
            else colors.of_values(field.answers / portrait.reach)
        )
        coarse = Image.fromarray(pixels[::-1].copy())
        # The first and last rows and columns of the grid lie on the plane's very edges.
        inner = (0.5, 0.5, TICKS - 0.5, TICKS - 0.5)
        plane = coarse.resize(self._side, Image.Resampling.BICUBIC, box=inner)
        strength = 0.75 if portrait.n_classes else 0.3
        _stroke(plane, map(self._places, field.lines), colors.ink, 1.4, strength)
        return plane

    def _places(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """Pixels (n, 2) of the plane at coordinates (n, 2)."""
        (x0, x1), (y0, y1) = self._ranges
        width, height = self._side
        across = (points[:, 0] - x0) / (x1 - x0) * width
        down = (y1 - points[:, 1]) / (y1 - y0) * height
        return np.column_stack([across, down.clip(-height, 2 * height)])

    def _drawn_points(self) -> Image.Image:
        """All points, training points filled, test points as rings, on nothing."""
        width, height = self._side
        image = Image.new("RGBA", (width * FINE, height * FINE), (0, 0, 0, 0))
        draw = ImageDraw.Draw(image)
        n_points = len(self._portrait.dataset.X_train) + len(self._portrait.dataset.X_test)
        radius = (2.9 if n_points <= FEW_POINTS else 2.2) * FINE
        tells_values = not self._portrait.n_classes and not self._portrait.is_curve
        edge = self._colors.ink if tells_values else self._colors.paper  # a value may be pale
        if self._portrait.is_curve:
            radius *= 0.75
        for part in ("test", "train"):
            places, answers = self._portrait.points(part)
            for (x, y), color in zip(
                self._places(places) * FINE, self._point_colors(part, answers), strict=True
            ):
                box = (x - radius, y - radius, x + radius, y + radius)
                if part == "train":
                    draw.ellipse(
                        box, fill=color, outline=edge, width=1 if tells_values else FINE - 1
                    )
                else:
                    inside = None if self._portrait.is_curve else self._colors.paper
                    draw.ellipse(box, fill=inside, outline=color, width=FINE + 1)
        return image.resize(self._side, Image.Resampling.LANCZOS)

    def _point_colors(self, part: str, answers: NDArray) -> list[tuple[int, ...]]:
        colors = self._colors
        if self._portrait.is_curve:
            return [rgb(colors.ink if part == "train" else colors.test)] * len(answers)
        if self._portrait.n_classes:
            return [rgb(colors.classes[k % len(colors.classes)]) for k in answers.tolist()]
        values = colors.of_values(answers / self._portrait.reach, strong=True)
        return [tuple(color) for color in values.tolist()]

    def _drawn_ground(self) -> Image.Image:
        """Everything that is the same in all frames."""
        colors = self._colors
        image = Image.new("RGB", SIZE, colors.paper)
        draw = ImageDraw.Draw(image)
        self._write(draw, (10, 6), self._fitted(self._portrait.title, 13, SIZE[0] - 20), size=13)
        names: tuple[Axis, Axis] = self._portrait.axes
        (x0, x1), (y0, y1) = self._ranges
        for place, text in axis_ticks(names[0], x0, x1):
            x, _ = self._places(np.array([[place, y0]]))[0] + PLANE[:2]
            self._write(draw, (x, PLANE[3] + 3), text, anchor="ma")
        for place, text in axis_ticks(names[1], y0, y1):
            _, y = self._places(np.array([[x0, place]]))[0] + PLANE[:2]
            self._write(draw, (PLANE[0] - 5, y), text, anchor="rm")
        across = self._fitted(names[0].name, 11, 150)
        up = self._fitted(names[1].name, 11, 130)
        middle = (PLANE[0] + PLANE[2]) / 2
        self._write(draw, (middle, PLANE[3] + 18), f"across: {across}, up: {up}", anchor="ma")
        draw.rectangle(_outside(CURVE), outline=colors.faint)
        for line, word in enumerate(("loss", "(log)") if self._is_log else ("loss",)):
            self._write(draw, (CURVE[0] - 5, CURVE[1] + 8 + 13 * line), word, anchor="rm")
        last = self._film.snapshots[-1]
        for x, anchor, snapshot in (
            (CURVE[0], "la", self._film.snapshots[0]), (CURVE[2], "ra", last)
        ):  # fmt: skip
            words = f"epoch {epoch_words(snapshot.progress)}"
            self._write(draw, (x, CURVE[3] + 4), words, anchor=anchor)
        return image

    def _write_words(self, draw: ImageDraw.ImageDraw, snapshot: Snapshot) -> None:
        """Epoch, accuracy and loss of a moment."""
        self._write(draw, (10, 22), f"epoch {epoch_words(snapshot.progress)}", size=17)
        if np.isfinite(snapshot.train_accuracy):
            train, test = share(snapshot.train_accuracy), share(snapshot.test_accuracy)
            words = f"accuracy {train} train, {test} test"
            self._write(draw, (PLANE[2], 28), words, anchor="ra")
        y = CURVE[1] - 16
        self._write(draw, (CURVE[0], y), f"training loss {number(snapshot.train_loss)}")
        test = f"test loss {number(snapshot.test_loss)}"
        self._write(draw, (CURVE[2], y), test, anchor="ra", color=self._colors.test)

    def _write(
        self,
        draw: ImageDraw.ImageDraw,
        place: tuple[float, float],
        text: str,
        *,
        size: int = 11,
        anchor: str = "la",
        color: str = "",
    ) -> None:
        """A text that has only signs of the font, whose spaces are narrow."""
        drawn = self._drawable(text, size)
        draw.text(place, drawn, color or self._colors.ink, self._fonts[size], anchor=anchor)

    def _drawable(self, text: str, size: int) -> str:
        font = self._fonts[size]
        missing = bytes(font.getmask(MISSING))
        signs = (
            sign if sign == " " or bytes(font.getmask(sign)) != missing else "?"
            for sign in text.replace("−", "-")
        )
        return "".join(signs).replace(" ", "  ")

    def _loss_places(self) -> NDArray[np.float64]:
        """Pixels (2, n, 2) of the training and test losses in the loss curve's box."""
        losses = self._film.losses
        finite = np.where(np.isfinite(losses), losses, np.nan)
        top = np.nanmax(finite) if np.isfinite(finite).any() else 1.0
        finite = np.nan_to_num(finite, nan=top)
        low, high = float(finite.min()), float(top)
        self._is_log = low > 0 and high / low > LOG_RATIO
        if self._is_log:
            finite, low, high = np.log(finite), float(np.log(low)), float(np.log(high))
        else:
            low = min(low, 0.0)
        width, height = CURVE[2] - CURVE[0], CURVE[3] - CURVE[1]
        x = np.linspace(2, width - 3, len(losses)) if len(losses) > 1 else np.array([2.0])
        y = 3 + (high - finite) / ((high - low) or 1.0) * (height - 6)
        return np.stack([np.column_stack([x, column]) for column in y.T])

    def _draw_losses(self, image: Image.Image, i: int) -> None:
        """The loss up to this moment, and faintly what comes."""
        box = (CURVE[0], CURVE[1], CURVE[2], CURVE[3])
        inside = image.crop(box)
        both = ((1, self._colors.test), (0, self._colors.ink))
        for k, _ in both:
            _stroke(inside, [self._losses[k]], self._colors.faint, 1.2)
        for k, color in both:
            _stroke(inside, [self._losses[k][: i + 1]], color, 1.7)
            x, y = self._losses[k][i]
            _dot(inside, x, y, color)
        image.paste(inside, box[:2])

    def _fitted(self, text: str, size: int, width: int) -> str:
        """A text cut so that it fits."""
        whole = text
        while text and self._fonts[size].getlength(self._drawable(text, size)) > width:
            whole = whole[:-1].rstrip()
            text = whole + "..." if whole else ""
        return text


def _stroke(
    image: Image.Image,
    lines: Iterable[NDArray[np.float64]],
    color: str,
    width: float,
    strength: float = 1.0,
) -> None:
    """Smooth lines of points (n, 2) on an image."""
    fine = Image.new("L", (image.width * FINE, image.height * FINE))
    draw = ImageDraw.Draw(fine)
    for line in lines:
        if len(line) > 1:
            places = [tuple(place) for place in (line * FINE).tolist()]
            draw.line(places, fill=round(255 * strength), width=round(width * FINE), joint="curve")
    mask = fine.resize(image.size, Image.Resampling.BOX)
    image.paste(color, (0, 0, *image.size), mask)


def _dot(image: Image.Image, x: float, y: float, color: str) -> None:
    side = 9 * FINE
    fine = Image.new("L", (side, side))
    ImageDraw.Draw(fine).ellipse((FINE, FINE, side - FINE, side - FINE), fill=255)
    mask = fine.resize((9, 9), Image.Resampling.BOX)
    image.paste(color, (round(x) - 4, round(y) - 4), mask)


def _outside(box: Box) -> Box:
    """A rectangle around a box."""
    return box[0] - 1, box[1] - 1, box[2], box[3]
