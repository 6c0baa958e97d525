"""The baselines that tell classes apart."""

from __future__ import annotations

from sklearn.discriminant_analysis import (
    LinearDiscriminantAnalysis,
    QuadraticDiscriminantAnalysis,
)
from sklearn.ensemble import GradientBoostingClassifier, RandomForestClassifier
from sklearn.linear_model import LogisticRegression, Perceptron
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsClassifier
from sklearn.preprocessing import PolynomialFeatures, StandardScaler
from sklearn.svm import SVC, LinearSVC
from sklearn.tree import DecisionTreeClassifier

from playground.analysis.baselines import counts, hurdles, marks
from playground.analysis.baselines.row import Baseline, Step, parameters

TASK = "classification"
MAX_KERNEL_STEPS = 20_000
"""Steps of a kernel machine's solver for each pair of classes: half a second at most."""

SHADE = "; the shade is the distance from the cut, as it gives no probabilities."

CLASSIFICATION: tuple[Baseline, ...] = (
    Baseline(
        "perceptron",
        "Perceptron",
        task=TASK,
        linear=True,
        idea="A straight cut, moved a little by every point on its wrong side; where no straight "
        "cut parts the classes it never comes to rest" + SHADE,
        parameters=parameters(marks.epochs()),
        steps=lambda p, seed: [Step(Perceptron, {**p, "random_state": seed})],
        count=counts.linear,
        counted=counts.LINEAR,
        hurdles=(hurdles.two_classes,),
    ),
    Baseline(
        "logistic",
        "Logistic regression",
        task=TASK,
        linear=True,
        idea="A straight cut where the probability is one half, which rises smoothly from one side "
        "to the other: a network without hidden layers.",
        parameters=parameters(marks.freedom()),
        steps=lambda p, seed: [Step(LogisticRegression, {**p, "max_iter": marks.MAX_ITERATIONS})],
        count=counts.linear,
        counted=counts.LINEAR,
        hurdles=(hurdles.two_classes,),
    ),
    Baseline(
        "svm_linear",
        "Linear SVM",
        task=TASK,
        linear=True,
        idea="The straight cut with the widest margin to the nearest points of either side" + SHADE,
        parameters=parameters(marks.freedom()),
        steps=lambda p, seed: [
            Step(LinearSVC, {**p, "max_iter": marks.MAX_ITERATIONS, "random_state": seed})
        ],
        count=counts.linear,
        counted=counts.LINEAR,
        hurdles=(hurdles.two_classes,),
    ),
    Baseline(
        "svm_rbf",
        "SVM with RBF kernel",
        task=TASK,
        linear=False,
        idea="A smooth boundary of any form: the widest margin in a space where each point is "
        "known by its nearness to the others" + SHADE,
        parameters=parameters(marks.freedom(10.0), marks.gamma(3.0)),
        steps=lambda p, seed: [
            Step(SVC, {"kernel": "rbf", **p, "break_ties": True, "max_iter": MAX_KERNEL_STEPS})
        ],
        count=counts.support_vectors,
        counted=counts.SUPPORT_VECTORS,
        hurdles=(hurdles.two_classes,),
    ),
    Baseline(
        "svm_poly",
        "SVM with polynomial kernel",
        task=TASK,
        linear=False,
        idea="A boundary that is a polynomial curve: the widest margin in the space of all powers "
        "and products of the inputs up to the degree" + SHADE,
        parameters=parameters(marks.degree(3), marks.freedom()),
        steps=lambda p, seed: [
            Step(
                SVC,
                {"kernel": "poly", **p, "coef0": 1.0, "break_ties": True}
                | {"max_iter": MAX_KERNEL_STEPS},
            )
        ],
        count=counts.support_vectors,
        counted=counts.SUPPORT_VECTORS,
        hurdles=(hurdles.two_classes,),
    ),
    Baseline(
        "knn",
        "k-nearest neighbours",
        task=TASK,
        linear=False,
        idea="A boundary as ragged as the points themselves: each place takes the commonest class "
        "among its nearest training points.",
        parameters=parameters(*marks.neighbours()),
        steps=lambda p, seed: [Step(KNeighborsClassifier, p)],
        count=counts.points,
        counted=counts.POINTS,
        hurdles=(hurdles.enough_neighbours,),
    ),
    Baseline(
        "tree",
        "Decision tree",
        task=TASK,
        linear=False,
        idea="Boxes with sides along the axes: each question compares one input with one "
        "threshold.",
        parameters=parameters(marks.depth(5, 20), marks.leaf()),
        steps=lambda p, seed: [Step(DecisionTreeClassifier, {**p, "random_state": seed})],
        count=counts.tree,
        counted=counts.TREES,
    ),
    Baseline(
        "forest",
        "Random forest",
        task=TASK,
        linear=False,
        idea="Boxes blurred into a soft boundary: many deep trees, each grown on its own draw of "
        "the points, take a vote.",
        parameters=parameters(marks.trees(50, 100), marks.depth(10, 20)),
        steps=lambda p, seed: [Step(RandomForestClassifier, {**p, "random_state": seed})],
        count=counts.trees,
        counted=counts.TREES,
    ),
    Baseline(
        "boosting",
        "Gradient boosting",
        task=TASK,
        linear=False,
        idea="Boxes laid upon boxes: each small tree corrects what those before it still get "
        "wrong.",
        parameters=parameters(marks.trees(50, 100), marks.rate(), marks.depth(3, 5)),
        steps=lambda p, seed: [Step(GradientBoostingClassifier, {**p, "random_state": seed})],
        count=counts.trees,
        counted=counts.TREES,
        hurdles=(hurdles.two_classes,),
    ),
    Baseline(
        "naive_bayes",
        "Gaussian naive Bayes",
        task=TASK,
        linear=False,
        idea="A conic section (ellipse, parabola, hyperbola): each class is taken for one bell "
        "curve per input, as if the inputs knew nothing of each other.",
        parameters=parameters(marks.smoothing()),
        steps=lambda p, seed: [Step(GaussianNB, p)],
        count=counts.naive_bayes,
        counted=counts.NAIVE_BAYES,
        hurdles=(hurdles.varying_inputs,),
    ),
    Baseline(
        "lda",
        "LDA",
        task=TASK,
        linear=True,
        idea="A straight cut halfway between the classes' means, on the assumption that all "
        "classes are normal clouds of one form (linear discriminant analysis).",
        parameters=parameters(marks.shrinkage()),
        steps=lambda p, seed: [Step(LinearDiscriminantAnalysis, {"solver": "lsqr", **p})],
        count=counts.linear,
        counted=counts.LINEAR,
        hurdles=(hurdles.two_classes, hurdles.more_points_than_classes, hurdles.varying_inputs),
    ),
    Baseline(
        "qda",
        "QDA",
        task=TASK,
        linear=False,
        idea="A conic section: each class is a normal cloud with a form of its own (quadratic "
        "discriminant analysis).",
        parameters=parameters(marks.roundness()),
        steps=lambda p, seed: [Step(QuadraticDiscriminantAnalysis, p)],
        count=counts.ellipses,
        counted=counts.ELLIPSES,
        hurdles=(hurdles.two_classes, hurdles.full_clouds),
    ),
    Baseline(
        "logistic_poly",
        "Logistic regression on polynomials",
        task=TASK,
        linear=False,
        idea="A straight cut in the space of all powers and products of the inputs, which is a "
        "polynomial curve in the plane.",
        parameters=parameters(marks.degree(3), marks.freedom()),
        steps=lambda p, seed: [
            Step(PolynomialFeatures, {"degree": p["degree"], "include_bias": False}),
            Step(StandardScaler),
            Step(LogisticRegression, {"C": p["C"], "max_iter": marks.MAX_ITERATIONS}),
        ],
        count=counts.linear,
        counted=counts.LINEAR,
        hurdles=(hurdles.two_classes, hurdles.few_columns),
    ),
)
