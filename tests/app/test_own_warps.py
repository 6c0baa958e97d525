"""Space warps of data of the visitor's own: two columns are bent, more are told where to go."""

from __future__ import annotations

import json

from playground.live.registry import REGISTRY
from playground.presets import TOPOLOGY
from playground.views.morph_download import _morph_of
from tests.app.test_own_elsewhere import opened
from tests.own_data import flat_data, wide_data


def buttons(app):
    return [button.label for button in app.get("download_button")]


def test_two_columns_are_bent_like_a_shape():
    app = opened("warps", flat_data())
    assert not app.exception
    (mounted,) = app.get("bidi_component")
    told = json.loads(mounted.proto.json)
    assert [row["name"] for row in told["experiments"]] == list(TOPOLOGY)
    run = REGISTRY.get(told["token"])
    assert run.dataset is not None
    text = _morph_of(run)
    assert "Space warps: own data" in text
    assert '"small"' in text
    assert '"tall"' in text


def test_more_columns_are_told_that_a_warp_starts_from_a_plane():
    app = opened("warps", wide_data())
    assert not app.exception
    assert not app.get("bidi_component")
    assert "The whole morph as HTML" not in buttons(app)
    (words,) = [text.value for text in app.markdown if "starts from a plane" in text.value]
    assert "your data have 4 inputs" in words
    assert any(link.proto.label == "Choose two columns" for link in app.get("page_link"))
