"""The sentence on what being linear costs: right names and figures, and no cost made up."""

import math

import pytest

from playground import RunConfig
from playground.analysis.baselines import baselines_for, fit_baseline, what_linear_costs
from playground.training.run import make_dataset_for


def results(config, names=None):
    data = make_dataset_for(config)
    chosen = names or [row.name for row in baselines_for(config.task)]
    return [fit_baseline(name, config, data) for name in chosen]


def test_on_the_spiral_it_costs_what_the_cards_show():
    config = RunConfig()
    found = results(config, ["perceptron", "logistic", "svm_linear", "lda", "knn", "tree"])
    by_name = {one.name: one.test_accuracy for one in found}
    best = max(by_name[name] for name in ("perceptron", "logistic", "svm_linear", "lda"))
    assert by_name["logistic"] == best
    assert by_name["knn"] > by_name["tree"]
    assert what_linear_costs(found, config, 0.996) == (
        "Perceptron, logistic regression, linear SVM and LDA are linear: each makes a straight "
        f"cut. On the test points the best of them (logistic regression) reaches {best:.1%}, the "
        f"best of the others (k-nearest neighbours) {by_name['knn']:.1%} and the network 99.6%. "
        f"So being linear costs {100 * (0.996 - best):.0f} points in a hundred here."
    )


def test_a_mapping_by_name_says_the_same():
    config = RunConfig(dataset="xor")
    found = results(config, ["lda", "qda"])
    assert what_linear_costs({one.name: one for one in found}, config) == what_linear_costs(
        found, config
    )


def test_on_two_clouds_it_costs_nothing():
    config = RunConfig(dataset="gauss")
    text = what_linear_costs(results(config), config, 1.0)
    assert "reaches 100%, " in text
    assert text.endswith("and the network 100%. So being linear costs nothing here.")


def test_a_network_that_knows_nothing_yet_makes_nobody_look_costly():
    config = RunConfig(dataset="gauss")
    text = what_linear_costs(results(config, ["lda"]), config, 0.5)
    assert text == (
        "LDA is linear: it makes a straight cut. On the test points the best of them (LDA) reaches "
        "100%, the network 50.0%. So being linear costs nothing here."
    )


@pytest.mark.parametrize("network", [None, math.nan])
def test_a_network_without_accuracy_is_left_out(network):
    config = RunConfig(dataset="circle")
    text = what_linear_costs(results(config, ["lda", "qda"]), config, network)
    assert "network" not in text
    assert text.endswith("points in a hundred here.")


def test_almost_all_is_not_all():
    config = RunConfig(dataset="gauss")
    assert "the network 99.9%." in what_linear_costs(results(config, ["lda"]), config, 0.99999)


def test_straight_is_meant_in_the_space_of_the_inputs():
    config = RunConfig(dataset="circle", features=("x", "x2", "y2"))
    text = what_linear_costs(results(config, ["logistic", "knn"]), config)
    assert text.startswith(
        "Logistic regression is linear: it makes a straight cut in the space of x, x² and y², "
        "which may well be curved in the plane."
    )
    assert text.endswith("costs nothing here.")


def test_three_classes_take_more_than_one_cut():
    config = RunConfig(dataset="pinwheel")
    text = what_linear_costs(results(config, ["lda", "logistic"]), config)
    assert text.startswith("LDA and logistic regression are linear: each makes straight cuts. ")


def test_regression_counts_in_r_squared():
    config = RunConfig(dataset="reg-gauss")
    text = what_linear_costs(results(config, ["svr_linear", "gaussian_process"]), config, 0.5)
    assert text.startswith("Linear SVR is linear: it makes a flat surface. ")
    assert "(linear SVR) reaches R² −0.03, " in text
    assert text.endswith(" of R² here.")


def test_what_could_not_be_fitted_is_left_out():
    config = RunConfig(dataset="circle", n_samples=20, train_share=0.1)
    found = results(config, ["logistic", "knn"])
    assert not found[1].fits
    text = what_linear_costs(found, config)
    assert "neighbours" not in text
    assert "others" not in text


def test_nothing_to_compare_is_no_sentence():
    config = RunConfig()
    assert what_linear_costs([], config, 0.9) == ""
    assert what_linear_costs(results(config, ["knn"]), config, 0.9) == ""
