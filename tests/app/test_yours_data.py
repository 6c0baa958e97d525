"""The page's view of own data: a table is brought, chosen from, learnt from, edited, taken away."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from playground.live.registry import REGISTRY
from playground.tables import OwnData
from playground.tables.bundled import BUNDLED
from playground.tables.choice import suggested
from playground.tables.make import own_from
from playground.tables.points import points_csv, points_frame
from playground.tables.read import read_table
from playground.views import yours_data
from playground.views.yours_data_settings import DATA_SETTINGS
from playground.views.yours_settings import SETTINGS
from tests.app.test_pages import SCRIPT, url

RNG = np.random.default_rng(0)
HERE = np.array(["hen", "cow"])[np.arange(60) % 2]
FARM = pd.DataFrame({"weight": RNG.normal(size=60) + 5 * (HERE == "cow"), "age": RNG.random(60)})
FARM["legs"] = 4
FARM["animal"] = HERE
FARM.loc[3, "age"] = np.nan
CSV = FARM.to_csv(index=False).encode()


@pytest.fixture(autouse=True)
def in_this_process(monkeypatch):
    """Files are read here, which is quicker; tests of hostile files read them apart."""
    monkeypatch.setattr(yours_data, "read_apart", read_table)


def opened(**query: str) -> AppTest:
    app = AppTest.from_file(SCRIPT, default_timeout=60)
    for name, text in query.items():
        app.query_params[name] = text
    return app.switch_page("pages/yours.py").run()


def upload(app: AppTest, data: bytes, name: str = "farm.csv") -> AppTest:
    return app.file_uploader(key="data_file").set_value((name, data, "text/csv")).run()


def own(app: AppTest) -> OwnData | None:
    try:
        return app.session_state["_own"]
    except KeyError:
        return None


def texts(app: AppTest) -> str:
    """What is written on the page, as it is read."""
    written = [element.value for element in (*app.markdown, *app.caption)]
    return "\n".join(written).replace("\\", "")


def by_key(app: AppTest, kind: str, start: str):
    (found,) = [element for element in app.get(kind) if (element.key or "").startswith(start)]
    return found


def keys(app: AppTest) -> set[str]:
    return {button.key for button in app.button}


def test_a_newcomer_sees_where_to_begin_and_the_points_in_use():
    app = opened()
    assert not app.exception
    assert "Drop a table" in texts(app)
    assert {f"data_take_{name}" for name in BUNDLED} <= keys(app)
    assert "data_learn" not in keys(app)
    frame = app.data_editor[0].value
    assert list(frame.columns) == ["x", "y", "class", "set"]
    assert len(frame) == 500
    assert REGISTRY.runs() == []  # looking costs no place


def test_settings_have_the_views_prefix_and_read_back():
    for name, row in DATA_SETTINGS.items():
        assert SETTINGS[name] is row
        assert name.startswith("data_")


def test_an_uploaded_table_is_shown_learnt_from_and_dropped_again():
    app = upload(opened(), CSV)
    assert not app.exception
    assert by_key(app, "multiselect", "data_inputs").value == ["weight", "age"]
    assert by_key(app, "multiselect", "data_inputs").options == ["weight", "age"]
    assert by_key(app, "selectbox", "data_answer").value == "animal"
    assert "59 points, 2 inputs, 2 classes: " in texts(app)
    assert "1 row left out: 1 lacks “age”" in texts(app)
    about = app.dataframe[0].value.set_index("Column")
    assert about.loc["weight", "Used as"] == "input"
    assert about.loc["animal", "Holds"] == "cow, hen"
    assert about.loc["legs", "Holds"] == "always 4"
    assert about.loc["age", "Missing"] == 1
    clean = FARM.dropna()
    assert float(about.loc["weight", "0 is"]) == pytest.approx(clean["weight"].mean(), rel=1e-3)
    one = clean["weight"].mean() + clean["weight"].std(ddof=0) / 2
    assert float(about.loc["weight", "1 is"]) == pytest.approx(one, rel=1e-3)
    assert own(app) is None
    app.button(key="data_learn").click().run()
    assert not app.exception
    assert "In use: **farm.csv**, 59 points, 2 inputs, 2 classes" in texts(app)
    made = own(app)
    assert made is not None
    wanted = own_from(read_table(CSV, "farm.csv"), suggested(read_table(CSV, "farm.csv")))
    assert made.dataset.fingerprint == wanted.dataset.fingerprint
    assert app.button(key="data_learn").disabled
    app.button(key="data_drop").click().run()
    assert own(app) is None
    assert not app.exception


def test_the_share_to_learn_from_is_a_setting():
    app = upload(opened(data_share="0.8"), CSV)
    assert "47 to learn from, 12 for the test" in texts(app)
    by_key(app, "slider", "data_share").set_value(0.5).run()
    assert "29 to learn from, 30 for the test" in texts(app) or "30 to learn" in texts(app)
    assert url(app) == {}


def test_a_bundled_set_is_in_the_address_and_makes_room_for_a_file():
    app = opened()
    app.button(key="data_take_wine").click().run()
    assert url(app) == {"data_set": "wine"}
    assert "178 points, 13 inputs, 3 classes" in texts(app)
    again = opened(data_set="wine")
    assert "178 points, 13 inputs, 3 classes" in texts(again)
    upload(app, CSV)
    assert url(app) == {}
    assert "59 points" in texts(app)
    app.button(key="data_take_iris").click().run()
    assert "150 points, 4 inputs, 3 classes" in texts(app)
    assert not app.exception


@pytest.mark.parametrize("name", BUNDLED)
def test_every_bundled_set_can_be_learnt_from_and_watched(name):
    app = opened(data_set=name)
    app.button(key="data_learn").click().run()
    assert not app.exception
    made = own(app)
    assert made is not None
    app.switch_page("pages/live.py").run()
    assert not app.exception
    (run,) = REGISTRY.runs()
    assert run.call(lambda run: run.dataset.fingerprint) == made.dataset.fingerprint


def test_inputs_answer_and_plane_are_ones_to_choose():
    app = opened(data_set="iris")
    by_key(app, "selectbox", "data_seen").set_value("sepal length (cm) × petal width (cm)").run()
    app.button(key="data_learn").click().run()
    made = own(app)
    assert made is not None
    assert made.dataset.plane is not None
    assert made.dataset.plane.names == ("sepal length (cm)", "petal width (cm)")
    by_key(app, "multiselect", "data_inputs").set_value(["petal length (cm)"]).run()
    assert "Choose 2 to 16 inputs" in app.warning[0].value
    assert "data_learn" not in keys(app)
    assert own(app) is made  # nothing has changed


def test_few_whole_numbers_are_classes_or_a_number():
    app = upload(opened(), FARM.assign(stars=[1, 2, 5] * 20).to_csv(index=False).encode())
    assert "stars" in by_key(app, "multiselect", "data_inputs").value
    by_key(app, "selectbox", "data_answer").set_value("stars").run()
    assert "stars" not in by_key(app, "multiselect", "data_inputs").value
    assert "2 inputs, 3 classes" in texts(app)
    by_key(app, "button_group", "data_kind").set_value("number").run()
    assert "a number to predict" in texts(app)
    assert not app.exception


@pytest.mark.parametrize("data", [b"", b"\x00" * 100, b"PK\x03\x04", b"a\n1\n2\n", CSV[:9]])
def test_a_file_that_is_no_table_gives_a_sentence_and_changes_nothing(data):
    app = upload(opened(), CSV)
    app.button(key="data_learn").click().run()
    before = own(app)
    upload(app, data, "bad.csv")
    assert not app.exception
    assert len(app.error) + len(app.warning) == 1
    assert own(app) is before
    assert "data_learn" not in keys(app)


def test_a_file_taken_away_leaves_no_table():
    app = upload(opened(), CSV)
    app.file_uploader(key="data_file").set_value(None).run()
    assert "data_learn" not in keys(app)
    assert not app.exception


def test_what_a_file_calls_things_is_no_markdown():
    evil = FARM.rename(columns={"weight": "**big** :red[x]", "animal": "[link](http://x)"})
    app = upload(opened(), evil.to_csv(index=False).encode(), "![p](http://y).csv")
    app.button(key="data_learn").click().run()
    said = [element.value for element in (*app.markdown, *app.caption)]
    assert not any("![p](" in text or "**big**" in text or "[link](" in text for text in said)
    assert any("\\!\\[p\\]" in text for text in said)


def test_the_points_of_a_shape_can_be_edited_and_applied():
    app = opened(dataset="xor", n_samples="40")
    before = app.data_editor[0].value
    app.session_state[app.data_editor[0].key] = {
        "edited_rows": {0: {"x": 5.5}}, "added_rows": [], "deleted_rows": [1, 2],
    }  # fmt: skip
    app.run()
    assert not app.exception
    assert "Then there are 38 points" in texts(app)
    app.button(key="data_apply").click().run()
    assert not app.exception
    made = own(app)
    assert made is not None
    assert made.name == "points of “XOR”"
    after = points_frame(made)
    assert after.loc[0, "x"] == 5.5
    np.testing.assert_allclose(after["x"][1:18], before["x"][3:20])
    assert "data_apply" not in keys(app)


def test_beside_a_table_the_points_in_use_are_edited_behind_a_switch():
    app = upload(opened(), CSV)
    assert len(app.data_editor) == 0
    app.button(key="data_learn").click().run()
    app.toggle(key="data_editing").set_value(True).run()
    assert not app.exception
    assert list(app.data_editor[0].value.columns) == ["weight", "age", "animal", "set"]


def test_an_impossible_edit_is_said_and_not_applied():
    app = opened(dataset="xor", n_samples="40")
    app.session_state[app.data_editor[0].key] = {
        "edited_rows": {}, "added_rows": [{"x": 1.0}], "deleted_rows": [],
    }  # fmt: skip
    app.run()
    assert "Row 41 needs" in app.warning[0].value
    assert "data_apply" not in keys(app)
    assert own(app) is None


def test_the_points_in_use_can_be_taken_away_and_brought_back():
    app = upload(opened(), CSV)
    app.button(key="data_learn").click().run()
    made = own(app)
    assert made is not None
    upload(app, points_csv(made), "points.csv")
    app.button(key="data_learn").click().run()
    again = own(app)
    assert again is not None
    assert again is not made
    np.testing.assert_allclose(again.dataset.X_train, made.dataset.X_train, atol=1e-9)
    np.testing.assert_array_equal(again.dataset.y_test, made.dataset.y_test)
    assert "To learn from" not in [slider.label for slider in app.slider]  # the file says it
