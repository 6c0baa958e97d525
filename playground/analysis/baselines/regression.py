"""The baselines that give a value: what the classifiers' kin do for regression."""

from __future__ import annotations

from sklearn.ensemble import GradientBoostingRegressor, RandomForestRegressor
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.gaussian_process.kernels import RBF
from sklearn.linear_model import HuberRegressor, LinearRegression, Ridge
from sklearn.neighbors import KNeighborsRegressor
from sklearn.preprocessing import PolynomialFeatures, StandardScaler
from sklearn.svm import SVR, LinearSVR
from sklearn.tree import DecisionTreeRegressor

from playground.analysis.baselines import counts, hurdles, marks
from playground.analysis.baselines.row import Baseline, Step, parameters

TASK = "regression"
MAX_KERNEL_STEPS = 20_000
"""Steps of a kernel machine's solver: half a second at most."""

REGRESSION: tuple[Baseline, ...] = (
    Baseline(
        "least_squares",
        "Least squares",
        TASK,
        True,
        "The flat plane with the smallest squared errors: a linear neuron at its best.",
        parameters(),
        lambda p, seed: [Step(LinearRegression)],
        counts.linear,
        counts.LINEAR,
    ),
    Baseline(
        "ridge",
        "Ridge regression",
        TASK,
        True,
        "A flat plane, held back from being steep by a penalty on its squared slopes.",
        parameters(
            marks.penalty(1.0, "The weight of the penalty. 0 is least squares; large is level.")
        ),
        lambda p, seed: [Step(Ridge, p)],
        counts.linear,
        counts.LINEAR,
    ),
    Baseline(
        "huber",
        "Huber regression",
        TASK,
        True,
        "A flat plane that far-off points pull at with a steady force only, not with the square of "
        "their distance.",
        parameters(
            marks.far_off(),
            marks.penalty(0.0001, "The weight of a penalty on the squared slopes."),
        ),
        lambda p, seed: [Step(HuberRegressor, {**p, "max_iter": marks.MAX_ITERATIONS})],
        counts.linear,
        counts.LINEAR,
    ),
    Baseline(
        "svr_linear",
        "Linear SVR",
        TASK,
        True,
        "A flat plane within a tube: points inside the tube cost nothing, those outside by the "
        "square of how far they stick out.",
        parameters(marks.freedom(), marks.tube()),
        lambda p, seed: [
            Step(
                LinearSVR,
                {**p, "loss": "squared_epsilon_insensitive", "max_iter": marks.MAX_ITERATIONS}
                | {"random_state": seed},
            )
        ],
        counts.linear,
        counts.LINEAR,
    ),
    Baseline(
        "svr_rbf",
        "SVR with RBF kernel",
        TASK,
        False,
        "A smooth surface of any form: a sum of round bumps, one on each point outside the tube.",
        parameters(marks.freedom(10.0), marks.gamma(3.0), marks.tube()),
        lambda p, seed: [Step(SVR, {"kernel": "rbf", **p, "max_iter": MAX_KERNEL_STEPS})],
        counts.support_vectors,
        counts.SUPPORT_VECTORS,
    ),
    Baseline(
        "svr_poly",
        "SVR with polynomial kernel",
        TASK,
        False,
        "A polynomial surface within a tube, found without writing its powers down.",
        parameters(marks.degree(3), marks.freedom(), marks.tube()),
        lambda p, seed: [
            Step(SVR, {"kernel": "poly", **p, "coef0": 1.0, "max_iter": MAX_KERNEL_STEPS})
        ],
        counts.support_vectors,
        counts.SUPPORT_VECTORS,
    ),
    Baseline(
        "knn_regression",
        "k-nearest neighbours",
        TASK,
        False,
        "A surface of steps: each place takes the mean of its nearest training points.",
        parameters(*marks.neighbours()),
        lambda p, seed: [Step(KNeighborsRegressor, p)],
        counts.points,
        counts.POINTS,
        (hurdles.enough_neighbours,),
    ),
    Baseline(
        "tree_regression",
        "Decision tree",
        TASK,
        False,
        "Level terraces with sides along the axes: each question compares one input with one "
        "threshold.",
        parameters(marks.depth(6, 20), marks.leaf()),
        lambda p, seed: [Step(DecisionTreeRegressor, {**p, "random_state": seed})],
        counts.tree,
        counts.TREES,
    ),
    Baseline(
        "forest_regression",
        "Random forest",
        TASK,
        False,
        "Terraces blurred into slopes: the mean of many deep trees, each grown on its own draw of "
        "the points.",
        parameters(marks.trees(50, 100), marks.depth(10, 20)),
        lambda p, seed: [Step(RandomForestRegressor, {**p, "random_state": seed})],
        counts.trees,
        counts.TREES,
    ),
    Baseline(
        "boosting_regression",
        "Gradient boosting",
        TASK,
        False,
        "Terraces laid upon terraces: each small tree is fitted to what those before it left over.",
        parameters(marks.trees(100, 200), marks.rate(), marks.depth(3, 5)),
        lambda p, seed: [Step(GradientBoostingRegressor, {**p, "random_state": seed})],
        counts.trees,
        counts.TREES,
    ),
    Baseline(
        "gaussian_process",
        "Gaussian process",
        TASK,
        False,
        "A smooth surface through the points: the likeliest of all surfaces on which places within "
        "the length scale have similar values.",
        parameters(marks.length_scale(), marks.expected_noise()),
        lambda p, seed: [
            Step(
                GaussianProcessRegressor,
                {"kernel": Step(RBF, {"length_scale": p["length_scale"]})}
                | {"alpha": p["alpha"], "optimizer": None},
            )
        ],
        counts.process,
        counts.PROCESS,
    ),
    Baseline(
        "linear_poly",
        "Least squares on polynomials",
        TASK,
        False,
        "A flat plane in the space of all powers and products of the inputs, which is a polynomial "
        "surface above the plane.",
        parameters(marks.degree(3)),
        lambda p, seed: [
            Step(PolynomialFeatures, {**p, "include_bias": False}),
            Step(StandardScaler),
            Step(LinearRegression),
        ],
        counts.linear,
        counts.LINEAR,
        (hurdles.few_columns,),
    ),
)
