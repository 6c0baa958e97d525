"""What the browser needs to draw a network at one point and to step through it, ready for JSON."""

from __future__ import annotations

from typing import Any

import numpy as np

from playground.graph.networks import subscript
from playground.graph.point_trace import LayerTrace, PointTrace
from playground.nn import MLP, layer_views
from playground.views.inside_backprop_words import (
    delta_formula,
    forward_formula,
    short3,
    unit_delta,
    unit_forward,
    unit_weight,
    weight_formula,
)
from playground.views.inside_graph_payload import array_payload, rounded
from playground.views.inside_graph_words import short

Array = np.ndarray
Payload = dict[str, Any]

MOST_ARRAY = 64
"""Rows or columns of an array that is shown below the picture."""


def network_payload(
    mlp: MLP, traced: PointTrace, mean: Array, *, features: list[str], n_batch: int,
    id: str, plane: Payload,
) -> Payload:  # fmt: skip
    """A network with the steps of one forward and one backward pass.

    Parameters
    ----------
    mlp : MLP
    traced : PointTrace
        Of the point.
    mean : ndarray (P,)
        The mini-batch's mean gradient, shown in the last step.
    features : list of str
        Names of the inputs.
    n_batch : int
        Points in that batch.
    id : str
        The browser keeps the step while this stays the same.
    plane : dict
        The training points, of which one is chosen.
    """
    return {
        "kind": "network",
        "id": id,
        "label": "The network at one training point: activations, then the gradients of its loss",
        "steps": _steps(mlp, traced, mean, n_batch),
        "picture": {
            "columns": _columns(mlp, traced, features),
            "weights": [
                {
                    "rows": trace.weights.shape[0] - 1,
                    "cols": trace.weights.shape[1],
                    "weights": rounded(trace.weights[:-1]),
                    "gradient": rounded(trace.gradient[:-1]),
                    "mean": rounded(of_batch[:-1]),
                }
                for trace, of_batch in zip(traced.layers, layer_views(mean, mlp.sizes), strict=True)
            ],
            "loss": short(traced.loss),
            "plane": plane,
            "views": _views(len(traced.layers)),
        },
    }


def _views(n_layers: int) -> list[Payload]:
    """What the picture shows at each step: columns known so far, and what the edges mean."""
    views = [{"values": 0, "deltas": n_layers + 1, "gradients": n_layers + 1, "now": [0]}]
    for layer in range(1, n_layers + 1):
        views.append(views[-1] | {"values": layer, "now": [layer], "edge": layer})
    views.append(views[-1] | {"loss": True, "now": [n_layers + 1], "edge": 0})
    for layer in range(n_layers, 0, -1):
        views.append(views[-1] | {"deltas": layer, "now": [layer], "edge": -(layer + 1)})
        views.append(views[-1] | {"gradients": layer, "now": [layer - 1, layer], "edge": -layer})
    views.append(views[-1] | {"mean": True, "now": [], "edge": 0})
    return views


def _columns(mlp: MLP, traced: PointTrace, features: list[str]) -> list[Payload]:
    first = traced.layers[0].inputs
    columns: list[Payload] = [
        {
            "title": "inputs",
            "units": [
                _unit(name, value, f"input {name} = {short(value)}")
                for name, value in zip(features, first, strict=True)
            ],
        }
    ]
    for place, (trace, bend) in enumerate(zip(traced.layers, _bends(mlp), strict=True)):
        is_last = trace.activations is None
        values = trace.z if trace.activations is None else trace.activations
        columns.append(
            {
                "title": "output z" if is_last else f"layer {place + 1}",
                "units": [
                    _unit(
                        f"unit {unit + 1}",
                        values[unit],
                        unit_forward(trace, unit, bend),
                        trace.delta[unit],
                        unit_delta(traced, place, unit, mlp.head),
                        unit_weight(trace, unit),
                    )
                    for unit in range(len(values))
                ],
            }
        )
    return columns


def _unit(name: str, value: float, forward: str, delta: float | None = None, backward: str = "",
          weight: str = "") -> Payload:  # fmt: skip
    shown = {"name": name, "value": float(f"{float(value):.3g}"), "text": _brief(value),
             "forward": forward}  # fmt: skip
    if delta is None:
        return shown
    return shown | {
        "delta": float(f"{float(delta):.3g}"), "deltaText": _brief(delta),
        "backward": backward, "weight": weight,
    }  # fmt: skip


def _brief(number: float) -> str:
    """At most six characters."""
    number = float(number)
    if number and abs(number) < 0.001:
        digits, exponent = f"{number:.0e}".split("e")
        return f"{digits}e{int(exponent)}".replace("-", "−")
    return short(float(f"{number:.2g}" if abs(number) < 0.1 else f"{number:.3g}"))


def _steps(mlp: MLP, traced: PointTrace, mean: Array, n_batch: int) -> list[Payload]:
    n_layers, bends = len(traced.layers), _bends(mlp)
    first = ", ".join(map(short3, traced.layers[0].inputs))
    steps = [
        _step("start", "the point", f"x = ({first})",
              "The point’s features, scaled as the network gets them. Press ▶ (or →): layer by "
              "layer to the loss, then back.")
    ]  # fmt: skip
    for layer, trace in enumerate(traced.layers, start=1):
        step = _step(
            "forward",
            _name(layer, n_layers),
            forward_formula(layer, n_layers, bends[layer - 1]),
            "",
        )
        step["arrays"] = _forward_arrays(layer, trace)
        steps.append(step)
    loss = f"L = {mlp.head.loss.label}(z, t) = {short(traced.loss)}"
    step = _step("forward", "loss", loss, _loss_words(traced, mlp))
    step["arrays"] = _shown(
        [
            array_payload("z", traced.layers[-1].z[:, None]),
            array_payload("t", traced.targets[:, None], ","),
            array_payload("L", np.array([[traced.loss]]), "→"),
        ]
    )
    steps.append(step)
    for layer in range(n_layers, 0, -1):
        trace = traced.layers[layer - 1]
        step = _step("backward", f"δ of {_name(layer, n_layers)}",
                     delta_formula(layer, n_layers, bends[layer - 1]), "")  # fmt: skip
        step["arrays"] = _delta_arrays(layer, traced)
        steps.append(step)
        step = _step("backward", f"weights of {_name(layer, n_layers)}", weight_formula(layer), "")
        step["arrays"] = _weight_arrays(layer, trace)
        steps.append(step)
    said = "One point" if n_batch == 1 else f"Mean over the mini-batch’s {n_batch} points"
    step = _step("done", "the batch’s mean", f"∇L = 1/{n_batch} · Σ ∇Lᵢ",
                 f"{said}: this is the gradient that the optimiser gets. Lines show it now: blue "
                 "would raise the loss if the weight grew, orange lower it.")  # fmt: skip
    step["arrays"] = _shown(
        [
            array_payload(f"mean ∂L/∂{subscript('W', layer)}", of_layer[:-1])
            for layer, of_layer in enumerate(layer_views(mean, mlp.sizes), start=1)
        ]
    )
    return [*steps, step]


def _bends(mlp: MLP) -> list[str]:
    """What each layer ends in, the last one's output included."""
    return [*(activation.name for activation in mlp.activations), mlp.head.output.name]


def _step(phase: str, label: str, formula: str, words: str) -> Payload:
    return {"phase": phase, "label": label, "formula": formula, "words": words}


def _name(layer: int, n_layers: int) -> str:
    return "output" if layer == n_layers else f"layer {layer}"


def _loss_words(traced: PointTrace, mlp: MLP) -> str:
    head, z = mlp.head, traced.layers[-1].z.astype(float)
    if head.n_classes == 0:
        return f"The network says {short(z[0])}, the target is {short(traced.targets[0])}."
    p = head.output.probabilities(z[:, None])[0]
    t = traced.targets
    right = int(np.argmax(t)) if head.n_outputs > 1 else int(t[0] > head.output.codes[0])
    if head.loss.on_logits and head.n_outputs == 1:
        right = int(t[0] > 0)
    return f"The network gives the right class the probability {short(p[right])}."


def _forward_arrays(layer: int, trace: LayerTrace) -> list[Payload]:
    below = subscript("a", layer - 1) if layer > 1 else "x"
    found = [
        array_payload(f"{subscript('W', layer)}ᵀ", trace.weights[:-1].T),
        array_payload(below, trace.inputs[:, None], "·"),
        array_payload(subscript("b", layer), trace.weights[-1][:, None], "+"),
        array_payload(subscript("z", layer), trace.z[:, None], "="),
    ]
    if trace.activations is not None:
        found.append(array_payload(subscript("a", layer), trace.activations[:, None], "→"))
    return _shown(found)


def _delta_arrays(layer: int, traced: PointTrace) -> list[Payload]:
    trace = traced.layers[layer - 1]
    mine = array_payload(subscript("δ", layer), trace.delta[:, None], "=")
    if trace.slopes is None:
        return _shown([mine | {"sign": ""}])
    above = traced.layers[layer]
    return _shown(
        [
            array_payload(subscript("W", layer + 1), above.weights[:-1]),
            array_payload(subscript("δ", layer + 1), above.delta[:, None], "·"),
            array_payload("f′", trace.slopes[:, None], "∘"),
            mine,
        ]
    )


def _weight_arrays(layer: int, trace: LayerTrace) -> list[Payload]:
    below = subscript("a", layer - 1) if layer > 1 else "x"
    return _shown(
        [
            array_payload(below, trace.inputs[:, None]),
            array_payload(f"{subscript('δ', layer)}ᵀ", trace.delta[None], "·"),
            array_payload(f"∂L/∂{subscript('W', layer)}", trace.gradient[:-1], "="),
        ]
    )


def _shown(arrays: list[Payload]) -> list[Payload]:
    return arrays if all(max(a["rows"], a["cols"]) <= MOST_ARRAY for a in arrays) else []
