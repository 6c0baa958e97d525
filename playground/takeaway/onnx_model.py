"""The network as an ONNX model: points in, class probabilities and labels or a value out."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from playground.nn.activations import ELU_ALPHA, GELU_CUBIC, GELU_SCALE, LEAKY_SLOPE
from playground.takeaway.taken import Taken
from playground.takeaway.weights import described

OPSET = 18
IR_VERSION = 9
INPUT = "points"


def onnx_bytes(taken: Taken) -> bytes:
    """The network as an ONNX file, checked by ONNX's own checker.

    Input ``points`` (n, n_coordinates) float32: places in the plane; of own data, rows in the
    units of the table. Any number of rows goes. Outputs: ``probabilities`` (n, n_classes) and
    ``label`` (n,), the class's own number; for regression ``value`` (n,). Names of classes and
    inputs, and the settings, are in the metadata.
    """
    writer = _Writer()
    data = taken.dataset
    z = _layers(writer, taken, _inputs(writer, taken))
    outputs: list[tuple[str, int, list[str | int]]]
    if data.task == "regression":
        outputs = [("value", TensorProto.FLOAT, ["n"])]
        writer.put("Squeeze", z, writer.whole([1]), name="value")
    else:
        outputs = [
            ("probabilities", TensorProto.FLOAT, ["n", len(data.classes)]),
            ("label", TensorProto.INT64, ["n"]),
        ]
        _classes(writer, taken, z)
    graph = helper.make_graph(
        writer.nodes,
        "decision_boundary_playground",
        [helper.make_tensor_value_info(INPUT, TensorProto.FLOAT, ["n", data.n_coordinates])],
        [helper.make_tensor_value_info(*output) for output in outputs],
        writer.constants,
    )
    model = helper.make_model(
        graph,
        producer_name="decision boundary playground",
        opset_imports=[helper.make_opsetid("", OPSET)],
        ir_version=IR_VERSION,
    )
    about = described(taken)
    helper.set_model_props(
        model,
        {
            "class_names": json.dumps(about["output"]["class_names"], ensure_ascii=False),
            "input_names": json.dumps([row["name"] for row in about["inputs"]], ensure_ascii=False),
            "network": json.dumps(about, ensure_ascii=False),
            "config": taken.config.to_json(),
        },
    )
    onnx.checker.check_model(model, full_check=True)
    return model.SerializeToString()


class _Writer:
    """Nodes and constants, written one after another; a value is known by its name."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []

    def put(self, operation: str, *inputs: str, name: str = "", **attributes: Any) -> str:
        """Add a node; the name of its output."""
        output = name or f"{operation.lower()}_{len(self.nodes)}"
        self.nodes.append(helper.make_node(operation, inputs, [output], **attributes))
        return output

    def constant(self, values: NDArray) -> str:
        name = f"constant_{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def number(self, value: float) -> str:
        return self.constant(np.array(value, np.float32))

    def double(self, values: object) -> str:
        return self.constant(np.array(values, np.float64))

    def whole(self, values: object) -> str:
        return self.constant(np.array(values, np.int64))


# From points to the network's inputs: in double precision, as the run itself does it


def _inputs(writer: _Writer, taken: Taken) -> str:
    points = writer.put("Cast", INPUT, to=TensorProto.DOUBLE)
    axes = taken.dataset.axes
    if axes:
        points = writer.put("Sub", points, writer.double([axis.offset for axis in axes]))
        points = writer.put("Div", points, writer.double([axis.scale for axis in axes]))
    if taken.dataset.n_coordinates == 2:
        points = _features(writer, taken, points)
    points = writer.put("Sub", points, writer.double(taken.feature_mean))
    points = writer.put("Div", points, writer.double(taken.feature_scale))
    return writer.put("Cast", points, to=TensorProto.FLOAT)


def _features(writer: _Writer, taken: Taken, points: str) -> str:
    columns = [writer.put("Gather", points, writer.whole([column]), axis=1) for column in range(2)]
    chosen = [FEATURE_NODES[name](writer, *columns) for name in taken.config.features]
    return chosen[0] if len(chosen) == 1 else writer.put("Concat", *chosen, axis=1)


def _sine_of(writer: _Writer, value: str) -> str:
    return writer.put("Sin", value)


def _cosine_of(writer: _Writer, value: str) -> str:
    # Of double precision, runtimes have the sine alone: cos x = sin(x + π/2).
    return writer.put("Sin", writer.put("Add", value, writer.double(np.pi / 2)))


FEATURE_NODES: dict[str, Callable[[_Writer, str, str], str]] = {
    "x": lambda writer, x, y: x,
    "y": lambda writer, x, y: y,
    "x2": lambda writer, x, y: writer.put("Mul", x, x),
    "y2": lambda writer, x, y: writer.put("Mul", y, y),
    "xy": lambda writer, x, y: writer.put("Mul", x, y),
    "sin_x": lambda writer, x, y: _sine_of(writer, x),
    "sin_y": lambda writer, x, y: _sine_of(writer, y),
    "cos_x": lambda writer, x, y: _cosine_of(writer, x),
    "cos_y": lambda writer, x, y: _cosine_of(writer, y),
}


# The layers


def _layers(writer: _Writer, taken: Taken, a: str) -> str:
    """The nodes of all layers; the z of the output."""
    for layer, (W, b) in enumerate(taken.layers):
        weights = writer.constant(W.astype(np.float32))
        biases = writer.constant(b.astype(np.float32))
        z = writer.put("Gemm", a, weights, biases)
        if layer < len(taken.activations):
            a = ACTIVATION_NODES[taken.activations[layer]](writer, z)
    return z


def _swish(writer: _Writer, z: str) -> str:
    return writer.put("Mul", z, writer.put("Sigmoid", z))


def _gelu(writer: _Writer, z: str) -> str:
    """½ z (1 + tanh(√(2/π) (z + 0.044715 z³))), which older opsets have no node for."""
    squared = writer.put("Mul", z, z)
    cubic = writer.put("Mul", writer.put("Mul", squared, z), writer.number(GELU_CUBIC))
    inside = writer.put("Mul", writer.put("Add", z, cubic), writer.number(GELU_SCALE))
    doubled = writer.put("Add", writer.put("Tanh", inside), writer.number(1))
    return writer.put("Mul", writer.put("Mul", z, writer.number(0.5)), doubled)


def _step(writer: _Writer, z: str) -> str:
    reached = writer.put("GreaterOrEqual", z, writer.number(0))
    return writer.put("Where", reached, writer.number(1), writer.number(-1))


ACTIVATION_NODES: dict[str, Callable[[_Writer, str], str]] = {
    "tanh": lambda writer, z: writer.put("Tanh", z),
    "relu": lambda writer, z: writer.put("Relu", z),
    "leaky_relu": lambda writer, z: writer.put("LeakyRelu", z, alpha=LEAKY_SLOPE),
    "elu": lambda writer, z: writer.put("Elu", z, alpha=ELU_ALPHA),
    "gelu": _gelu,
    "swish": _swish,
    "sigmoid": lambda writer, z: writer.put("Sigmoid", z),
    "sine": lambda writer, z: writer.put("Sin", z),
    "step": _step,
    "linear": lambda writer, z: z,
}


# The answer


def _classes(writer: _Writer, taken: Taken, z: str) -> None:
    """Probabilities and labels from the z of the output, as ``nn.outputs`` reads them."""
    if taken.sizes[-1] == 1:
        second = _shares(writer, taken, z, alone=True)
        first = writer.put("Sub", writer.number(1), second)
        writer.put("Concat", first, second, axis=1, name="probabilities")
        reached = writer.put("GreaterOrEqual", z, writer.number(0))
        index = writer.put("Squeeze", writer.put("Cast", reached, to=TensorProto.INT64),
                           writer.whole([1]))  # fmt: skip
    else:
        shares = _shares(writer, taken, z, alone=False)
        index = writer.put("ArgMax", shares, axis=1, keepdims=0)
        if taken.output == "softmax":
            writer.put("Identity", shares, name="probabilities")
        else:
            total = writer.put("ReduceSum", shares, writer.whole([1]), keepdims=1)
            some = writer.put("Greater", total, writer.number(0))
            divisor = writer.put("Where", some, total, writer.number(1))
            even = writer.number(1 / taken.sizes[-1])
            divided = writer.put("Div", shares, divisor)
            writer.put("Where", some, divided, even, name="probabilities")
    labels = writer.whole(list(taken.dataset.classes))
    writer.put("Gather", labels, index, name="label")


def _shares(writer: _Writer, taken: Taken, z: str, *, alone: bool) -> str:
    if taken.output == "softmax":
        return writer.put("Sigmoid", z) if alone else writer.put("Softmax", z, axis=1)
    outputs = ACTIVATION_NODES[taken.output](writer, z)
    if taken.output == "sigmoid":
        return outputs
    doubled = writer.put("Add", outputs, writer.number(1))
    half = writer.put("Mul", doubled, writer.number(0.5))
    return writer.put("Clip", half, writer.number(0), writer.number(1))
