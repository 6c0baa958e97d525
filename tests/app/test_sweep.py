"""The Sweep page under AppTest: choices become a sweep, a sweep becomes results."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from playground.config import RunConfig
from playground.fields import Choice, Number
from playground.sweep.jobs import JOBS
from playground.sweep.spec import AXIS_KINDS, Axis, SweepSpec, to_toml
from playground.views.sweep_axes import AXES, AXIS_VALUES, MAX_VALUES, Several, value_word
from playground.views.sweep_estimate import about_seconds, duration
from playground.views.sweep_measures import MEASURES
from playground.views.sweep_settings import EXAMPLES, SETTINGS

SCRIPT = Path(__file__).parents[2] / "playground" / "main.py"
WAIT = 60.0
SMALL = {"vary": "width,depth", "vary_width": "2,4", "vary_depth": "1,2"}
SMALL |= {"n_samples": "40", "seeds": "2", "epochs": "3"}


@pytest.fixture(scope="module", autouse=True)
def jobs() -> Iterator[None]:
    yield
    JOBS.close()


def opened(**query: str) -> AppTest:
    app = AppTest.from_file(SCRIPT, default_timeout=60)
    app.switch_page("pages/sweep.py")
    for name, text in query.items():
        app.query_params[name] = text
    app.run()
    assert not app.exception
    return app


def widget(app: AppTest, kind: str, key: str):
    return next(element for element in app.get(kind) if element.key == key)


def press(app: AppTest, key: str) -> AppTest:
    widget(app, "button", key).click().run()
    assert not app.exception
    return app


def sentences(app: AppTest) -> str:
    kinds = ("markdown", "caption", "error", "warning", "info")
    text = "\n".join(element.value for kind in kinds for element in app.get(kind))
    return text.replace("\\", "")  # Markdown's escapes


def current(app: AppTest):
    """The job that the page's address names."""
    return JOBS.get(url(app)["job"])


def url(app: AppTest) -> dict[str, str]:
    return {
        key: text if isinstance(text, str) else text[-1] for key, text in app.query_params.items()
    }


def finish(app: AppTest) -> AppTest:
    job = current(app)
    give_up = time.monotonic() + WAIT
    while job.progress().active:
        assert time.monotonic() < give_up
        time.sleep(0.05)
    assert job.progress().state == "finished"
    app.run()
    assert not app.exception
    return app


def test_it_opens_on_questions_with_a_clean_address():
    app = opened()
    assert url(app) == {}
    for example in EXAMPLES.values():
        assert f"**{example.question}**" in sentences(app)
    assert "one network for every combination" in sentences(app)


def test_choices_become_a_sweep_in_words_and_in_the_address():
    app = opened()
    widget(app, "multiselect", "vary").set_value(["learning_rate", "optimizer"]).run()
    widget(app, "multiselect", "vary_learning_rate").set_value([0.1, 0.01, "0.02"]).run()
    widget(app, "multiselect", "vary_optimizer").set_value(["sgd", "adam"]).run()
    widget(app, "slider", "seeds").set_value(20).run()
    assert not app.exception
    assert "3 × 2 × 20 seeds = **120 runs**" in sentences(app)
    assert f"At most {JOBS.max_cells:,} combinations" in sentences(app)
    address = url(app)
    assert address["vary"] == "learning_rate,optimizer"
    assert address["vary_learning_rate"] == "0.01,0.02,0.1"
    assert address["vary_optimizer"] == "sgd,adam"
    assert address["seeds"] == "20"
    again = opened(**address)
    assert "3 × 2 × 20 seeds = **120 runs**" in sentences(again)


def test_a_value_that_breaks_the_rule_is_named_and_the_others_stay():
    app = opened(vary="noise")
    widget(app, "multiselect", "vary_noise").set_value([0.1, "25%", "70%", "much"]).run()
    assert "2 × 10 seeds = **20 runs**" in sentences(app)
    assert "Must be a number from 0 to 0.5. Left out: '70%', 'much'" in sentences(app)
    assert url(app)["vary_noise"] == "0.1,0.25"


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({"vary": "learning_rate,colour"}, "vary cannot be"),
        ({"vary": "noise", "vary_noise": "0.1,7"}, "vary_noise cannot be"),
        ({"vary": "noise", "seeds": "0"}, "seeds cannot be"),
        ({"job": "../etc"}, "job cannot be"),
        ({"job": "nothing-of-this-name"}, "no longer kept"),
    ],
)
def test_an_address_with_mistakes_opens_and_says_so(query, words):
    assert words in sentences(opened(**query))


def test_too_many_cells_are_refused_with_a_sentence():
    many = {f"vary_{name}": ",".join(map(str, range(1, 9))) for name in ("width", "depth")}
    many |= {"vary_batch_size": "1,2,4,8,16,32,64", "vary": "width,depth,batch_size"}
    app = opened(**many)
    assert "at most 400 cells. Got 448" in sentences(app)
    assert widget(app, "button", "start_sweep").disabled


def test_a_combination_that_means_nothing_is_refused_with_a_sentence():
    app = opened(vary="dataset", vary_dataset="circle,curve", loss="cross_entropy")
    assert "dataset curve means nothing" in sentences(app)
    assert widget(app, "button", "start_sweep").disabled


def test_a_small_sweep_runs_to_its_end_and_each_view_shows_it():
    app = opened(**SMALL)
    press(app, "start_sweep")
    job = current(app)
    expected = SweepSpec(
        name=job.spec.name,
        base=RunConfig(n_samples=40),
        axes=(Axis("width", (2, 4)), Axis("depth", (1, 2))),
        seeds=(0, 1),
        epochs=3,
    )
    assert job.spec == expected
    finish(app)
    assert len(job.summary()) == 4
    assert len(app.get("plotly_chart")) == 2  # the map, and the curves of its best cell
    (link,) = [one for one in app.get("link_button") if "live" in one.proto.label]
    assert link.proto.url in {cell.address for cell in job.summary()}
    assert "Each cell is taken over 2 seeds." in sentences(app)
    widget(app, "selectbox", "up").set_value("none").run()
    assert "2 seeds and all values of hidden layers" in sentences(app)
    widget(app, "button_group", "view").set_value("table").run()
    assert not app.exception
    (table,) = app.dataframe
    assert list(table.value["width"]) == [2, 2, 4, 4]
    assert list(table.value["test"]) == pytest.approx(
        [100 * cell.test_accuracy for cell in job.summary()]
    )
    assert list(table.value["open"]) == [cell.address for cell in job.summary()]
    widget(app, "button_group", "rows").set_value("runs").run()
    (table,) = app.dataframe
    assert list(table.value["open"]) == job.table().to_pydict()["address"]
    assert list(table.value["seed"]) == [0, 1] * 4
    widget(app, "button_group", "view").set_value("lines").run()
    assert not app.exception
    assert len(app.get("plotly_chart")) == 1
    labels = [one.proto.label for one in app.get("download_button")]
    assert {"CSV", "Parquet"} <= set(labels)


def test_a_share_is_called_all_only_if_it_is():
    test, success, gap = (MEASURES[name].text for name in ("test", "success", "gap"))
    assert [test(share) for share in (1.0, 0.9999, 0.813)] == ["100.0%", "99.9%", "81.3%"]
    assert [test(share, digits=0) for share in (1.0, 0.996, 0.813)] == ["100%", "99%", "81%"]
    assert [success(share) for share in (1.0, 0.85)] == ["100%", "85%"]
    assert [gap(share) for share in (0.05, -0.012, 0.0)] == ["+5.0%", "−1.2%", "0.0%"]
    assert test(math.nan) == "–"


def test_a_regression_sweep_shows_losses():
    app = opened(vary="width", vary_width="2,4", dataset="curve", n_samples="40", epochs="3")
    finish(press(app, "start_sweep"))
    assert "Test loss (median)" in sentences(app)
    assert "accuracy" not in sentences(app).split("Test loss (median)")[1]
    for view in ("table", "lines"):
        widget(app, "button_group", "view").set_value(view).run()
        assert not app.exception


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_starts_with_one_press(name):
    app = press(opened(), f"example_{name}")
    job = current(app)
    assert job.progress().state != "failed"
    vary = EXAMPLES[name].settings["vary"]
    assert [axis.field for axis in job.spec.axes] == vary
    for axis in job.spec.axes:
        assert list(axis.values) == EXAMPLES[name].settings[f"vary_{axis.field}"]
    press(app, "cancel_sweep")
    assert job.progress().state in ("cancelled", "finished")


def test_cancelled_and_resumed_from_the_page():
    app = press(opened(**SMALL), "start_sweep")
    press(app, "cancel_sweep")
    job = current(app)
    if job.progress().state == "cancelled":
        app.run()
        assert "Resume goes on from there" in sentences(app)
        press(app, "resume_sweep")
    finish(app)
    assert "finished, 8 runs" in app.get("progress")[0].proto.text


def test_a_file_is_read_and_run():
    spec = SweepSpec("Mine", RunConfig(n_samples=40), (Axis("centers", (2, 3)),), (4, 7), 2)
    app = opened(source="file")
    app.text_area[0].set_value(to_toml(spec)).run()
    assert "2 × 2 seeds = **4 runs**" in sentences(app)
    finish(press(app, "start_sweep"))
    assert current(app).spec == spec


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("epochs = 5\nseeds = 2\n[axes]\nlearning_rat = [1]", "line 4, axes.learning_rat"),
        ("epochs = 5\nseeds = 2\n[axes]\nnoise = [0.1, 7]", "line 4, axes.noise"),
        ("epochs = 5\n\nseeds = [", "line 3"),
        ("seeds = 2", "epochs: is missing"),
    ],
)
def test_a_bad_file_is_answered_with_key_and_line(text, words):
    app = opened(source="file")
    app.text_area[0].set_value(text).run()
    assert not app.exception
    assert words in sentences(app)
    assert widget(app, "button", "start_sweep").disabled


def test_an_uploaded_file_comes_before_the_text():
    app = opened(source="file")
    app.text_area[0].set_value("epochs = 5\nseeds = 2").run()
    assert "2 seeds = **2 runs**" in sentences(app)
    app.get("file_uploader")[0].upload("sweep.toml", b"epochs = 5\nseeds = 3").run()
    assert "3 seeds = **3 runs**" in sentences(app)
    app = opened(source="file")
    app.get("file_uploader")[0].upload("sweep.toml", b"name = '\xff'").run()
    assert "no text in UTF-8" in sentences(app)
    assert not app.exception


def test_every_offered_value_keeps_its_rule_and_has_a_word():
    for name, row in AXES.items():
        kind = AXIS_KINDS[name]
        assert all(kind.check(name, value) == value for value in row.marks)
        assert set(row.chosen) <= set(row.marks)
        words = [value_word(name, value) for value in row.marks]
        assert len(set(words)) == len(words)
        assert AXIS_VALUES[name].check(name, row.chosen) == row.chosen


def test_every_example_asks_for_what_the_settings_allow():
    for example in EXAMPLES.values():
        for name, value in example.settings.items():
            if name in SETTINGS:
                checked = SETTINGS[name].kind.check(name, value)
                assert (list(checked) if isinstance(checked, tuple) else checked) == value
            else:
                RunConfig(**{name: value})


@given(text=st.text(max_size=60))
def test_any_text_gives_values_that_keep_the_rule(text):
    kind = Number(0, 10)
    values, exact = Several(kind).parse(text, (1.0,))
    assert values == tuple(sorted(set(values)))
    assert 1 <= len(values) <= MAX_VALUES
    assert all(kind.check("", value) == value for value in values)
    if exact:
        assert Several(kind).parse(Several(kind).format(values), ()) == (values, True)


def test_names_keep_the_order_in_which_they_were_chosen():
    several = Several(Choice(("a", "b", "c")), most=2)
    assert several.check("", ["c", "a", "c", "x"]) == ("c", "a")
    assert several.check("", ["c", "b", "a"]) == ("c", "b")
    assert several.left_out(["x", "a"]) == ["x"]


def test_a_larger_sweep_is_said_to_take_longer():
    def seconds(n_seeds: int, epochs: int = 100, workers: int = 1) -> float:
        axes = (Axis("depth", (1, 2, 3)),)
        return about_seconds(SweepSpec("a", RunConfig(), axes, range(n_seeds), epochs), workers)

    assert seconds(10) < seconds(20) < seconds(20, epochs=1000)
    assert seconds(20, workers=2) < seconds(20)
    assert [duration(s) for s in (0.2, 60, 600, 9000)] == ["1 s", "60 s", "10 min", "2.5 h"]
