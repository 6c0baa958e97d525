"""The rules in which networks learn, as they are written down: formula, idea, settings, papers.

The code is in ``optimizers`` and ``genetics``; tests hold the names of both to these.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Paper:
    """Where a rule comes from."""

    authors: str
    year: int
    title: str
    link: str


@dataclass(frozen=True)
class Rule:
    """One rule.

    Attributes
    ----------
    name : str
        A key of ``OPTIMIZERS``, or ``"genetic"``.
    latex : tuple of str
        A formula a line.
    idea : str
        What it does, and when that helps, in a sentence or two.
    settings : tuple of (name, symbol, str)
        Each setting, how it is written, and what it does.
    papers : tuple of Paper
    """

    name: str
    latex: tuple[str, ...]
    idea: str
    settings: tuple[tuple[str, str, str], ...]
    papers: tuple[Paper, ...]


POLYAK = Paper(
    "Polyak",
    1964,
    "Some methods of speeding up the convergence of iteration methods",
    "https://doi.org/10.1016/0041-5553(64)90137-5",
)
SUTSKEVER = Paper(
    "Sutskever, Martens, Dahl, Hinton",
    2013,
    "On the importance of initialization and momentum in deep learning",
    "https://proceedings.mlr.press/v28/sutskever13.html",
)
ADAM = Paper(
    "Kingma, Ba",
    2015,
    "Adam: A Method for Stochastic Optimization",
    "https://arxiv.org/abs/1412.6980",
)
RATE = (
    "learning_rate",
    r"\eta",
    "how far a step goes. Too small is slow; beyond 2/λ, with λ the largest curvature, it diverges",
)
BETA = (
    "beta1",
    r"\beta_1",
    "how much of the past direction is kept: it averages over about 1/(1 − β₁) steps",
)
SQUARES = (
    "beta2",
    r"\beta_2",
    "how slowly the average of squares forgets: about 1/(1 − β₂) steps",
)
LENGTH = (
    "learning_rate",
    r"\eta",
    "about the length of a step in each weight, however large the gradient is",
)
_GATHERED = r"v \leftarrow \beta_1 v + g"
_MEAN = r"m \leftarrow \beta_1 m + (1-\beta_1)\, g"
_SQUARE = r"v \leftarrow \beta_2 v + (1-\beta_2)\, g^2"

RULES: dict[str, Rule] = {
    row.name: row
    for row in (
        Rule(
            "sgd",
            (r"w \leftarrow w - \eta\, g",),
            "A step downhill, along the gradient of the batch: of all points (full batch), of some "
            "(mini-batch), or of one (stochastic). Small batches are cheap and their noise shakes "
            "it out of flat places.",
            (RATE,),
            (
                Paper(
                    "Cauchy",
                    1847,
                    "Méthode générale pour la résolution des systèmes d’équations simultanées",
                    "https://gallica.bnf.fr/ark:/12148/bpt6k2982c/f540.item",
                ),
                Paper(
                    "Robbins, Monro",
                    1951,
                    "A Stochastic Approximation Method",
                    "https://doi.org/10.1214/aoms/1177729586",
                ),
            ),
        ),
        Rule(
            "momentum",
            (_GATHERED, r"w \leftarrow w - \eta\, v"),
            "A heavy ball: gradients of many steps add up where they agree and cancel where they "
            "swing. In a steady slope it goes 1/(1 − β₁) times as fast.",
            (RATE, BETA),
            (POLYAK, SUTSKEVER),
        ),
        Rule(
            "momentum_ema",
            (r"v \leftarrow \beta_1 v + (1-\beta_1)\, g", r"w \leftarrow w - \eta\, v"),
            "The same ball with the gradients averaged instead of added up. Its path is that of "
            "momentum with a rate smaller by the factor 1 − β₁.",
            (RATE, BETA),
            (POLYAK,),
        ),
        Rule(
            "nesterov",
            (_GATHERED, r"w \leftarrow w - \eta\, (g + \beta_1 v)"),
            "Momentum that looks ahead: it brakes before the slope turns, because the newest "
            "gradient counts once more.",
            (RATE, BETA),
            (
                Paper(
                    "Nesterov",
                    1983,
                    "A method for solving the convex programming problem with convergence rate "
                    "O(1/k²)",
                    "https://www.mathnet.ru/eng/dan46009",
                ),
                SUTSKEVER,
            ),
        ),
        Rule(
            "rmsprop",
            (_SQUARE, r"w \leftarrow w - \frac{\eta\, g}{\sqrt{v} + \varepsilon}"),
            "Each weight has a rate of its own: the gradient is divided by the root of its "
            "mean square, so flat directions are walked as fast as steep ones.",
            (LENGTH, SQUARES),
            (
                Paper(
                    "Tieleman, Hinton",
                    2012,
                    "Lecture 6.5, rmsprop: Divide the gradient by a running average of its recent "
                    "magnitude",
                    "https://www.cs.toronto.edu/~tijmen/csc321/slides/lecture_slides_lec6.pdf",
                ),
            ),
        ),
        Rule(
            "adam",
            (
                _MEAN,
                _SQUARE,
                r"\hat m = \frac{m}{1-\beta_1^t} \qquad \hat v = \frac{v}{1-\beta_2^t}",
                r"w \leftarrow w - \frac{\eta\, \hat m}{\sqrt{\hat v} + \varepsilon}",
            ),
            "Momentum and RMSprop in one. The hats make up for averages that start at zero, so "
            "that the first step is already of length η.",
            (LENGTH, BETA, SQUARES),
            (ADAM,),
        ),
        Rule(
            "adam_uncorrected",
            (_MEAN, _SQUARE, r"w \leftarrow w - \frac{\eta\, m}{\sqrt{v} + \varepsilon}"),
            "Adam without the hats. v starts at zero and grows more slowly than m, so the first "
            "steps are several times too long.",
            (LENGTH, BETA, SQUARES),
            (ADAM,),
        ),
        Rule(
            "genetic",
            (
                r"\sigma' = \sigma\, e^{\mathcal{N}(0,1)/\sqrt P}",
                r"w' = \mathrm{cross}(w_a, w_b) + \sigma' \mathcal{N}(0, 1)",
            ),
            "No gradient at all: of a population of networks the better ones breed, a child takes "
            "each neuron from either parent, and noise is added; P is the number of weights and "
            "biases. It works where a loss has no slopes, and pays with thousands of evaluations.",
            (
                ("population", "N", "networks in a generation: more are surer, and cost more"),
                ("elite", "k", "how many of the best live on unchanged, so that nothing is lost"),
                ("selection", r"\text{selection}", "who breeds: the stricter, the faster and the "
                 "sooner stuck"),
                ("crossover", r"\text{crossover}", "what is taken from which parent: whole "
                 "neurons, single weights, or a part"),
                ("mutation", r"\sigma", "step size of the noise at the start; each child inherits "
                 "and changes its own"),
            ),
            (
                Paper(
                    "Holland",
                    1975,
                    "Adaptation in Natural and Artificial Systems",
                    "https://mitpress.mit.edu/9780262581110/",
                ),
                Paper(
                    "Montana, Davis",
                    1989,
                    "Training Feedforward Neural Networks Using Genetic Algorithms",
                    "https://www.ijcai.org/Proceedings/89-1/Papers/122.pdf",
                ),
            ),
        ),
    )
}  # fmt: skip
