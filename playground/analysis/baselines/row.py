"""What a row of the tables of baselines holds: its parameters, its steps, its kind of boundary."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from numpy.typing import NDArray

from playground.fields import Choice, FieldError, Number, shown

Params = Mapping[str, Any]
Hurdle = Callable[[NDArray, NDArray, Params], str]
"""What stands in the way of a fit to inputs (n, n_inputs) and answers (n,), or ""."""


@dataclass(frozen=True)
class Step:
    """A scikit-learn class and its arguments: builds the estimator, and prints as code.

    An argument may be a Step itself (a kernel, say).
    """

    class_: type
    kwargs: Mapping[str, Any] = field(default_factory=dict)

    def build(self) -> Any:
        """A fresh, unfitted estimator."""
        return self.class_(
            **{
                name: value.build() if isinstance(value, Step) else value
                for name, value in self.kwargs.items()
            }
        )


@dataclass(frozen=True)
class Parameter:
    """One hyper-parameter: its rule, its default, and ``marks``, the values on its slider."""

    name: str
    label: str
    kind: Number | Choice
    default: Any
    marks: tuple
    help: str


@dataclass(frozen=True)
class Baseline:
    """A model of scikit-learn to hold the network against.

    Attributes
    ----------
    name, label : str
        Its key in the table, and what people read.
    task : {"classification", "regression"}
    linear : bool
        Whether its boundary (its surface, for regression) is straight in the space of the inputs
        it is given. With inputs such as x² that may well be a curve in the plane.
    idea : str
        One sentence: what kind of boundary, and why.
    parameters : dict of str to Parameter
    steps : (params, seed) -> list of Step
        The estimator after scaling, the last step being the model proper.
    count : (estimator) -> int
        Numbers that the fitted last step needs to answer; what was counted is ``counted``.
    counted : str
    hurdles : tuple of Hurdle
        What data it cannot be fitted to, each in a sentence.
    """

    name: str
    label: str
    task: str
    linear: bool
    idea: str
    parameters: dict[str, Parameter]
    steps: Callable[[Params, int], list[Step]]
    count: Callable[[Any], int]
    counted: str
    hurdles: tuple[Hurdle, ...] = ()

    def checked(self, params: Params | None = None) -> dict[str, Any]:
        """All parameters: those given, each held to its rule, and the defaults of the others.

        Raises
        ------
        FieldError
            For a parameter that the model does not have, or a value outside its rule.
        """
        given = dict(params or {})
        for name in given:
            if name not in self.parameters:
                known = ", ".join(self.parameters) or "none"
                raise FieldError(
                    f"{self.name} has no parameter {shown(name)}; it has {known}. "
                    f"Got {shown(given[name])}."
                )
        return {
            name: row.kind.check(f"{name} of {self.name}", given.get(name, row.default))
            for name, row in self.parameters.items()
        }


def parameters(*rows: Parameter) -> dict[str, Parameter]:
    """Parameters by name, in the order given."""
    return {row.name: row for row in rows}
