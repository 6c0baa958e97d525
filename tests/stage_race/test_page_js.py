"""The race's and the genetic view's panels on a page of their own: pictures, table, editor."""

from __future__ import annotations

import pytest

from playground.racing import CONTESTANTS, Contestant
from playground.training.race_moment import arrivals
from tests.stage_race.conftest import SMALL, Raced, announced

pytestmark = pytest.mark.browser
EVERYBODY = tuple(map(Contestant, list(CONTESTANTS)[:8]))
TASKS = {
    "two classes": SMALL,
    "three classes": SMALL.replace(dataset="pinwheel"),
    "regression": SMALL.replace(dataset="reg-plane"),
    "curve": SMALL.replace(dataset="curve"),
    "no hidden layer": SMALL.replace(hidden_layers=()),
}


@pytest.mark.parametrize("task", TASKS)
def test_every_kind_of_data_is_raced(scene, task):
    raced = Raced(base=TASKS[task])
    page = scene(raced)
    parts = ("tile-0", "tile-2", "race-lines")
    last = [page.pixels(part) for part in parts]
    page.js("() => scene.show(0)")
    assert all(page.pixels(part) != before for part, before in zip(parts, last, strict=True))
    page.js("() => scene.show(-1)")
    assert [page.pixels(part) for part in parts] == last
    assert page.js("scene.errors()") == []


def test_eight_take_part_and_each_has_its_picture_and_row(scene):
    raced = Raced(EVERYBODY, epochs=2)
    page = scene(raced)
    pictures = [page.pixels(f"tile-{i}") for i in range(8)]
    assert len(set(pictures)) == 7  # both formulations of momentum take the same way
    for i, label in enumerate(raced.race.labels):
        assert label.replace("gradient descent", "GD") in page.text(f"tile-{i}")
        assert page.js(f"scene.find('kind-{i}').value") == EVERYBODY[i].kind
    assert page.js("scene.find('add-contestant').disabled")


def test_the_table_says_what_the_server_measured(scene):
    raced = Raced(epochs=30)
    page = scene(raced, announced(goal=0.85))
    found = arrivals(raced.race.curves, 0.85)
    assert any(found)
    for i, arrival in enumerate(found):
        epochs, evaluations, _, train, test, loss = page.cells(i)
        if arrival is None:
            assert (epochs, evaluations) == ("–", "–")
        else:
            assert int(epochs) == arrival.epoch
            assert float(evaluations.split()[0].replace(",", "")) == arrival.evaluations
        measures = raced.race.measures[i]
        assert float(train.rstrip("%")) == pytest.approx(100 * measures[2], abs=0.051)
        assert float(test.rstrip("%")) == pytest.approx(100 * measures[3], abs=0.051)
        assert float(loss) == pytest.approx(measures[0], abs=1e-4)
    first = min((a.epoch, i) for i, a in enumerate(found) if a)[1]
    label = raced.race.labels[first]
    verdict = page.text("verdict")
    assert verdict.startswith(f"{label[0].upper()}{label[1:]} was first at 85%")
    page.js("() => scene.show(0)")
    for i, arrival in enumerate(found):
        assert (page.cells(i)[0] == "0") == (arrival is not None and arrival.epoch == 0)


def test_the_line_up_is_edited_by_lists_fields_and_keys(scene):
    page = scene(Raced(epochs=1))
    page.choose("kind-0", "nesterov")
    assert page.told()[-1]["contestants"][0] == {
        "kind": "nesterov",
        "values": {"learning_rate": 0.03, "beta1": 0.9},
    }
    rate = '[data-testid="setting-1-learning_rate"]'
    page.on(lambda tab: tab.fill(rate, "0,2"))
    page.on(lambda tab: tab.press(rate, "Enter"))
    assert page.told()[-1]["contestants"][1]["values"]["learning_rate"] == 0.2
    count = len(page.told())
    page.on(lambda tab: tab.fill(rate, "many"))
    page.on(lambda tab: tab.press(rate, "Enter"))
    assert page.js(f"document.querySelector('{rate}').value") == "0.2"
    assert len(page.told()) == count
    for _ in range(2):
        page.on(lambda tab: tab.press(rate, "ArrowUp"))
    page.on(lambda tab: tab.wait_for_timeout(500))
    assert len(page.told()) == count + 1  # once, when the keys rest
    assert page.told()[-1]["contestants"][1]["values"]["learning_rate"] == 0.5
    page.choose("setting-2-selection", "rank")
    assert page.told()[-1]["contestants"][2]["values"]["selection"] == "rank"
    page.choose("add-contestant", "rmsprop")
    assert [one["kind"] for one in page.told()[-1]["contestants"]] == [
        "nesterov", "adam", "genetic", "rmsprop",
    ]  # fmt: skip
    page.click("remove-1")
    assert [one["kind"] for one in page.told()[-1]["contestants"]] == [
        "nesterov", "genetic", "rmsprop",
    ]  # fmt: skip
    # The race shown is still the old one: its numbers must not stand beside another name.
    assert page.cells(0) == ["–"] * 6
    page.click("remove-0")
    page.click("remove-0")
    assert page.js("scene.find('remove-0').disabled")


def test_a_field_being_typed_in_is_left_alone_by_the_pages_news(scene):
    page = scene(Raced(epochs=1))
    rate = '[data-testid="setting-1-learning_rate"]'
    page.on(lambda tab: tab.fill(rate, "0.0"))
    page.js("race => scene.panels.update({ race })", announced(goal=0.8))
    assert page.js(f"document.querySelector('{rate}').value") == "0.0"
    assert page.js("document.activeElement.dataset.testid") == "setting-1-learning_rate"


def test_axes_and_goal_are_chosen_and_told(scene):
    page = scene(Raced())
    shown = page.pixels("race-lines")
    for name in ("axis-evaluations", "axis-seconds", "log-axis", "log-loss"):
        page.click(name)
        assert page.pixels("race-lines") != shown
        shown = page.pixels("race-lines")
    page.choose("goal", "0.8")
    assert page.told() == [
        {"axis": "evaluations"}, {"axis": "seconds"}, {"log_axis": True}, {"log_loss": False},
        {"goal": 0.8},
    ]  # fmt: skip
    pressed = [page.js(f"scene.find('axis-{name}').ariaPressed") for name in ("epochs", "seconds")]
    assert pressed == ["false", "true"]


def test_a_contestant_is_followed_by_pointer_click_and_focus(scene):
    page = scene(Raced())
    plain = page.pixels("race-lines")
    page.on(lambda tab: tab.focus('[data-testid="tile-1"]'))
    page.settle()
    followed = page.pixels("race-lines")
    assert followed != plain
    assert page.js("scene.find('contestant-1').classList.contains('is-looked-at')")
    page.js("() => document.activeElement.blur()")
    page.settle()
    assert page.pixels("race-lines") == plain
    page.on(lambda tab: tab.hover('[data-testid="contestant-1"] td:first-child'))
    page.settle()
    assert page.pixels("race-lines") == followed
    page.on(lambda tab: tab.focus('[data-testid="tile-1"]'))
    page.on(lambda tab: tab.keyboard.press("Enter"))
    page.on(lambda tab: tab.mouse.move(1, 1))
    page.js("() => document.activeElement.blur()")
    page.settle()
    assert page.pixels("race-lines") == followed
    assert page.js("scene.find('tile-1').ariaPressed") == "true"


def test_pictures_take_turns_while_it_moves_and_are_all_painted_when_it_rests(scene):
    page = scene(Raced(EVERYBODY, epochs=4))
    tiles = [f"tile-{i}" for i in range(8)]
    before = [page.pixels(tile) for tile in tiles]
    page.js("() => scene.show(2, 'snapshot', 0.1)")
    moved = [page.pixels(tile) for tile in tiles]
    assert 1 <= sum(a != b for a, b in zip(before, moved, strict=True)) <= 4
    page.js("() => scene.show(2, 'view', 1)")
    rested = [page.pixels(tile) for tile in tiles]
    assert all(a != b for a, b in zip(before, rested, strict=True))


def test_who_diverged_says_so_and_why(scene):
    wild = SMALL.replace(activation="relu", dataset="reg-plane", standardize=False)
    raced = Raced((Contestant("mini_batch", (10.0,)), Contestant("adam")), wild, epochs=5)
    page = scene(raced)
    assert "diverged" in page.text("tile-0")
    assert "diverged" not in page.text("tile-1")
    assert page.text("contestant-0").startswith("out")
    verdict = page.text("verdict")
    assert "mini-batch diverged after epoch 0" in verdict
    assert "a smaller η than 10 may help" in verdict


def test_another_race_begins_on_the_same_page(scene):
    page = scene(Raced(epochs=8), announced(goal=0.5))
    other = Raced((Contestant("rmsprop"), Contestant("adam")), epochs=1)
    page.js("race => scene.panels.update({ race })", announced(other.race.config.contestants))
    page.js("([run, binary]) => scene.setRun(run, binary)", [other.run, other.binary])
    assert page.js("document.querySelectorAll('.dbp-race__tile').length") == 2
    assert page.cells(0)[3] != "–"
    assert page.js("scene.errors()") == []


def genetic(**changes) -> tuple[Contestant, ...]:
    return Contestant.of("genetic", **changes), Contestant("adam", (0.05,))


@pytest.mark.parametrize("task", TASKS)
def test_the_population_is_shown_for_every_kind_of_data(scene, task):
    raced = Raced(genetic(population=12), TASKS[task], individuals=6)
    page = scene(raced, announced(genetic()), "race/breeding")
    pictures = [page.pixels(f"individual-{k}") for k in range(6)]
    page.js("() => scene.show(0)")
    first = [page.pixels(f"individual-{k}") for k in range(6)]
    assert len(set(first)) == 6
    assert first != pictures
    assert "fittest" in page.text("individual-0")
    assert "least fit" in page.text("individual-5")
    assert page.js("scene.errors()") == []


def test_individuals_have_their_losses_and_the_verdict_counts_evaluations(scene):
    raced = Raced(genetic(population=12), epochs=60, individuals=6)
    goal = 0.8
    page = scene(raced, announced(genetic(), goal=goal), "race/breeding")
    losses = raced.race.genetic(0).generation.losses
    for k, rank in enumerate([0, 2, 4, 7, 9, 11]):
        shown = float(page.text(f"individual-{k}").split(".", 1)[1].join(["0.", ""]))
        assert shown == pytest.approx(losses[rank], abs=1e-4)
    one, other = arrivals(raced.race.curves, goal)
    assert one is not None
    assert other is not None
    times = round(one.evaluations / other.evaluations)
    assert f"{times} times as many losses as Adam" in page.text("against-verdict")
    shown = page.pixels("fitness")
    page.click("axis-evaluations")
    assert page.pixels("fitness") != shown
