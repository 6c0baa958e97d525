"""A refused socket: a server that is away is waited for, one that is there is asked anew."""

from __future__ import annotations

import pytest

from tests.stage_shell import test_mount
from tests.stage_shell.conftest import CALL
from tests.stage_shell.test_mount import MOUNT, RUN

stage = test_mount.stage  # a mounted stage that shows the first snapshot of a run
RESTARTED = "The server was restarted: this run starts anew."

FAKES = """
window.fetched = [];
window.answer = 200;
window.fetch = async (url, options) => {
  fetched.push([url, options.method]);
  if (!window.answer) throw new TypeError("Failed to fetch");
  return {status: window.answer};
};
window.sockets = [];
window.WebSocket = class {
  static CONNECTING = 0; static OPEN = 1; static CLOSED = 3;
  constructor(url, protocols) {
    Object.assign(this, {url, protocols, readyState: 0});
    sockets.push(this);
  }
  open() { this.readyState = 1; this.onopen?.(); }
  send() {}
  close(code = 1000) { this.readyState = 3; this.onclose?.({code}); }
};
window.later = window.setTimeout.bind(window);
window.waits = [];
window.setTimeout = (task, ms) => {
  waits.push(ms);
  return later(task, ms / 100);
};
"""
OPEN = """
const {createSocket} = await load("socket");
window.states = [];
window.socket = createSocket({
  url: "ws://host.example/live", token: "secret", onJson() {}, onBinary() {},
  onConnection: (state) => states.push(state),
});
"""
REFUSE = """
for (let i = 0; i < argument; i++) {
  const count = sockets.length;
  sockets.at(-1).close(1006);
  while (sockets.length === count) await new Promise((done) => later(done, 5));
  await new Promise((done) => later(done, 5));
}
"""


@pytest.fixture
def js(in_browser, modules_url):
    """Calls a function body in a page of its own whose sockets and fetches a test drives."""
    page = in_browser(lambda browser: browser.new_page())
    in_browser(lambda _: page.add_init_script(FAKES))
    in_browser(lambda _: page.goto(modules_url))
    yield lambda body, argument=None: in_browser(lambda _: page.evaluate(CALL, [body, argument]))
    in_browser(lambda _: page.close())


def test_a_server_that_is_there_and_refuses_is_asked_for_another_run_now_and_then(js):
    js(OPEN)
    js(REFUSE, 1)
    assert js("return states") == ["connecting", "reconnecting", "gone", "connecting"]
    assert js("return fetched") == [["http://host.example/live", "HEAD"]]
    js(REFUSE, 3)
    assert js("return states.filter((state) => state === 'gone').length") == 1
    js(REFUSE, 1)
    assert js("return states.filter((state) => state === 'gone').length") == 2


@pytest.mark.parametrize("answer", [0, 502, 503])
def test_a_server_that_is_away_is_waited_for(js, answer):
    js("window.answer = argument", answer)
    js(OPEN)
    js(REFUSE, 6)
    assert "gone" not in js("return states")
    js("sockets.at(-1).open()")
    assert js("return states.at(-1)") == "open"


def test_attempts_come_further_and_further_apart(js):
    js("window.answer = 0")
    js(OPEN)
    js(REFUSE, 6)
    waits = [wait for wait in js("return waits") if wait >= 300]
    assert len(waits) == 6
    for wait, middle in zip(waits, [500, 1000, 2000, 4000, 8000, 8000], strict=True):
        assert 0.75 * middle <= wait <= 1.25 * middle


def test_an_answer_that_comes_too_late_is_not_heard(js):
    js(OPEN)
    js(
        """
        let answered;
        window.fetch = () => new Promise((resolve) => (answered = () => resolve({status: 200})));
        sockets.at(-1).close(1006);
        socket.useToken("another");
        answered();
        await new Promise((done) => setTimeout(done, 300));
        """
    )
    assert "gone" not in js("return states")
    assert js("return sockets.at(-1).protocols[1]") == "another"


def test_what_is_said_of_the_next_run(run):
    said = run(
        """
        const {Continuity} = await load("continuity");
        const tell = (...steps) => {
          const memory = new Continuity();
          return steps.map(([step, what]) => memory[step](what) ?? null);
        };
        return [
          tell(["lose", "gone"], ["arrive", "a"]),  // nothing was shown before
          tell(["arrive", "a"], ["arrive", "b"]),  // exchanged, not lost
          tell(["arrive", "a"], ["lose", "gone"], ["arrive", "a"]),  // it was there after all
          tell(["arrive", "a"], ["lose", "gone"], ["arrive", "b"], ["arrive", "c"]),
          tell(["arrive", "a"], ["lose", "expired"], ["lose", "gone"], ["arrive", "b"]),
        ];
        """
    )
    assert said[0] == [None, ""]
    assert said[1] == ["", ""]
    assert said[2] == ["", None, ""]
    assert said[3] == ["", None, RESTARTED, ""]
    assert "Nobody watched the run" in said[4][-1]
    assert said[4][-1].endswith("this run starts anew.")


def arrives(stage, run_id=1):
    """Another run comes on the newest connection."""
    stage.js("sockets.at(-1).open()")
    stage.say(RUN | {"run_id": run_id})
    stage.snapshots(0, 1)
    stage.wait()


def test_a_restart_is_told_before_and_after(stage):
    bye = "The server is restarting."
    stage.say({"type": "bye", "code": 1012, "message": bye})
    stage.js("sockets.at(-1).close(1012)")
    assert stage.text("message") == bye
    assert stage.text("status") == "reconnecting…"
    stage.js("stage.update({token: 'another', socket_path: '/live', assets: '/'})")
    arrives(stage)
    assert stage.text("message") == RESTARTED
    stage.press("play")
    assert stage.text("message") == RESTARTED


def test_a_stage_that_is_mounted_anew_after_a_restart_says_so_too(stage):
    stage.js("sockets.at(-1).close(1006)")
    stage.js("stage.destroy()")
    stage.js(MOUNT.replace('"secret"', '"another"'))
    arrives(stage)
    assert stage.text("message") == RESTARTED


def test_the_same_run_after_a_cut_is_no_news(stage):
    stage.js("sockets.at(-1).close(1006)")
    stage.js("while (sockets.length < 2) await new Promise((done) => setTimeout(done, 50))")
    arrives(stage)
    assert stage.text("message") == ""


def test_another_run_without_a_cut_is_no_news(stage):
    stage.js("stage.update({token: 'another', socket_path: '/live', assets: '/'})")
    arrives(stage, run_id=7)
    assert stage.text("message") == ""


def test_an_expired_run_is_followed_by_a_word(stage):
    stage.js("sockets.at(-1).close(4404)")
    stage.js("stage.update({token: 'another', socket_path: '/live', assets: '/'})")
    arrives(stage)
    assert "Nobody watched the run" in stage.text("message")
