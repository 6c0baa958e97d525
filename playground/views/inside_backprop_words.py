"""Backpropagation in words: every unit's numbers, forward and backward, and the chain rule."""

from __future__ import annotations

import numpy as np

from playground.graph.networks import subscript
from playground.graph.operations import ACTIVATION_SLOPES
from playground.graph.point_trace import LayerTrace, PointTrace
from playground.nn import ACTIVATIONS, Head
from playground.views.inside_graph_words import short

Array = np.ndarray

MOST_TERMS = 4
"""Terms of a sum that are written out, the largest; the others are left to “…”."""


def forward_formula(layer: int, n_layers: int, activation: str) -> str:
    """A layer's forward step as an equation of arrays."""
    z, a = subscript("z", layer), subscript("a", layer)
    below = subscript("a", layer - 1) if layer > 1 else "x"
    said = f"{z} = {subscript('W', layer)}ᵀ {below} + {subscript('b', layer)}"
    return said if layer == n_layers else f"{said},  {a} = {ACTIVATIONS[activation].label}({z})"


def delta_formula(layer: int, n_layers: int, activation: str) -> str:
    """A layer's δ as an equation of arrays."""
    delta = subscript("δ", layer)
    if layer == n_layers:
        return f"{delta} = ∂L/∂{subscript('z', layer)}"
    slope = ACTIVATION_SLOPES[activation].format(subscript("z", layer), out=subscript("a", layer))
    return f"{delta} = ({subscript('W', layer + 1)} {subscript('δ', layer + 1)}) ∘ ({slope})"


def weight_formula(layer: int) -> str:
    """A layer's gradient as an equation of arrays."""
    below = subscript("a", layer - 1) if layer > 1 else "x"
    delta, layer_name = subscript("δ", layer), subscript("", layer)
    return f"∂L/∂W{layer_name} = {below} {delta}ᵀ,  ∂L/∂b{layer_name} = {delta}"


def unit_forward(trace: LayerTrace, unit: int, activation: str) -> str:
    """One unit's weighted sum written out, and what it makes of it."""
    weights = trace.weights[:-1, unit]
    said = f"z = {_sum(weights, trace.inputs, trace.weights[-1, unit])} = {short(trace.z[unit])}"
    if trace.activations is None:
        return said
    a = short(trace.activations[unit])
    return f"{said};  a = {ACTIVATIONS[activation].label}({short(trace.z[unit])}) = {a}"


def unit_delta(traced: PointTrace, layer: int, unit: int, head: Head) -> str:
    """One unit's δ written out by the chain rule."""
    trace = traced.layers[layer]
    delta = short(trace.delta[unit])
    if trace.slopes is None:
        return _output_delta(traced, unit, head, delta)
    above = traced.layers[layer + 1]
    handed = _sum(above.weights[unit], above.delta)
    arrives = float(above.weights[unit].astype(float) @ above.delta.astype(float))
    slope = short(trace.slopes[unit])
    said = f"δ = ({handed}) × f′(z) = {short(arrives)} × {_bracketed(slope)} = {delta}"
    if abs(float(trace.slopes[unit])) < 0.05 and arrives:
        said += ": saturated, hardly any of it passes"
    return said


def unit_weight(trace: LayerTrace, unit: int) -> str:
    """The largest entry of a unit's weight gradient, written out."""
    column = trace.gradient[:-1, unit]
    i = int(np.argmax(np.abs(column)))
    return (
        f"∂L/∂w{_pair(i, unit)} = input × δ = {short(trace.inputs[i])} × "
        f"{_bracketed(short(trace.delta[unit]))} = {short(column[i])};  "
        f"∂L/∂b = δ = {short(trace.delta[unit])}"
    )


def _output_delta(traced: PointTrace, unit: int, head: Head, delta: str) -> str:
    trace = traced.layers[-1]
    target = float(traced.targets[unit])
    if head.loss.on_logits:
        p = head.output.probabilities(trace.z.astype(float)[:, None])[0]
        if head.n_outputs == 1:
            return f"δ = p − [t = 1] = {short(p[1])} − {int(target > 0)} = {delta}"
        return f"δ = p − t = {short(p[unit])} − {short(target)} = {delta}"
    outputs = np.array(trace.z, float)
    if head.output.activation is not None:
        head.output.activation.function(np.array(trace.z, float), outputs)
    o = short(outputs[unit])
    said = f"the output o = {o} should be t = {short(target)}"
    if head.output.name in ("linear", "step") and head.loss.name == "squared":
        return f"{said}: δ = o − t = {delta}"
    return f"{said}: δ = ∂L/∂o · {head.output.label}′(z) = {delta}"


def _sum(weights: Array, values: Array, bias: float | None = None) -> str:
    """w·a + …, the largest terms in their order, then the bias."""
    products = np.abs(weights * values)
    order = np.sort(np.argsort(-products, kind="stable")[:MOST_TERMS])
    terms = [f"{_bracketed(short3(weights[i]))}·{_bracketed(short3(values[i]))}" for i in order]
    if len(weights) > MOST_TERMS:
        terms.append("…")
    if bias is not None:
        terms.append(f"{_bracketed(short3(bias))}")
    return " + ".join(terms)


def short3(number: float) -> str:
    """A number with three digits that count."""
    return short(float(f"{float(number):.3g}"))


def _bracketed(text: str) -> str:
    return f"({text})" if text.startswith("−") else text


def _pair(i: int, j: int) -> str:
    comma = "," if max(i, j) > 8 else ""
    return subscript("", i + 1) + comma + subscript("", j + 1)
