"""The still views of the digits under AppTest: what they show of the run, words, addresses."""

from __future__ import annotations

import base64
import json
import re

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from playground.digits import DIGITS, LESSONS, digits, digits_dataset
from playground.digits.comparison import fit_peer
from playground.digits.settings import EPOCHS
from playground.digits.units import Exciting, Likeness
from playground.live.commands import Step
from playground.live.registry import REGISTRY, AtCapacity
from playground.training import Run
from playground.views import digits_beside, digits_moment
from playground.views.digits_beside import STUDIES, Study, mistakes_words, reached, study_table
from playground.views.digits_plane import examples, place_words
from playground.views.digits_settings import SETTINGS
from playground.views.digits_units import dead_words, likeness_words, response, response_words
from playground.views.digits_view_settings import VIEW_SETTINGS
from tests.app.test_inside_lab import figures, texts
from tests.app.test_pages import SCRIPT, control, url

SMALL = {"digits_hidden_layers": "6,5"}


def opened(view: str, **query: str) -> AppTest:
    app = AppTest.from_file(SCRIPT, default_timeout=60)
    for name, text in {"digits": view, **query}.items():
        app.query_params[name] = text
    return app.switch_page("pages/digits.py").run()


@pytest.fixture(autouse=True)
def patient(monkeypatch):
    """What is computed beside the script is waited for, and studies are small."""
    monkeypatch.setattr(digits_moment, "PATIENCE", 60.0)
    for name, study in STUDIES.items():
        small = Study(study.label, study.lessons[-2:], 2, study.look_for, study.low, study.gap)
        monkeypatch.setitem(STUDIES, name, small)
    monkeypatch.setattr(digits_beside, "SEEDS", 2)


def trained(epochs: int = EPOCHS) -> Run:
    run = Run(DIGITS.replace(hidden_layers=(6, 5)), digits_dataset())
    run.advance(epochs)
    return run


def html(app: AppTest, within: str) -> str:
    (found,) = [e.proto.body for e in app.get("html") if f'class="{within}"' in e.proto.body]
    return found


@pytest.mark.parametrize("view", ["spaces", "units", "plane", "beside"])
def test_every_view_says_what_to_do_and_shows_an_untrained_runs_network(view):
    app = opened(view, **SMALL)
    assert not app.exception
    assert url(app) == {"digits": view, **SMALL}
    first = next(c for c in app.caption if c.proto.help)
    assert re.match(r"(Move|Choose|Press|Compare)", first.value)
    accuracy = trained().metrics()[3]
    assert "has not begun" in texts(app)
    assert f"**epoch {EPOCHS}** reads **{accuracy:.0%}**" in texts(app)


def test_settings_read_back_and_are_no_fields_of_the_network():
    for name, row in VIEW_SETTINGS.items():
        assert SETTINGS[name] is row
        if row.default is not None:
            assert row.kind.check(name, row.default) == row.default
            assert row.kind.parse(row.kind.format(row.default), None) == (row.default, True)


def test_bad_words_in_the_address_are_answered_with_the_nearest():
    app = opened(
        "plane", **SMALL, digits_a="x", digits_x="1e9", digits_at="nan", digits_examples="-3"
    )
    assert not app.exception
    assert url(app) == {"digits": "plane", **SMALL, "digits_x": "200"}
    app = opened("spaces", **SMALL, digits_dimensions="3", digits_space="7")
    assert not app.exception
    assert next(iter(figures(app))) == "All images in the space of layer 2, in three dimensions"


def test_the_run_is_seen_as_it_was_at_any_kept_moment():
    app = opened("live", **SMALL)
    (stage,) = app.get("bidi_component")
    watched = REGISTRY.get(json.loads(stage.proto.json)["token"])
    assert watched is not None
    for _ in range(4):
        watched.command(Step("epoch", None))
    watched.call(lambda run: None)
    control(app, "digits").set_value("spaces").run()
    assert not app.exception
    assert "Your run at **epoch 4**" in texts(app)
    slider = control(app, "digits_time")
    slider.set_value(2).run()
    assert "Your run at **epoch 2**" in texts(app)
    assert url(app)["digits_at"] == "2"
    run = trained(2)
    cloud = figures(app)["All images in the space of outputs"]["data"][0]
    said = _array(cloud["customdata"]).reshape(-1, 4)
    given = run.predict_proba(digits().X)
    assert (said[:, 1] == digits().labels).all()
    assert (said[:, 2] == given.argmax(axis=1)).all()
    assert said[:, 3] == pytest.approx(given.max(axis=1), abs=1e-5)
    watched.command(Step("epoch", None))
    watched.call(lambda run: None)
    app.button(key="look_again").click().run()
    assert "Your run at **epoch 2**" in texts(app)
    control(app, "digits_time").set_value(5).run()
    assert "Your run at **epoch 5**" in texts(app)
    assert "digits_at" not in url(app)


def _array(spec: dict) -> np.ndarray:
    return np.frombuffer(base64.b64decode(spec["bdata"]), dtype=spec["dtype"])


def test_a_full_house_trains_here(monkeypatch):
    def full(*_: object) -> None:
        raise AtCapacity("No place is free.")

    monkeypatch.setattr(digits_moment, "digits_run", full)
    app = opened("units", **SMALL)
    assert not app.exception
    assert "trained here" in texts(app)
    assert "dbp-units" in html(app, "dbp-units")


def test_training_that_takes_long_shows_a_bar_and_failure_a_sentence(monkeypatch):
    monkeypatch.setattr(digits_moment, "PATIENCE", 0.0)

    def failing(_: object):
        yield 0.5
        raise ValueError("This cannot be trained.")

    monkeypatch.setattr(digits_moment, "_train", failing)
    app = opened("units", **SMALL)
    monkeypatch.setattr(digits_moment, "PATIENCE", 60.0)
    assert not app.exception
    app.run()
    assert app.warning[0].value == "This cannot be trained."
    monkeypatch.undo()
    monkeypatch.setattr(digits_moment, "PATIENCE", 60.0)
    app.button(key="digits_again_training").click().run()
    assert not app.warning
    assert "dbp-units" in html(app, "dbp-units")


# Hidden spaces


def test_all_layers_flat_and_the_probes():
    app = opened("spaces", **SMALL)
    shown = figures(app)
    names = ["pixels", "layer 1", "layer 2", "outputs"]
    assert list(shown)[:4] == [f"All images in the space of {name}" for name in names]
    assert re.findall(r"\*\*(\d+ pixels|Layer.*?|\d+ prob.*?)\*\*", texts(app)) == [
        "64 pixels", "Layer 1, 6 units", "Layer 2, 5 units", "10 probabilities",
    ]  # fmt: skip
    for name in names:
        assert shown[f"All images in the space of {name}"]["layout"]["meta"]["sheet"]["n"] == 1797
    test, _ = shown["Accuracy of a linear probe at each layer"]["data"]
    pixels = _array(test["y"])[0]
    assert pixels == pytest.approx(0.96, abs=0.02)
    assert f"a straight cut reads {pixels:.0%}" in texts(app)


def test_one_layer_to_turn():
    app = opened("spaces", **SMALL)
    control(app, "digits_dimensions").set_value("3").run()
    control(app, "digits_space").set_value("1").run()
    assert not app.exception
    assert url(app) == {
        "digits": "spaces", **SMALL, "digits_dimensions": "3", "digits_space": "1",
    }  # fmt: skip
    cloud = figures(app)["All images in the space of layer 1, in three dimensions"]
    assert [trace["type"] for trace in cloud["data"]] == ["scatter3d"] * 2
    assert len(_array(cloud["data"][0]["z"])) == 1797


@pytest.mark.parametrize("layers", ["none", "1", "2"])
def test_narrow_networks_have_spaces_and_units_too(layers):
    for view in ("spaces", "units"):
        app = opened(view, digits_hidden_layers=layers)
        assert not app.exception


# Units


def test_units_of_the_first_layer_and_deeper():
    app = opened("units", **SMALL)
    first = html(app, "dbp-units")
    assert first.count("<figure") == 6
    assert re.search(r"Of 6 units, \*\*\d\*\* reminds? of a stroke", texts(app))
    run = trained()
    values = run.hidden(digits().X)[1][:, 3]
    control(app, "digits_layer").set_value(2).run()
    deeper = html(app, "dbp-units")
    assert deeper.count("<figure") == 5
    best = digits().labels[np.argsort(-values, kind="stable")[:8]]
    if np.ptp(values) > 0:
        assert f"Most exciting images: {', '.join(map(str, best))}." in deeper
    assert url(app)["digits_layer"] == "2"


def test_without_hidden_layers_the_outputs_are_templates():
    app = opened("units", digits_hidden_layers="none")
    assert "blurred template" in texts(app)
    assert html(app, "dbp-units").count("<b>Output") == 10


def test_words_about_units():
    looks = [Likeness("stroke", 0.5, 0.1), Likeness("neither", 0.1, 0.2), Likeness("neither", 0, 0)]
    words = likeness_words(looks)
    assert "Of 3 units, **1** reminds of a stroke, **0** of a loop, and **2** of neither" in words
    assert "50%" in words
    assert "no such name" in words
    assert "**2** to two, **0** to more" in response_words(["3 and 4", "mostly 1", "1 and 2"])
    assert "several digits" in response_words(["many: 1, 2, 3, …"])
    assert dead_words(0) == ""
    assert "**1** is dead" in dead_words(1)


@pytest.mark.parametrize(
    ("shares", "words"),
    [
        ({7: 0.9, 1: 0.1}, "mostly 7"),
        ({4: 0.5, 9: 0.4, 1: 0.1}, "4 and 9"),
        ({2: 0.4, 1: 0.3, 3: 0.2, 5: 0.1}, "many: 2, 1, 3, …"),
    ],
)
def test_what_a_unit_answers_to(shares, words):
    of = np.zeros(10)
    of[list(shares)] = list(shares.values())
    assert response(Exciting(np.arange(3), np.ones(3), np.zeros((8, 8)), of)) == words


# The plane


def test_a_place_on_the_plane_is_read_by_the_network():
    app = opened("plane", **SMALL, digits_a="1", digits_b="1", digits_c="7")
    corners = examples([1, 1, 7], 0)
    X = digits().X[list(corners)]
    app.button(key="digits_go_B").click().run()
    bars = figures(app)["Probabilities of the digits"]["data"][0]
    given = trained().predict_proba(X)[1]
    assert _array(bars["y"]) == pytest.approx(given, abs=1e-3)
    assert f"reads a **{given.argmax()}**" in texts(app)
    assert {"digits_x", "digits_y"} <= set(url(app))
    shown = figures(app)["What the network reads on a plane through the space of images"]
    plane = shown["layout"]["meta"]["plane"]
    at = [float(url(app)[name]) for name in ("digits_x", "digits_y")]
    image = np.array(plane["origin"]) + at @ np.array(plane["axes"])
    assert image == pytest.approx(X[1], abs=0.02)
    assert len(shown["layout"]["images"]) == 2
    control(app, "digits_pictures").set_value(False).run()
    shown = figures(app)["What the network reads on a plane through the space of images"]
    assert len(shown["layout"]["images"]) == 1
    app.button(key="digits_others").click().run()
    assert not {"digits_x", "digits_y"} & set(url(app))


def test_the_plane_of_components_has_all_images():
    app = opened("plane", **SMALL, digits_plane="components")
    assert not app.exception
    shown = figures(app)["What the network reads on a plane through the space of images"]
    assert len(_array(shown["data"][1]["x"])) == 1797
    assert not [b for b in app.button if b.key == "digits_go_A"]


def test_examples_are_test_images_of_their_digits_and_never_twice():
    data = digits()
    for number in range(30):
        places = examples([4, 4, 4], number)
        assert len(set(places)) == 3
        assert min(places) >= data.n_train
        assert (data.labels[list(places)] == 4).all()
    assert examples([1, 2, 3], 5) == examples([1, 2, 3], 5) != examples([1, 2, 3], 6)


def test_words_about_a_place():
    given = np.full(10, 0.01)
    given[3], given[5] = 0.55, 0.37
    assert place_words(given) == "Here it hardly reads a **3** (55%); next comes 5 (37%)."


# Beside others


def test_the_table_holds_what_was_measured():
    app = opened("beside", **SMALL)
    rows = {
        cells[0]: cells[1:]
        for line in texts(app).splitlines()
        if (cells := [cell.strip(" *") for cell in line.strip("| ").split("|")])
    }
    _, _, train, test = trained().metrics()
    assert rows["Your network**, 64-6-5-10"][:3] == [f"{test:.1%}", f"{train:.1%}", "485"]
    for name in ("logistic", "knn", "svm_rbf"):
        peer = fit_peer(name)
        assert rows[peer.label][0] == f"{peer.fitted.test_accuracy:.1%}"
    shown = html(app, "dbp-digit-row")
    data = digits()
    wrong = int((trained().predict(data.X[data.test]) != data.labels[data.test]).sum())
    assert shown.count("<figure") == min(wrong, 12)
    assert f"reads **{wrong}** of 450" in texts(app)


def test_mistakes_are_counted_against_all():
    labels = np.array([1, 2, 3, 4])
    answers = {
        "network": np.array([0, 0, 0, 4]),
        "a": np.array([1, 0, 0, 0]),
        "b": np.array([1, 2, 0, 4]),
    }
    words = mistakes_words(answers, labels)
    assert "reads **3** of 4" in words
    assert "a **1**, b **2**. **1** fools everybody" in words
    assert "every test image" in mistakes_words({"network": labels}, labels)


@pytest.mark.parametrize("study", STUDIES)
def test_a_study_trains_its_networks(study):
    app = opened("beside", **SMALL, digits_study=study)
    assert not app.exception
    shown = figures(app)["Share of images read right over the epochs"]
    names = [LESSONS[name].label for name in STUDIES[study].lessons]
    assert [t["name"] for t in shown["data"] if t.get("showlegend", True)] == names
    for lesson in STUDIES[study].lessons:
        assert f"| {LESSONS[lesson].label} |" in texts(app)
    alone = Run(LESSONS[STUDIES[study].lessons[0]].config.replace(seed=0), digits_dataset())
    alone.advance(2)
    found = digits_beside.train_study(STUDIES[study])
    try:
        while True:
            assert 0 < next(found) <= 1
    except StopIteration as end:
        curves = end.value
    of_first = curves[STUDIES[study].lessons[0]]
    assert of_first.shape == (3, 2, 4)
    assert of_first[-1, 0] == pytest.approx(alone.metrics(), rel=1e-3)


def test_a_lesson_goes_live():
    app = opened("beside", **SMALL)
    app.button(key="digits_take_sixteen").click().run()
    assert not app.exception
    assert url(app) == {"digits_hidden_layers": "16"}


def test_a_study_is_told_by_numbers():
    found = np.zeros((3, 2, 4))
    found[..., 2], found[..., 3] = 1.0, np.array([[0.1, 0.2], [0.95, 0.97], [0.9, 0.96]])
    table = study_table({"two": found})
    assert "| Two hidden units | **93.0%** | 100.0% | 7.0 | 1 epoch |" in table
    assert reached(np.array([0.5, 0.9])) == "never"
