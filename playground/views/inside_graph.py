"""The computational graph on the page: a formula or a network, stepped forward and back."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping

import numpy as np
import streamlit as st

from playground.fields import write_values
from playground.graph.networks import is_drawn_by_units, layer_graph, unit_graph, vector_graph
from playground.graph.nodes import Graph
from playground.graph.parse import (
    MAX_CHARACTERS,
    MAX_NESTING,
    MAX_NODES,
    MAX_NUMBER,
    MAX_VARIABLES,
    FormulaError,
    parse,
)
from playground.nn import ACTIVATIONS
from playground.stage.stepped import stepped
from playground.views import notes, session
from playground.views.inside_graph_payload import graph_payload
from playground.views.inside_graph_run import (
    choose_point,
    moment,
    point_words,
    training_buttons,
)
from playground.views.inside_graph_settings import (
    FIRST,
    NEURON,
    TRY,
    UNSET,
    VALUES,
    Example,
)

Array = np.ndarray

HELP = """Every formula is a graph: each node is one operation, each edge carries a number.

**Forward** every node is computed from its inputs. **Backward** every node receives the gradient
$\\partial f/\\partial q$ of the result with respect to its own value, multiplies it by its local
derivative and hands the product to its inputs:

$$\\frac{\\partial f}{\\partial x} = \\sum_q \\frac{\\partial f}{\\partial q}
\\frac{\\partial q}{\\partial x}$$

The sum is over all nodes $q$ that use $x$. A node need not know the rest of the graph; that is why
one pass back gives *all* gradients (reverse-mode differentiation: Linnainmaa 1970; for networks,
Rumelhart, Hinton and Williams 1986). For arrays the local derivative is a Jacobian matrix."""
LEGEND = (
    '<p class="inside-legend"><span><b>upper number</b> its value</span>'
    '<span><b class="is-gradient">lower number</b> the gradient ∂result/∂node</span>'
    "<span>on an edge: the local derivative</span>"
    "<span>keys: ← → Home End; a click on a node goes to its step</span></p>"
)
LOOK_FOR_TYPED = (
    "Look for variables that are used more than once: each use hands back a share, and the shares "
    "add up."
)
UNITS = 2  # of a hidden layer that is offered because every weight of it can be a node
NETWORK_HELP = (
    "Weights, activations and loss are those of your run, computed by the engine that trains it. "
    "Without dropout and regularisation: the loss of this one point."
)


def computational_graph() -> None:
    """The view: choose a graph, then step through it."""
    st.caption(
        "Press ▶: each step computes one node. Past the result, each step hands one gradient back "
        "along one edge: upstream times local.",
        help=HELP,
    )
    st.segmented_control(
        "Graph",
        list(GRAPHS),
        key="graph",
        required=True,
        format_func=lambda name: GRAPHS[name][0],
        label_visibility="collapsed",
        on_change=session.choose,
        kwargs={"at": ""},
    )
    _, show = GRAPHS[session.setting("graph")]
    show()


def _first() -> None:
    _formula(FIRST)


def _neuron() -> None:
    _formula(NEURON)


def _typed() -> None:
    st.text_input(
        "Your formula",
        key="formula",
        max_chars=MAX_CHARACTERS,
        help=f"Numbers up to {MAX_NUMBER:,.0f}, + − × ÷ ^, brackets {MAX_NESTING} deep, "
        "exp log sqrt tanh sigmoid relu sin cos max min, the constants e and π, and up to "
        f"{MAX_VARIABLES} variables of any other name: {MAX_CHARACTERS} characters and {MAX_NODES} "
        "nodes at most.",
    )
    with st.container(horizontal=True, gap="xsmall", key="try"):
        for i, example in enumerate(TRY):
            st.button(
                example.formula, key=f"try_{i}", on_click=session.choose,
                kwargs={"formula": example.formula, "at": ""},
            )  # fmt: skip
    text = session.setting("formula")
    known = next((each.values for each in TRY if each.formula == text), {})
    _formula(Example(text, known, LOOK_FOR_TYPED))


def _formula(example: Example) -> None:
    """A formula with a field for each variable's value."""
    try:
        graph = parse(example.formula)
    except FormulaError as error:
        _refused(example.formula, error)
        return
    values = _values(graph, example.values)
    if example.look_for:
        st.caption(example.look_for)
    _show(graph, values, example.formula, f"The graph of f = {example.formula}")


def _refused(formula: str, error: FormulaError) -> None:
    st.error(notes.plain(error.message), icon=":material/error:")
    shown = "".join(
        " " if char.isspace() else char if char.isprintable() else "�" for char in formula
    )
    st.code(f"{shown}\n{' ' * error.position}^", language=None)


def _values(graph: Graph, defaults: Mapping[str, float]) -> dict[str, float]:
    """The variables' values from their fields; those changed are in the address, as one setting."""
    chosen = VALUES.read(session.setting("at"))
    first = {
        name: defaults.get(name, UNSET[i % len(UNSET)]) for i, name in enumerate(graph.variables)
    }
    values = {name: chosen.get(name, value) for name, value in first.items()}
    drawn: dict[str, float | None] = session.kept("values in their fields", dict)
    moved: dict[str, float | None] = {}
    with st.container(horizontal=True, gap="small", key="values"):
        for name, value in values.items():
            key = f"value of {name}"
            if drawn.get(name) != value:  # another example, or Back: not what a hand has typed
                session.choose(**{key: float(value)})
            moved[name] = st.number_input(
                name, -MAX_NUMBER, MAX_NUMBER, value=None, step=0.5, format="%g", key=key, width=104
            )
    drawn.clear()
    drawn.update(moved)
    if moved != values:  # None: a field that is new to the page, or was emptied
        changed = {name: value for name, value in moved.items() if value is not None}
        wanted = {name: value for name, value in changed.items() if value != first[name]}
        if None not in moved.values():
            session.choose(at=write_values(wanted))
        st.rerun()
    return values


def _network() -> None:
    now = moment()
    if now is None:
        return
    with st.container(horizontal=True, vertical_alignment="bottom", key="network_bar"):
        place = choose_point(len(now.dataset.X_train))
        st.markdown(f"**{point_words(now, place)}**  \n{now.when}", width="content")
        training_buttons()
        sizes = (len(now.input_names), *(len(b) for _, b in now.layers))
        by_units = is_drawn_by_units(sizes)
        small = (sizes[0], UNITS, sizes[-1])
        if not by_units and is_drawn_by_units(small) and now.config.activation != "step":
            st.button(
                f"One hidden layer of {UNITS} units",
                key="two_layers", icon=":material/compress:",
                on_click=session.choose, kwargs={"n_layers": 1, "units_1": UNITS},
                help="Gives your run this shape, so that every single weight is a node. It starts "
                "anew.",
            )  # fmt: skip
    problem = now.problem()
    inputs = problem.inputs_train[place]
    targets = problem.head.targets(problem.answers_train[place : place + 1])[0]
    build = unit_graph if by_units else layer_graph
    graph, values = build(now.layers, now.config.activations, problem.head, inputs, targets)
    st.caption(_network_words(sizes, by_units), help=NETWORK_HELP)
    _show(graph, values, f"network {sizes}", "The graph of your network’s loss at one point")


def _network_words(sizes: tuple[int, ...], by_units: bool) -> str:
    shape = "–".join(map(str, sizes))
    if by_units:
        return (
            f"Your run ({shape}), every weight a node: L is the loss of this one point. Look for "
            "the weights with the largest gradients; training moves them most."
        )
    return (
        f"Your run ({shape}), layer by layer: W, b, z and a are arrays, and their pictures show "
        "negative numbers in orange, positive ones in blue."
    )


def _vectors() -> None:
    activation = session.config().activation
    if activation == "step":
        activation = "tanh"
    chosen = VALUES.read(session.setting("at"))
    x = _pair("x₁", "x₂", chosen)
    st.caption(
        f"One layer of three {ACTIVATIONS[activation].label} units (the sidebar’s activation). "
        "Backward, below the picture: upstream row × Jacobian matrix = the gradient handed on. "
        "Orange is negative, blue positive."
    )
    graph, values = vector_graph(activation, np.array(x))
    _show(graph, values, f"vectors {activation}", "The graph of one layer, as arrays")


def _pair(first: str, second: str, chosen: Mapping[str, float]) -> list[float]:
    stand_in = parse(f"{first} + {second}")
    return list(_values(stand_in, {first: 1.0, second: -0.5} | dict(chosen)).values())


def _show(graph: Graph, values: Mapping[str, float | Array], name: str, label: str) -> None:
    trace = graph.run(values)
    identity = hashlib.sha256(name.encode()).hexdigest()[:12]
    if trace.problem is not None:
        place = trace.problem.node
        formula = notes.plain(f"{graph.nodes[place].name} = {graph.text(place)}")
        st.warning(
            f"**{formula}.** {notes.plain(trace.problem.sentence)}", icon=":material/warning:"
        )
    stepped(graph_payload(graph, trace, id=identity, label=label), key="graph_steps")
    st.html(LEGEND)


GRAPHS: dict[str, tuple[str, Callable[[], None]]] = {
    "first": ("(x + y) · z", _first),
    "neuron": ("Sigmoid neuron", _neuron),
    "network": ("Your network", _network),
    "vectors": ("Vectors", _vectors),
    "typed": ("Your formula", _typed),
}
"""What can be stepped through: the button's words, and what shows it."""
