"""The banner: the more urgent sentence first, until dismissed, over, or long enough said."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.browser

SAY = """
const { createMessage } = await load("message");
const message = createMessage();
document.body.append(message.element);
const seen = [];
for (const [speaker, words] of argument) {
  if (speaker === "dismiss") message.element.querySelector("button").click();
  else if (speaker === "status") message.showStatus(words ? "diverged" : "", words);
  else message.say(speaker, words);
  const shown = message.element.classList.contains("is-shown");
  seen.push(shown ? message.element.textContent : "");
}
message.element.remove();
return seen;
"""


def test_the_more_urgent_sentence_is_shown_and_the_other_comes_back(run):
    steps = [
        ["note", "One unit more."],
        ["blocked", "All of one class."],
        ["status", "Too far."],
        ["status", ""],
        ["blocked", ""],
        ["note", ""],
    ]
    shown = ["One unit more.", "All of one class.", "Too far.", "All of one class."]
    assert run(SAY, steps) == [*shown, "One unit more.", ""]


def test_what_was_dismissed_is_not_said_again_until_it_was_over(run):
    steps = [
        ["blocked", "All of one class."],
        ["dismiss", ""],
        ["blocked", "All of one class."],
        ["blocked", ""],
        ["blocked", "All of one class."],
    ]
    assert run(SAY, steps) == ["All of one class.", "", "", "", "All of one class."]


def test_a_hint_goes_by_itself(run):
    body = """
    const later = window.setTimeout;
    const waits = [];
    window.setTimeout = (act, ms) => waits.push([act, ms]);
    const { createMessage } = await load("message");
    const message = createMessage();
    message.say("hint", "At most 2,000 points.");
    message.say("blocked", "No points.");
    window.setTimeout = later;
    const before = message.element.textContent;
    message.say("blocked", "");
    const between = message.element.textContent;
    waits.forEach(([act]) => act());
    return [before, between, message.element.textContent, waits.map(([, ms]) => ms > 1000)];
    """
    assert run(body, None) == ["No points.", "At most 2,000 points.", "", [True]]
