"""Beside others: the network against other models, and small studies of what makes it read well."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from playground.digits import LESSONS, digits, digits_dataset
from playground.digits.comparison import PEERS, Peer, fit_peer
from playground.digits.mistakes import hardest_first, image_losses
from playground.figures.digit_pictures import Shown, image_row
from playground.figures.digit_studies import ACCURACY, LOSS, Learning, learning_figure
from playground.stage.plot import plot
from playground.training.replicas import Replicas
from playground.views import session
from playground.views.capacity_settings import is_dark, look_for
from playground.views.digits_moment import Moment, current_moment, finished, work
from playground.views.digits_settings import LESSON_KEY, lesson_settings

SEEDS = 5
EPOCHS_A_PIECE = 5
MOST_SHOWN = 12
SHORT = {"logistic": "logistic", "knn": "k-NN", "svm_rbf": "SVM"}
"""Names of the models under a picture."""
HELP = """All models learn from the same 1,347 images and are tested on the same 450. **Logistic
regression** draws straight cuts between the digits; **k nearest neighbours** keeps all images and
looks for the most similar one; a **support vector machine** with a radial kernel bends its cuts by
comparing with the images near them. Their settings were chosen by cross-validation. The numbers a
model needs are its weights and biases, or the images that it must keep."""


@dataclass(frozen=True)
class Study:
    """Lessons that are trained beside each other, and what to look for."""

    label: str
    lessons: tuple[str, ...]
    epochs: int
    look_for: str
    low: float = 0.0
    gap: bool = False


STUDIES = {
    "units": Study(
        "How many hidden units?",
        ("two", "four", "eight", "sixteen", "default"),
        60,
        "Each curve is one network, its band the best and the worst of its seeds. Look how much "
        "two units already tell, and how little is left to gain after sixteen.",
    ),
    "textbook": Study(
        "The textbook's way?",
        ("textbook", "default"),
        40,
        "Sigmoid and squared error against ReLU, softmax and cross-entropy. Both learn it: look "
        "how many epochs the one is behind.",
    ),
    "gap": Study(
        "Does regularisation help?",
        ("default", "l2", "dropout"),
        100,
        "Dotted are the training images. The space between a dotted curve and its full one is the "
        "gap: who narrows it, and does that bring more images right?",
        low=0.9,
        gap=True,
    ),
}
Curves = Mapping[str, NDArray[np.float64]]
"""Of each lesson: (epochs + 1, seeds, 4), the columns as in ``Replicas.metrics``."""


def beside() -> None:
    """The view: a table of models, the images they disagree about, and one study."""
    look_for(
        "Compare the network with models that came before it, then choose a question below: each "
        "is answered by training networks here.",
        HELP,
    )
    st.html(Path(__file__).parent / "digits_views.css")
    moment = current_moment()
    if moment is not None:
        _models(moment)
    _study()


def _models(moment: Moment) -> None:
    job = work("peers", "", _fit_peers)
    if not finished(job, "The other models are fitted", key="peers"):
        return
    peers = job.result or ()
    with st.container(key="digits_models"):
        st.markdown(models_table(moment, peers))
    data = digits()
    images, labels = data.X[data.test], data.labels[data.test]
    answers = {"network": moment.run.predict(images)} | {
        SHORT[peer.name]: peer.predict(images) for peer in peers
    }
    st.markdown(mistakes_words(answers, labels))
    hardest = hardest_first(image_losses(moment.run, images, labels))
    wrong = [int(i) for i in hardest if answers["network"][i] != labels[i]][:MOST_SHOWN]
    shown = [
        Shown(
            data.images[data.test][i],
            f"a {labels[i]}\n" + "\n".join(f"{name}: {read[i]}" for name, read in answers.items()),
        )
        for i in wrong
    ]
    if shown:
        st.html(image_row(shown, "Images that the network reads wrongly", dark=is_dark()))
        st.caption(
            "Test images that the network reads wrongly, the surest mistakes first, and what each "
            "model says. Would you have known?"
        )


def _fit_peers() -> Generator[float, None, tuple[Peer, ...]]:
    found = []
    for name in PEERS:
        found.append(fit_peer(name))
        yield len(found) / len(PEERS)
    return tuple(found)


def models_table(moment: Moment, peers: Sequence[Peer]) -> str:
    """A Markdown table: what each model reads, what it needs, and how long it learnt."""
    _, _, train, test = moment.run.metrics()
    config = moment.run.config
    layers = "-".join(map(str, (64, *config.hidden_layers, 10)))
    rows = [
        (
            f"**Your network**, {layers}", test, train, config_size(moment),
            moment.run.compute_seconds,
        )
    ]  # fmt: skip
    rows += [
        (
            peer.label, peer.fitted.test_accuracy, peer.fitted.train_accuracy,
            peer.fitted.n_parameters, peer.fitted.fit_seconds,
        )
        for peer in peers
    ]  # fmt: skip
    lines = [
        "| model | test images | training images | numbers it needs | learnt in |",
        "|---|--:|--:|--:|--:|",
    ]
    for label, test_share, train_share, n, seconds in rows:
        lines.append(
            f"| {label} | **{test_share:.1%}** | {train_share:.1%} | {n:,} | {seconds:.2f} s |"
        )
    return "\n".join(lines)


def config_size(moment: Moment) -> int:
    """Weights and biases of the network."""
    return sum(W.size + b.size for W, b in moment.run.layers)


def mistakes_words(answers: Mapping[str, NDArray[np.int64]], labels: NDArray[np.int64]) -> str:
    """How many of the network's mistakes the others get right, and how many fool everybody."""
    (_, network), *others = answers.items()
    wrong = network != labels
    n = int(wrong.sum())
    if n == 0:
        return "The network reads every test image rightly."
    said = [f"{name} **{int((read[wrong] == labels[wrong]).sum())}**" for name, read in others]
    all_wrong = int((wrong & np.all([read != labels for _, read in others], axis=0)).sum())
    fool = "fools" if all_wrong == 1 else "fool"
    return (
        f"The network reads **{n}** of {len(labels)} test images wrongly. Of these the others read "
        f"rightly: {', '.join(said)}. **{all_wrong}** {fool} everybody."
    )


def _study() -> None:
    st.subheader("Studies", anchor=False)
    st.segmented_control(
        "Study", list(STUDIES), key="digits_study", required=True, label_visibility="collapsed",
        format_func=lambda name: STUDIES[name].label,
    )  # fmt: skip
    name = session.setting("digits_study")
    study = STUDIES[name]
    look_for(
        study.look_for,
        f"{SEEDS} networks of each kind, which differ in their seed alone, {study.epochs} epochs. "
        "The line is their mean. The buttons put one of them on the Live view.",
    )
    job = work(f"study {name}", name, lambda: train_study(study))
    if not finished(job, f"{SEEDS * len(study.lessons)} networks are trained", key="study"):
        return
    curves: Curves = job.result or {}
    dark = is_dark()
    learnt = {LESSONS[k].label: _learning(found, 2) for k, found in curves.items()}
    left, right = st.columns([1.3, 1], gap="medium")
    with left:
        plot(
            learning_figure(learnt, ACCURACY, with_train=study.gap, low=study.low, dark=dark),
            key="digits_study_accuracy", alt="Share of images read right over the epochs",
        )  # fmt: skip
    with right:
        if study.gap:
            losses = {LESSONS[k].label: _learning(found, 0) for k, found in curves.items()}
            plot(
                learning_figure(losses, LOSS, with_train=True, dark=dark),
                key="digits_study_loss", alt="Loss over the epochs",
            )  # fmt: skip
        else:
            _table(curves)
    if study.gap:
        _table(curves)
    with st.container(horizontal=True, key="digits_study_buttons"):
        for lesson_name in study.lessons:
            st.button(
                f"{LESSONS[lesson_name].label}: live", key=f"digits_take_{lesson_name}",
                icon=":material/play_circle:", on_click=_take, args=(lesson_name,),
                help=LESSONS[lesson_name].look_for,
            )  # fmt: skip


def train_study(study: Study) -> Generator[float, None, dict[str, NDArray[np.float64]]]:
    """Train the networks of a study, a few epochs at a time; yields the share that is done."""
    found: dict[str, NDArray[np.float64]] = {}
    for name in study.lessons:
        config = LESSONS[name].config
        replicas = Replicas([config.replace(seed=seed) for seed in range(SEEDS)], digits_dataset())
        pieces = [replicas.metrics[None]]
        while replicas.epoch < study.epochs:
            pieces.append(replicas.advance(min(EPOCHS_A_PIECE, study.epochs - replicas.epoch)))
            yield (len(found) + replicas.epoch / study.epochs) / len(study.lessons)
        found[name] = np.concatenate(pieces)
    return found


def _learning(found: NDArray[np.float64], column: int) -> Learning:
    """Training and test of accuracy (column 2) or loss (column 0)."""
    return Learning(found[..., column].T, found[..., column + 1].T)


def _table(curves: Curves) -> None:
    with st.container(key="digits_study_table"):
        st.markdown(study_table(curves))


def study_table(curves: Curves) -> str:
    """A Markdown table of where the networks stand at the end, means over the seeds."""
    lines = [
        "| network | test | training | gap, points | 96% after |",
        "|---|--:|--:|--:|--:|",
    ]
    for name, found in curves.items():
        _, _, train, test = found[-1].mean(axis=0).tolist()
        lines.append(
            f"| {LESSONS[name].label} | **{test:.1%}** | {train:.1%} | {100 * (train - test):.1f} "
            f"| {reached(found[..., 3].mean(axis=1))} |"
        )
    return "\n".join(lines)


def reached(accuracy: NDArray[np.float64], goal: float = 0.96) -> str:
    """The first epoch with this accuracy, in words."""
    there = np.flatnonzero(accuracy >= goal)
    if not len(there):
        return "never"
    return "1 epoch" if there[0] == 1 else f"{there[0]} epochs"


def _take(name: str) -> None:
    """Callback: put a lesson's network on the live view."""
    session.choose(**lesson_settings(LESSONS[name].config), **{LESSON_KEY: name, "digits": "live"})
