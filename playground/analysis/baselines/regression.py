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
        task=TASK,
        linear=True,
        idea="The flat plane with the smallest squared errors: a linear neuron at its best.",
        parameters=parameters(),
        steps=lambda p, seed: [Step(LinearRegression)],
        count=counts.linear,
        counted=counts.LINEAR,
    ),
    Baseline(
        "ridge",
        "Ridge regression",
        task=TASK,
        linear=True,
        idea="A flat plane, held back from being steep by a penalty on its squared slopes.",
        parameters=parameters(
            marks.penalty(1.0, "The weight of the penalty. 0 is least squares; large is level.")
        ),
        steps=lambda p, seed: [Step(Ridge, p)],
        count=counts.linear,
        counted=counts.LINEAR,
    ),
    Baseline(
        "huber",
        "Huber regression",
        task=TASK,
        linear=True,
        idea="A flat plane that far-off points pull at with a steady force only, not with the "
        "square of their distance.",
        parameters=parameters(
            marks.far_off(),
            marks.penalty(0.0001, "The weight of a penalty on the squared slopes."),
        ),
        steps=lambda p, seed: [Step(HuberRegressor, {**p, "max_iter": marks.MAX_ITERATIONS})],
        count=counts.linear,
        counted=counts.LINEAR,
    ),
    Baseline(
        "svr_linear",
        "Linear SVR",
        task=TASK,
        linear=True,
        idea="A flat plane within a tube: points inside the tube cost nothing, those outside by "
        "the square of how far they stick out.",
        parameters=parameters(marks.freedom(), marks.tube()),
        steps=lambda p, seed: [
            Step(
                LinearSVR,
                {**p, "loss": "squared_epsilon_insensitive", "max_iter": marks.MAX_ITERATIONS}
                | {"random_state": seed},
            )
        ],
        count=counts.linear,
        counted=counts.LINEAR,
    ),
    Baseline(
        "svr_rbf",
        "SVR with RBF kernel",
        task=TASK,
        linear=False,
        idea="A smooth surface of any form: a sum of round bumps, one on each point outside the "
        "tube.",
        parameters=parameters(marks.freedom(10.0), marks.gamma(3.0), marks.tube()),
        steps=lambda p, seed: [Step(SVR, {"kernel": "rbf", **p, "max_iter": MAX_KERNEL_STEPS})],
        count=counts.support_vectors,
        counted=counts.SUPPORT_VECTORS,
    ),
    Baseline(
        "svr_poly",
        "SVR with polynomial kernel",
        task=TASK,
        linear=False,
        idea="A polynomial surface within a tube, found without writing its powers down.",
        parameters=parameters(marks.degree(3), marks.freedom(), marks.tube()),
        steps=lambda p, seed: [
            Step(SVR, {"kernel": "poly", **p, "coef0": 1.0, "max_iter": MAX_KERNEL_STEPS})
        ],
        count=counts.support_vectors,
        counted=counts.SUPPORT_VECTORS,
    ),
    Baseline(
        "knn_regression",
        "k-nearest neighbours",
        task=TASK,
        linear=False,
        idea="A surface of steps: each place takes the mean of its nearest training points.",
        parameters=parameters(*marks.neighbours()),
        steps=lambda p, seed: [Step(KNeighborsRegressor, p)],
        count=counts.points,
        counted=counts.POINTS,
        hurdles=(hurdles.enough_neighbours,),
    ),
    Baseline(
        "tree_regression",
        "Decision tree",
        task=TASK,
        linear=False,
        idea="Level terraces with sides along the axes: each question compares one input with one "
        "threshold.",
        parameters=parameters(marks.depth(6, 20), marks.leaf()),
        steps=lambda p, seed: [Step(DecisionTreeRegressor, {**p, "random_state": seed})],
        count=counts.tree,
        counted=counts.TREES,
    ),
    Baseline(
        "forest_regression",
        "Random forest",
        task=TASK,
        linear=False,
        idea="Terraces blurred into slopes: the mean of many deep trees, each grown on its own "
        "draw of the points.",
        parameters=parameters(marks.trees(50, 100), marks.depth(10, 20)),
        steps=lambda p, seed: [Step(RandomForestRegressor, {**p, "random_state": seed})],
        count=counts.trees,
        counted=counts.TREES,
    ),
    Baseline(
        "boosting_regression",
        "Gradient boosting",
        task=TASK,
        linear=False,
        idea="Terraces laid upon terraces: each small tree is fitted to what those before it left "
        "over.",
        parameters=parameters(marks.trees(100, 200), marks.rate(), marks.depth(3, 5)),
        steps=lambda p, seed: [Step(GradientBoostingRegressor, {**p, "random_state": seed})],
        count=counts.trees,
        counted=counts.TREES,
    ),
    Baseline(
        "gaussian_process",
        "Gaussian process",
        task=TASK,
        linear=False,
        idea="A smooth surface through the points: the likeliest of all surfaces on which places "
        "within the length scale have similar values.",
        parameters=parameters(marks.length_scale(), marks.expected_noise()),
        steps=lambda p, seed: [
            Step(
                GaussianProcessRegressor,
                {"kernel": Step(RBF, {"length_scale": p["length_scale"]})}
                | {"alpha": p["alpha"], "optimizer": None},
            )
        ],
        count=counts.process,
        counted=counts.PROCESS,
    ),
    Baseline(
        "linear_poly",
        "Least squares on polynomials",
        task=TASK,
        linear=False,
        idea="A flat plane in the space of all powers and products of the inputs, which is a "
        "polynomial surface above the plane.",
        parameters=parameters(marks.degree(3)),
        steps=lambda p, seed: [
            Step(PolynomialFeatures, {**p, "include_bias": False}),
            Step(StandardScaler),
            Step(LinearRegression),
        ],
        count=counts.linear,
        counted=counts.LINEAR,
        hurdles=(hurdles.few_columns,),
    ),
)
