"""The written rules go with the code: same names, same settings, sources for all."""

from __future__ import annotations

import re

import pytest

from playground.nn import OPTIMIZERS
from playground.nn.rules import RULES
from playground.racing import CONTESTANTS


def test_every_optimiser_and_the_genetic_algorithm_have_their_rule():
    assert list(RULES) == [*OPTIMIZERS, "genetic"]


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_exactly_the_settings_that_matter_are_explained(name):
    row = OPTIMIZERS[name]
    expected = ["learning_rate"] + ["beta1"] * row.uses_beta1 + ["beta2"] * row.uses_beta2
    assert [setting for setting, _, _ in RULES[name].settings] == expected


def test_the_genetic_algorithms_settings_are_its_contestants():
    explained = [setting for setting, _, _ in RULES["genetic"].settings]
    assert explained == [setting.name for setting in CONTESTANTS["genetic"].settings]


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES.keys())
def test_formulas_are_whole_and_papers_can_be_found(rule):
    for line in rule.latex:
        assert line.count("{") == line.count("}")
        assert line.count("(") == line.count(")")
        assert re.search(r"\\leftarrow|=", line)
    assert rule.papers
    for paper in rule.papers:
        assert paper.link.startswith("https://")
        assert 1800 < paper.year < 2030
        assert paper.title
        assert paper.authors


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_the_formula_and_its_paper_are_those_of_the_table(name):
    """The same symbols, and a name and year that the table's reference has as well."""
    row, rule = OPTIMIZERS[name], RULES[name]
    latex = " ".join(rule.latex)
    for symbol, written in (
        ("β₁", r"\beta_1"),
        ("β₂", r"\beta_2"),
        ("√", r"\sqrt"),
        ("ε", "varep"),
    ):
        assert (symbol in row.formula) == (written in latex), symbol
    years = {str(paper.year) for paper in rule.papers}
    assert years & set(re.findall(r"\d{4}", row.reference))
