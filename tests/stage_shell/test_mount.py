"""The mounted stage against a socket of our own: commands, robustness, and nothing left behind."""

from __future__ import annotations

import pytest

from tests.stage_shell.conftest import CALL
from tests.stage_shell.test_decode import message

N_PARAMS = 2 * 3 + 3 + 3 + 1  # [2, 3, 1]

# Before anything else in the page: sockets that a test drives, and a count of what is listened to.
INIT = """
window.sockets = [];
window.WebSocket = class {
  static CONNECTING = 0; static OPEN = 1; static CLOSED = 3;
  constructor(url, protocols) {
    Object.assign(this, {url, protocols, readyState: 0, sent: []});
    sockets.push(this);
  }
  open() { this.readyState = 1; this.onopen?.(); }
  say(data) { this.onmessage?.({data: typeof data === "object" && !(data instanceof ArrayBuffer)
    ? JSON.stringify(data) : data}); }
  send(text) { this.sent.push(JSON.parse(text)); }
  close(code = 1000) { this.readyState = 3; this.onclose?.({code}); }
};
window.listening = {};
for (const [name, target] of Object.entries({window, document})) {
  const {addEventListener: add, removeEventListener: remove} = EventTarget.prototype;
  target.addEventListener = function (type, ...rest) {
    listening[`${name} ${type}`] = (listening[`${name} ${type}`] ?? 0) + 1;
    add.call(target, type, ...rest);
  };
  target.removeEventListener = function (type, ...rest) {
    listening[`${name} ${type}`] = (listening[`${name} ${type}`] ?? 0) - 1;
    remove.call(target, type, ...rest);
  };
}
window.warnings = [];
console.warn = (...words) => warnings.push(words.join(" "));
window.failures = [];
console.error = (...words) => failures.push(words.join(" "));
const drawn = async () => {};
window.Plotly = {
  newPlot: drawn, react: drawn, relayout: drawn, restyle: drawn, purge: drawn, Icons: {},
};
HTMLElement.prototype.on ??= function () {};
"""

MOUNT = """
document.body.innerHTML = '<div class="dbp" style="width: 1100px"></div>';
const root = document.querySelector(".dbp");
const [{mount}, {createPanels}] = await Promise.all([load("main"), load("panels")]);
window.triggers = [];
window.stage = mount({
  root,
  data: {token: "secret", socket_path: "/live", assets: "/"},
  trigger: (name, value) => triggers.push([name, value]),
  createPanels,
});
"""

RUN = {
    "type": "run", "run_id": 1, "task": "classification", "n_classes": 2, "class_labels": [0, 1],
    "feature_names": ["x", "y"], "feature_mean": [0, 0], "feature_scale": [1, 1],
    "layer_sizes": [2, 3, 1], "activations": ["tanh"], "output": "softmax", "loss": "cross_entropy",
    "n_inputs": 2, "train": [[1, 1, 1], [-1, -1, 0]], "test": [[2, 2, 1]], "batches_per_epoch": 4,
    "playing": False, "pace": 0.25, "hold": 1, "status": "running", "message": "",
    "history_count": 1, "config": {"dataset": "xor", "weight_seed": None},
}  # fmt: skip
STATE = {"type": "state", "playing": True, "pace": 0.25, "hold": 1, "status": "running",
         "message": "", "last_seq": 0, "config": RUN["config"]}  # fmt: skip


def snapshots(first: int, count: int) -> list[int]:
    """A binary message as a list of bytes."""
    return list(
        message(
            [
                (seq, seq % 4, seq / 4, (0.5, 0.6, 0.9, 0.8, 0.01 * seq), [0.1] * N_PARAMS)
                for seq in range(first, first + count)
            ]
        )
    )


class Stage:
    """A mounted stage, its socket and its page."""

    def __init__(self, run):
        self._run = run

    def js(self, body, argument=None):
        return self._run(body, argument)

    def say(self, data):
        self.js("sockets.at(-1).say(argument)", data)

    def snapshots(self, first, count):
        self.js(
            "sockets.at(-1).say(Uint8Array.from(argument).buffer)",
            snapshots(first, count),
        )

    def press(self, part):
        self.js("document.querySelector(`[data-testid=${argument}]`).click()", part)

    def text(self, part):
        self.wait()
        text = "return document.querySelector(`[data-testid=${argument}]`).textContent"
        return self.js(text, part)

    def sent(self, *kinds):
        """Commands since the last call; without the acknowledgements, unless asked for."""
        sent = self.js("return sockets.at(-1).sent.splice(0)")
        if not kinds:
            return [one for one in sent if one["type"] != "shown"]
        return [one for one in sent if one["type"] in kinds]

    def wait(self, frames=3):
        self.js(
            "for (let i = 0; i < argument; i++) await new Promise(requestAnimationFrame)", frames
        )


@pytest.fixture
def stage(in_browser, modules_url):
    """A stage that shows the first snapshot of a run."""
    page = in_browser(lambda browser: browser.new_page())
    in_browser(lambda _: page.add_init_script(INIT))
    in_browser(lambda _: page.goto(modules_url))
    made = Stage(
        lambda body, argument=None: in_browser(lambda _: page.evaluate(CALL, [body, argument]))
    )
    made.js(MOUNT)
    made.js("sockets.at(-1).open()")
    made.say(RUN)
    made.snapshots(0, 1)
    made.wait()
    yield made
    in_browser(lambda _: page.close())


def play(stage, count=12):
    """Press Play and let ``count`` snapshots be shown."""
    stage.press("play")
    stage.say(STATE)
    stage.snapshots(1, count)
    stage.js(
        "while (document.querySelector('.dbp').__dbp_stats.shown < argument"
        " || document.querySelector('[data-testid=time-slider]').max < argument)"
        " await new Promise(requestAnimationFrame)",
        count,
    )


def test_the_socket_is_opened_with_the_token(stage):
    assert stage.js("return sockets[0].protocols") == ["playground.live", "secret"]
    assert stage.js("return sockets[0].url").endswith("/live")


def test_the_first_snapshot_is_shown_at_once(stage):
    assert stage.text("epoch") == "0"
    assert stage.text("train-loss") == "0.5000"
    assert stage.text("test-accuracy") == "80.0%"
    assert stage.text("status") == "ready"
    assert stage.js("return failures") == []


def test_playing_shows_snapshots_and_acknowledges_them(stage):
    stage.sent()
    play(stage)
    assert stage.text("epoch") == "3"
    assert stage.text("status") == "training"
    sent = stage.sent("play", "shown")
    assert {"type": "play"} in sent
    shown = [one["seq"] for one in sent if one["type"] == "shown"]
    assert shown == sorted(shown)
    assert all(4 <= one["want"] <= 40 for one in sent if one["type"] == "shown")


def test_pause_names_the_shown_snapshot_and_freezes(stage):
    play(stage)
    stage.sent()
    stage.press("play")
    assert stage.sent() == [{"type": "pause", "seq": 12}]
    stage.snapshots(13, 5)
    stage.wait(10)
    assert stage.text("epoch") == "3"


def test_a_step_while_playing_pauses_first(stage):
    play(stage)
    stage.sent()
    stage.press("step")
    assert stage.sent() == [
        {"type": "pause", "seq": 12},
        {"type": "step", "unit": "epoch"},
    ]
    stage.say({"type": "truncate", "seq": 12})
    stage.snapshots(13, 1)
    assert stage.text("epoch") == "3.2"
    stage.press("step-batch")
    assert stage.sent() == [{"type": "step", "unit": "batch"}]


def drag(stage, value, event="input"):
    stage.js(
        "const slider = document.querySelector('[data-testid=time-slider]');"
        "slider.value = argument[0];"
        "slider.dispatchEvent(new Event(argument[1], {bubbles: true}))",
        [value, event],
    )


def test_dragging_pauses_once_and_then_sends_nothing(stage):
    play(stage)
    stage.sent()
    for value in (10, 6, 2, 5):
        drag(stage, value)
    stage.js("await new Promise((done) => setTimeout(done, 600))")
    assert stage.sent("pause", "shown", "probe", "step", "play") == [{"type": "pause", "seq": 12}]
    assert stage.text("epoch") == "1.2"
    assert stage.text("status") == "replay"
    drag(stage, 5, "change")
    assert stage.sent() == [{"type": "probe", "seq": 5}]
    stage.say({"type": "probe", "seq": 5, "accuracies": [0.75], "input": 0.5})
    assert "75" in stage.text("probe-1")
    drag(stage, 5, "change")
    assert stage.sent() == []


def test_continue_from_here_rewinds_and_plays(stage):
    play(stage)
    drag(stage, 4)
    stage.sent()
    stage.press("continue")
    assert stage.sent() == [{"type": "rewind", "seq": 4}, {"type": "play"}]
    stage.say({"type": "truncate", "seq": 4})
    stage.say(STATE)
    stage.snapshots(5, 2)
    stage.wait(20)
    assert stage.text("epoch") == "1.5"
    assert stage.js("return document.querySelector('[data-testid=time-slider]').max") == "6"


def test_back_to_live_goes_on_playing(stage):
    play(stage)
    drag(stage, 4)
    stage.sent()
    stage.press("back-to-live")
    assert stage.sent() == [{"type": "play"}]
    assert stage.text("epoch") == "3"


def test_reset_with_new_weights_tells_the_page_which(stage):
    stage.press("reset-new")
    assert stage.sent() == [{"type": "reset", "weights": "new"}]
    stage.say({**RUN, "run_id": 2, "config": {"dataset": "xor", "weight_seed": 77}})
    assert stage.js("return triggers") == [["weights", 77]]
    stage.press("reset")
    assert stage.sent() == [{"type": "reset", "weights": "same"}]


@pytest.mark.parametrize(
    ("key", "more", "kind"),
    [
        (" ", {}, "play"),
        ("ArrowRight", {}, "step"),
        ("r", {}, "reset"),
        ("R", {}, "reset"),
        ("r", {"ctrlKey": True}, None),
        (" ", {"repeat": True}, None),
        ("x", {}, None),
    ],
)
def test_keys(stage, key, more, kind):
    stage.sent()
    prevented = stage.js(
        "return !document.body.dispatchEvent(new KeyboardEvent('keydown',"
        " {bubbles: true, cancelable: true, ...argument}))",
        {"key": key, **more},
    )
    assert [one["type"] for one in stage.sent()] == ([kind] if kind else [])
    assert prevented is bool(kind)


@pytest.mark.parametrize(
    "html",
    [
        "<input>",
        "<textarea></textarea>",
        "<select></select>",
        "<div contenteditable=true></div>",
        "<div role=combobox><span></span></div>",
    ],
)
def test_fields_keep_their_keys(stage, html):
    stage.sent()
    stage.js(
        """
        document.body.insertAdjacentHTML("beforeend", argument);
        const field = document.body.lastElementChild;
        for (const key of [" ", "ArrowRight", "r"]) {
          (field.firstElementChild ?? field)
            .dispatchEvent(new KeyboardEvent("keydown", {key, bubbles: true}));
        }
        """,
        html,
    )
    assert stage.sent() == []


@pytest.mark.parametrize("html", ["<input type=range>", "<div role=slider></div>"])
def test_a_slider_keeps_its_arrows_but_has_no_use_for_space(stage, html):
    stage.sent()
    stage.js(
        """
        document.body.insertAdjacentHTML("beforeend", argument);
        for (const key of ["ArrowRight", "r", " "]) {
          document.body.lastElementChild
            .dispatchEvent(new KeyboardEvent("keydown", {key, bubbles: true}));
        }
        """,
        html,
    )
    assert [one["type"] for one in stage.sent()] == ["play"]


def test_a_button_reached_with_the_keyboard_keeps_its_space(stage):
    stage.sent()
    space = "new KeyboardEvent('keydown', {key: ' ', bubbles: true})"
    step = "document.querySelector('[data-testid=step-batch]')"
    stage.js(f"{step}.dispatchEvent({space})")
    assert stage.sent() == []
    stage.js(
        f"{step}.dispatchEvent(new PointerEvent('pointerdown', {{bubbles: true}}));"
        f"{step}.dispatchEvent({space})"
    )
    assert [one["type"] for one in stage.sent()] == ["play"]


def test_the_pace_is_sent_and_remembered(stage):
    stage.js(
        "const slider = document.querySelector('[data-testid=pace]'); slider.value = 4;"
        "slider.dispatchEvent(new Event('input', {bubbles: true}))"
    )
    assert stage.sent() == [{"type": "pace", "epochs_per_frame": 2}]
    label = "return document.querySelector('[data-testid=pace]').getAttribute('aria-valuetext')"
    assert stage.js(label) == "2 epochs / frame"
    stage.say(RUN)
    assert stage.sent() == [{"type": "pace", "epochs_per_frame": 2}]
    stage.js("localStorage.clear()")


@pytest.mark.parametrize(
    "data",
    [
        "{broken",
        "[]",
        "null",
        {"type": "unknown"},
        {"type": "constructor"},
        {"type": "probe"},
        {"type": "run"},
    ],
)
def test_a_message_that_makes_no_sense_is_left_out(stage, data):
    stage.js("warnings.length = 0")
    stage.say(data)
    stage.js("sockets.at(-1).say(new ArrayBuffer(3))")
    assert len(stage.js("return warnings")) == 2
    play(stage, 3)
    assert stage.text("epoch") == "0.7"


def test_a_painter_that_throws_is_named_once_and_stops_nothing(stage):
    stage.js(
        """
        failures.length = 0;
        CanvasRenderingContext2D.prototype.clearRect = () => { throw new Error("no brush"); };
        """
    )
    play(stage, 6)
    assert stage.text("epoch") == "1.5"
    words = stage.js("return failures")
    assert words
    assert len(words) == len(set(words))
    shown = "return document.querySelector('.dbp-card__error:not([hidden])').textContent"
    assert "no brush" in stage.js(shown)


def test_words_when_a_run_ends_come_with_its_last_snapshot(stage):
    play(stage, 4)
    stage.say({**STATE, "playing": False, "status": "diverged", "message": "It went too far."})
    assert stage.text("message") == "It went too far."
    assert stage.text("status") == "diverged"
    stage.js("document.querySelector('.dbp-message__close').click()")
    stage.wait()
    assert stage.text("message") == ""
    stage.say(STATE)
    assert stage.text("status") == "training"


def test_another_run_takes_the_place_of_the_first(stage):
    play(stage)
    stage.say({**RUN, "run_id": 2, "layer_sizes": [2, 1]})
    stage.js(
        "sockets.at(-1).say(Uint8Array.from(argument).buffer)",
        list(message([(0, 0, 0.0, (0.3, 0.3, 1, 1, 0), [0.0] * 3)])),
    )
    assert stage.text("epoch") == "0"
    assert stage.js("return document.querySelector('[data-testid=time-slider]').max") == "0"
    assert stage.js("return document.querySelectorAll('[data-testid^=warp-]').length") == 0


def test_a_lost_connection_comes_back_with_its_history(stage):
    play(stage)
    stage.js("sockets.at(-1).close(1006)")
    assert stage.text("status") == "reconnecting…"
    assert stage.text("epoch") == "3"
    disabled = "return document.querySelector('[data-testid=play]').disabled"
    assert stage.js(disabled) is True
    stage.js("while (sockets.length < 2) await new Promise((done) => setTimeout(done, 50))")
    stage.js("sockets.at(-1).open()")
    stage.say({**RUN, "history_count": 13, "playing": True})
    stage.snapshots(0, 13)
    assert stage.text("epoch") == "3"
    assert stage.js(disabled) is False
    assert stage.text("status") == "training"


def test_an_expired_run_is_asked_for_again(stage):
    stage.js("sockets.at(-1).close(4404)")
    assert [name for name, _ in stage.js("return triggers")] == ["expired"]
    stage.js("stage.update({token: 'another', socket_path: '/live', assets: '/'})")
    assert stage.js("return sockets.at(-1).protocols") == ["playground.live", "another"]
    assert stage.js("return sockets.length") == 2


def test_a_run_shown_elsewhere_stays_there(stage):
    stage.js("sockets.at(-1).close(4409)")
    assert "another tab" in stage.text("message")
    stage.js("dispatchEvent(new Event('online'))")
    stage.js("await new Promise((done) => setTimeout(done, 900))")
    assert stage.js("return sockets.length") == 1


def test_the_confusion_table_is_there_on_demand(stage):
    stage.press("show-confusion")
    assert "2 right" in stage.text("confusion").replace("of 2 right", "2 right")
    stage.press("show-confusion")
    assert stage.js("return document.querySelector('[data-testid=confusion]')") is None


def test_nothing_is_left_behind(stage):
    play(stage, 2)
    before = stage.js("return {...listening}")
    stage.js("stage.destroy()")
    after = stage.js("return {...listening}")
    mine = {name for name, count in before.items() if count > 0}
    assert mine >= {"document keydown", "document pointerdown", "window online"}
    for name in ("document keydown", "document pointerdown", "window online"):
        assert after[name] == 0
    assert stage.js("return sockets.at(-1).readyState") == 3
    assert stage.js("return document.querySelector('.dbp').innerHTML") == ""
    shown = stage.js("return document.querySelector('.dbp').__dbp_stats.displayed")
    stage.wait(10)
    assert stage.js("return document.querySelector('.dbp').__dbp_stats.displayed") == shown


def test_what_was_done_is_counted(stage):
    play(stage, 8)
    stage.js("window.stats = document.querySelector('.dbp').__dbp_stats")
    stats = stage.js("return JSON.parse(JSON.stringify(stats))")
    assert stats["displayed"] == 9
    assert len(stats["timestamps"]) == 9
    assert stats["snapshots"] == 9
    assert stats["bytes"] == 2 * 16 + 9 * (40 + 4 * N_PARAMS)
    assert set(stats["paint"]) == {"network", "boundary", "curves", "warp-1"}
    assert stats["mounts"] == 1
