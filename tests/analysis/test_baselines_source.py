"""The programs to take away: each is run, and prints the accuracies shown."""

import contextlib
import io
import subprocess
import sys
import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from datasets import FEATURES, Dataset
from playground import RunConfig
from playground.analysis.baselines import (
    BASELINES,
    code,
    fit_baseline,
    points_csv,
    program,
)
from playground.fields import FieldError
from playground.training.run import make_dataset_for
from tests.analysis.baseline_pipelines import ALL

PLAIN = {
    "classification": RunConfig(dataset="spiral", noise=0.1),
    "regression": RunConfig(dataset="reg-gauss", noise=0.1),
}
UNUSUAL = {
    "classification": RunConfig(
        dataset="pinwheel", noise=0.3, seed=7, n_samples=200, train_share=0.7,
        features=tuple(FEATURES)[1:], standardize=False,
    ),
    "regression": RunConfig(
        dataset="curve", noise=0.2, seed=7, n_samples=200, train_share=0.7,
        features=("x", "sin_x", "cos_x"), standardize=False,
    ),
}  # fmt: skip
CASES = [(name, which) for name in ALL for which in ("plain", "unusual")]


def case(name, which):
    """Configuration and parameters: as they start, or all of them changed."""
    task = BASELINES[name].task
    return (PLAIN[task], None) if which == "plain" else (UNUSUAL[task], ALL[name][1])


def printed_by(text):
    """Run a program in a namespace of its own."""
    names, output = {"__name__": "__main__"}, io.StringIO()
    with contextlib.redirect_stdout(output), warnings.catch_warnings(action="ignore"):
        exec(compile(text, "program.py", "exec"), names)
    return output.getvalue(), names


def shown(fitted):
    score = "R²" if fitted.classes == () else "accuracy"
    return f"train {score} {fitted.train_accuracy:.4f}\ntest {score} {fitted.test_accuracy:.4f}\n"


@pytest.mark.parametrize(("name", "which"), CASES)
def test_the_code_beside_its_points_prints_the_accuracies_shown(name, which, tmp_path, monkeypatch):
    config, params = case(name, which)
    data = make_dataset_for(config)
    fitted = fit_baseline(name, config, data, params)
    (tmp_path / "points.csv").write_text(points_csv(data))
    monkeypatch.chdir(tmp_path)
    printed, names = printed_by(code(name, config, params))
    assert printed == shown(fitted)
    assert names["train_score"] == fitted.train_accuracy
    assert names["test_score"] == fitted.test_accuracy
    assert np.array_equal(names["model"].predict(names["X"][names["test"]]),
                          fitted.predict(data.X_test))  # fmt: skip


@pytest.mark.parametrize(("name", "which"), CASES)
def test_the_program_with_its_points_inside_prints_the_same(name, which, tmp_path, monkeypatch):
    config, params = case(name, which)
    data = make_dataset_for(config)
    monkeypatch.chdir(tmp_path)  # where there is no points.csv
    printed, names = printed_by(program(name, config, data, params))
    fitted = fit_baseline(name, config, data, params)
    assert printed == shown(fitted)
    assert names["train_score"] == fitted.train_accuracy
    assert names["test_score"] == fitted.test_accuracy


@pytest.mark.parametrize("name", ["logistic_poly", "gaussian_process"])
def test_a_program_runs_alone(name, tmp_path):
    """Python by itself, in an empty folder, without our packages on its path."""
    config, params = case(name, "unusual")
    data = make_dataset_for(config)
    (tmp_path / "program.py").write_text(program(name, config, data, params), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-I", "-X", "utf8", "program.py"],
        cwd=tmp_path,
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    assert done.stdout == shown(fit_baseline(name, config, data, params))
    assert done.stderr == ""


def test_every_program_is_laid_out_as_pep_8_asks(tmp_path):
    for name, which in CASES:
        config, params = case(name, which)
        text = code(name, config, params)
        (tmp_path / f"{name}_{which}.py").write_text(text, encoding="utf-8")
        imported = {line.split()[1].split(".")[0] for line in text.splitlines()
                    if line.startswith(("import ", "from "))}  # fmt: skip
        assert imported == {"numpy", "sklearn"}
    ruff = [sys.executable, "-m", "ruff"]
    alone = ["--isolated", "--no-cache", "--line-length", "79", str(tmp_path)]
    for what in (["format", "--check"], ["check", "--select", "E,W,F,I,N,B", "--ignore", "N806"]):
        done = subprocess.run([*ruff, *what, *alone], capture_output=True, encoding="utf-8")
        assert done.returncode == 0, done.stdout + done.stderr


@given(
    X=arrays(float, (3, 2), elements=st.floats(allow_nan=False, allow_infinity=False)),
    y=arrays(float, 3, elements=st.floats(allow_nan=False, allow_infinity=False)),
)
def test_the_points_read_back_as_they_were(X, y):
    data = Dataset(X[:2], y[:2], X[2:], y[2:], task="regression")
    read = np.genfromtxt(
        points_csv(data).splitlines(), delimiter=",", names=True, dtype=None, encoding="utf-8"
    )
    assert read.dtype.names == ("x", "y", "label", "split")
    assert np.column_stack([read["x"], read["y"]]).tolist() == X.tolist()
    assert read["label"].tolist() == y.tolist()
    assert read["split"].tolist() == ["train", "train", "test"]


def test_labels_stay_whole_numbers():
    data = Dataset([[0, 0.1], [1, 1]], [3, -1], [[2, 1e-9]], [3])
    assert points_csv(data) == (
        "x,y,label,split\n0.0,0.1,3,train\n1.0,1.0,-1,train\n2.0,1e-09,3,test\n"
    )


def test_code_holds_parameters_to_their_rules_too():
    with pytest.raises(FieldError, match=r"C of logistic must be a number from 0.001 to 1000"):
        code("logistic", RunConfig(), {"C": 0})
    data = make_dataset_for(RunConfig())
    with pytest.raises(FieldError, match=r"ridge is for regression. Got data for classification"):
        program("ridge", RunConfig(), data)


def test_the_code_of_a_model_a_student_knows():
    config = RunConfig(dataset="circle", features=("x2", "y2"))
    assert (
        code("logistic", config, {"C": 10})
        == '''\
"""Logistic regression, by scikit-learn."""

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

points = np.genfromtxt(
    "points.csv", delimiter=",", names=True, dtype=None, encoding="utf-8"
)
x, y = points["x"], points["y"]
label = points["label"]
train = points["split"] == "train"
test = points["split"] == "test"

# What the model is given: a row for each point, a column for each feature.
X = np.column_stack([x**2, y**2])

model = make_pipeline(
    StandardScaler(),
    LogisticRegression(C=10.0, max_iter=500),
)
model.fit(X[train], label[train])

train_score = model.score(X[train], label[train])
test_score = model.score(X[test], label[test])
print(f"train accuracy {train_score:.4f}")
print(f"test accuracy {test_score:.4f}")
'''
    )
