"""Picture, film, link and lesson on the page of your own, without a browser."""

from __future__ import annotations

import io
import json
import time

import numpy as np
import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from datasets import Dataset
from datasets.point_text import point_text
from playground.live.commands import Play, Shown
from playground.live.registry import REGISTRY
from playground.training import Run
from tests.app.test_pages import SCRIPT, control, url
from tests.own_data import flat_data, wide_data

PATIENCE = 60


def opened(view, own=None, **query):
    app = AppTest.from_file(SCRIPT, default_timeout=PATIENCE)
    for name, text in ({"yours": view} | query).items():
        app.query_params[name] = text
    if own is not None:
        app.session_state["_own"] = own
    return app.switch_page("pages/yours.py").run()


def trained(epochs=5):
    """Let the page's run keep some moments, as it would for a page that watches it."""
    (watched,) = REGISTRY.runs()
    viewer = watched.attach(lambda urgent: None)
    watched.command(Play())
    give_up = time.monotonic() + PATIENCE
    while watched.call(lambda run: run.epoch) < epochs:
        assert time.monotonic() < give_up
        watched.take(viewer)
        _, _, snapshots = watched.past()
        watched.command(Shown(seq=len(snapshots) - 1, want=30))
        time.sleep(0.01)
    watched.detach(viewer)
    return watched


def figure(app):
    """The figure that the page's plot component was given."""
    for element in app.get("bidi_component"):
        data = json.loads(element.proto.json)
        if "spec" in data:
            return json.loads(data["spec"]), data
    raise AssertionError("there is no figure")


def test_a_run_that_has_not_begun_has_a_picture_and_no_film():
    app = opened("pictures")
    assert not app.exception
    spec, data = figure(app)
    assert "spiral" in spec["layout"]["title"]["text"]
    assert data["save_as"].startswith("spiral-8-8-8-tanh-epoch-0")
    assert any("first weights" in words.value for words in app.caption)
    assert any("at least two moments" in words.value for words in app.info)


def test_the_slider_chooses_the_moment_and_the_address_holds_it():
    app = opened("pictures")
    watched = trained()
    app.run()
    assert not app.exception
    (slider,) = [found for found in app.select_slider if found.key == "pictures_time"]
    newest, _ = figure(app)
    slider.set_value(0).run()
    first, data = figure(app)
    assert data["save_as"].endswith("epoch-0")
    assert first["data"][0]["z"] != newest["data"][0]["z"]
    assert url(app)["pictures_at"] == "0"
    _, _, snapshots = watched.past()
    assert f"{snapshots[0].train_loss:.3f}" in first["layout"]["title"]["text"]


@pytest.mark.parametrize("own", [flat_data(), wide_data()], ids=lambda own: own.name)
def test_own_data_are_shown_on_their_plane_in_their_units(own):
    stand_in = {2: {"dataset": "gauss"}, 3: {"dataset": "blobs"}}[own.dataset.n_classes]
    app = opened("pictures", own, **stand_in)
    assert not app.exception
    spec, _ = figure(app)
    layout = spec["layout"]
    assert own.name in layout["title"]["text"]
    names = own.dataset.plane.names if own.dataset.plane else ("height (cm)", "weight (kg)")
    assert layout["xaxis"]["title"]["text"] == names[0]
    assert layout["yaxis"]["title"]["text"] == names[1]
    shown = {trace.get("name") for trace in spec["data"]}
    assert set(own.dataset.class_names) <= shown


def test_the_gif_is_drawn_beside_the_page_and_offered():
    app = opened("pictures", dataset="circle", hidden_layers="4")
    watched = trained()
    before = watched.call(Run.snapshot)
    app.run()
    control_of(app, "film_draw").click().run()
    job = app.session_state["_kept"]["film"]["job"]
    give_up = time.monotonic() + PATIENCE
    while job.state == "running" and time.monotonic() < give_up:
        job.wait(1)
    assert job.state == "finished"
    app.run()
    assert not app.exception
    image = Image.open(io.BytesIO(job.result))
    assert image.format == "GIF"
    assert image.n_frames > 2
    assert any(button.key == "film_gif" for button in app.get("download_button"))
    after = watched.call(Run.snapshot)  # the run itself was not touched
    assert np.array_equal(before.params, after.params)
    assert before.progress == after.progress


def control_of(app, key):
    return next(button for button in app.button if button.key == key)


def test_the_link_holds_the_settings_and_nothing_of_the_page():
    app = opened("link", dataset="xor", hidden_layers="4,4")
    assert not app.exception
    address = app.code[0].value
    assert address.endswith("/?dataset=xor&hidden_layers=4,4")
    assert any("what the network has learnt so far" in words.value for words in app.markdown)


def test_own_data_are_said_not_to_be_in_the_link():
    app = opened("link", flat_data(), dataset="gauss")
    (warning,) = app.warning
    assert "not in the link" in warning.value
    control_of(app, "link_runs").click().run()
    assert not app.exception
    assert url(app)["yours"] == "runs"


def test_drawn_points_are_in_the_link_and_in_the_lesson():
    text = point_text(Dataset(*[[[1, 2], [-3, 4], [0, 0]], [0, 1, 0]] * 2, task="classification"))
    app = opened("link", points=text, dataset="gauss")
    assert not app.exception
    assert not app.warning
    assert f"points={text}" in app.code[0].value
    assert f"points={text}" in app.code[1].value
    assert any("the points you drew" in words.value for words in app.markdown)


def test_a_lesson_has_the_chosen_controls():
    app = opened("link", dataset="xor", link_controls="noise,activation", link_height="600")
    address, snippet = app.code[1].value, app.code[2].value
    assert address.endswith("/?dataset=xor&embed=true&controls=noise,activation")
    assert 'height="600"' in snippet
    (chosen,) = app.multiselect
    chosen.set_value(["learning_rate"]).run()
    assert app.code[1].value.endswith("embed=true&controls=learning_rate")
    chosen = app.multiselect[0].set_value([]).run()
    assert app.code[1].value.endswith("dataset=xor&embed=true")
    assert not app.exception


@pytest.mark.parametrize(
    ("sites", "words"),
    [
        ("", "Only pages of this very address"),
        ("'none'", "No page may embed it"),
        ("'self' https://moodle.example.org", "`'self' https://moodle.example.org`"),
    ],
)
def test_who_may_embed_the_page_is_said(monkeypatch, sites, words):
    monkeypatch.setenv("PLAYGROUND_FRAME_ANCESTORS", sites)
    app = opened("link")
    assert any(words in text.value for text in app.markdown)
    assert control(app, "link_height").value == 760
