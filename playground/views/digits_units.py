"""Units: what those of the first layer look for, and what deeper ones answer to."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from playground.digits import digits
from playground.digits.units import (
    BEYOND_CHANCE,
    Exciting,
    Likeness,
    likenesses,
    most_exciting,
    weight_pictures,
)
from playground.figures.digit_pictures import UnitCard, gallery, strip, weights_png
from playground.training import Run
from playground.views import session
from playground.views.capacity_settings import is_dark, look_for, percent, units_of
from playground.views.digits_moment import Moment, current_moment, remembered

N_EXAMPLES, N_COUNTED = 8, 40
ONE, TWO = 0.8, 0.8
"""Shares of the most exciting images that one digit, or two, must have for a unit to be theirs."""
SILENT = 1e-6
"""A unit whose answers to all images differ by less is dead."""
REACH_SHARE = 99.5
"""Per cent of the weights lie within the colours' reach, as on the live view."""
HELP = f"""A unit of the first layer adds up the pixels times its weights, so its 64 weights are a
picture: ink where it is blue excites the unit, ink where it is orange silences it. Its weights are
compared with pictures of straight bars and of rings; a unit **reminds of a stroke, or a loop** if
the best of them explains {BEYOND_CHANCE:.0%} of the weights' variation ($R^2$), which of random
weights hardly one in a thousand reaches.

Weights of deeper layers are no pictures. What such a unit responds to is seen in the images that
excite it most, and in their mean. Beside every unit are its {N_EXAMPLES} most exciting images."""


def units() -> None:
    """The view: a gallery of the units of one layer."""
    look_for(
        "Choose a layer and look for strokes and loops, the story that is often told of such "
        "networks. How many units do you find that deserve it?",
        HELP,
    )
    st.html(Path(__file__).parent / "digits_views.css")
    moment = current_moment()
    if moment is None:
        return
    widths = moment.run.layer_sizes[1:-1]
    layer = min(session.setting("digits_layer"), max(1, len(widths)))
    session.show(digits_layer=layer)
    if len(widths) > 1:
        st.segmented_control(
            "Layer", list(range(1, len(widths) + 1)), key="digits_layer", required=True,
            format_func=lambda i: f"Layer {i}: {units_of(widths[i - 1])}",
            label_visibility="collapsed",
        )  # fmt: skip
    dark = is_dark()
    key = (moment.key, layer, dark)
    words, cards = remembered("units", key, lambda: _cards(moment, layer, dark))
    st.markdown(words)
    st.html(gallery(cards, f"Units of layer {layer}"))
    st.caption(
        "Left what a unit looks for, right the images that excite it most. Move the time: a unit's "
        "picture is noise at first, and stays noise where pixels are always white."
        if layer == 1
        else "Left the mean of the images that excite a unit most, right the first of them."
    )


def _cards(moment: Moment, layer: int, dark: bool) -> tuple[str, list[UnitCard]]:
    """A sentence about the layer, and its gallery."""
    run = moment.run
    if len(run.layer_sizes) == 2:
        return templates_words(), _templates(run, dark)
    data = digits()
    n_units = run.layer_sizes[layer]
    silent = (np.ptp(run.hidden(data.X)[layer - 1], axis=0) < SILENT).tolist()
    found = [
        most_exciting(run, layer - 1, unit, data.X, data.labels, N_COUNTED)
        for unit in range(n_units)
    ]
    if layer == 1:
        pictures = weight_pictures(run)
        looks = likenesses(pictures)
        reach = _reach(pictures)
        faces = [weights_png(picture, reach, dark=dark) for picture in pictures]
        kinds = [_kind_words(look) for look in looks]
        words = likeness_words(looks)
    else:
        faces = [strip([of.mean_image], columns=1, dark=dark) for of in found]
        kinds = [response(of) for of in found]
        words = response_words([kind for kind, dead in zip(kinds, silent, strict=True) if not dead])
    cards = []
    for i, (face, kind, of, dead) in enumerate(
        zip(faces, kinds, found, silent, strict=True), start=1
    ):
        places = of.places[:N_EXAMPLES]
        said = f"Most exciting images: {', '.join(map(str, data.labels[places]))}."
        if dead:
            places, kind = places[:0], kind if layer == 1 else ""
            kind, said = f"{kind}, dead".removeprefix(", "), "It answers the same to every image."
        examples = strip(data.images[places], dark=dark)
        cards.append(UnitCard(f"Unit {i}", kind, face, examples, f"Unit {i}: {kind}. {said}"))
    return words + dead_words(sum(silent)), cards


def _templates(run: Run, dark: bool) -> list[UnitCard]:
    """Without hidden layers: the ten outputs' weights, and the images they are surest of."""
    data = digits()
    pictures = weight_pictures(run)
    reach = _reach(pictures)
    given = run.predict_proba(data.X)
    cards = []
    for digit, picture in enumerate(pictures):
        surest = np.argsort(-given[:, digit], kind="stable")[:N_EXAMPLES]
        cards.append(
            UnitCard(
                f"Output {digit}",
                "",
                weights_png(picture, reach, dark=dark),
                strip(data.images[surest], dark=dark),
                f"Output {digit}, and the images most surely read as {digit}",
            )
        )
    return cards


def templates_words() -> str:
    """What is seen where there is no hidden layer."""
    return (
        "There is no hidden layer: each output compares the image with a blurred template of its "
        "digit."
    )


def likeness_words(looks: Sequence[Likeness]) -> str:
    """How many units remind of strokes and loops."""
    n = {kind: sum(look.kind == kind for look in looks) for kind in ("stroke", "loop", "neither")}
    best = max((max(look.stroke, look.loop) for look in looks), default=0.0)
    words = (
        f"Of {units_of(len(looks))}, **{n['stroke']}** {_remind(n['stroke'])} of a stroke, "
        f"**{n['loop']}** of a loop, and **{n['neither']}** of neither. "
    )
    mostly = (
        "Most of what it has learnt has no such name."
        if n["neither"] > len(looks) / 2
        else "Even these are rough likenesses."
    )
    return f"{words}The best likeness explains {percent(best)} of a unit's weights. {mostly}"


def _remind(n: int) -> str:
    return "reminds" if n == 1 else "remind"


def dead_words(n: int) -> str:
    """How many units have died, where there are any."""
    if n == 0:
        return ""
    return f" **{n}** {'is' if n == 1 else 'are'} dead: the same answer to every image."


def _kind_words(look: Likeness) -> str:
    share = {"stroke": look.stroke, "loop": look.loop}.get(look.kind)
    return "neither" if share is None else f"a {look.kind} ({percent(share)})"


def response(of: Exciting) -> str:
    """Which digits a unit answers to, in words."""
    order = np.argsort(-of.shares, kind="stable")
    first, second = of.shares[order[:2]]
    if first >= ONE:
        return f"mostly {order[0]}"
    if first + second >= TWO:
        return f"{order[0]} and {order[1]}"
    return f"many: {', '.join(str(k) for k in order[:3])}, …"


def response_words(kinds: Sequence[str]) -> str:
    """How many units are one digit's, two digits', or more digits'."""
    one = sum(kind.startswith("mostly") for kind in kinds)
    two = sum(" and " in kind for kind in kinds)
    more = len(kinds) - one - two
    share = "several digits" if more > len(kinds) / 2 else "a whole digit or two"
    return (
        f"Of {units_of(len(kinds))}, **{one}** answer mostly to one digit, **{two}** to two, "
        f"**{more}** to more, counting the {N_COUNTED} images that excite each most. That is "
        f"neither strokes nor loops: what most of them tell apart is {share}."
    )


def _reach(pictures: NDArray[np.float64]) -> float:
    return float(np.percentile(np.abs(pictures), REACH_SHARE)) or 1.0
