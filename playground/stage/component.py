"""The component that mounts the stage into a Streamlit page and hands it the run's token."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from playground.stage.routes import assets_path, base_path

PANELS = {
    "live": "panels.js",
    "warps": "warps/panels.js",
    "compare": "compare/panels.js",
    "race": "race/panels.js",
    "genetic": "race/breeding.js",
    "digits": "digits/panels.js",
}
"""What each page shows of the run: a module that exports ``createPanels``."""

_HTML = '<div class="dbp" data-testid="stage"></div>'

# Streamlit loads this text as a module of its own; the stage's real modules import one another
# by relative address, so they are fetched from their route.
_ENTRY = """
const mounted = new WeakMap();

export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  const root = parentElement.querySelector(".dbp");
  let stage = mounted.get(root);
  if (!stage) {
    const base = new URL(data.assets, window.location.origin);
    const load = (path) => import(new URL(`stage/${path}`, base).href);
    stage = Promise.all([load("main.js"), load(data.panels)]).then(([{ mount }, panels]) =>
      mount({ root, data, trigger: setTriggerValue, createPanels: panels.createPanels })
    );
    stage.catch((error) => {
      console.error(error);
      root.textContent = "The stage could not be loaded. Please reload the page.";
    });
    mounted.set(root, stage);
  }
  stage.then((handle) => handle.update(data)).catch(() => {});
  return () => {
    mounted.delete(root);
    stage.then((handle) => handle.destroy()).catch(() => {});
  };
}
"""

_stage = st.components.v2.component(
    "decision_boundary_stage", html=_HTML, js=_ENTRY, isolate_styles=False
)

_DELIVERY = """
export default function ({ data }) {
  (window.__dbp_deliveries ??= new Map()).set(data.topic, data);
  window.dispatchEvent(new CustomEvent("dbp-delivery", { detail: data.topic }));
}
"""

_delivery = st.components.v2.component(
    "decision_boundary_delivery", html="<div></div>", js=_DELIVERY, isolate_styles=False
)


def stage(
    token: str,
    *,
    page: str,
    experiments: list[dict[str, str]],
    key: str,
    on_architecture: Callable[[], None],
    on_weights: Callable[[], None],
    on_preset: Callable[[], None],
    on_expired: Callable[[], None],
    on_drawn: Callable[[], None],
    models: dict[str, Any] | None = None,
    race: dict[str, Any] | None = None,
    pace: float | None = None,
    on_choice: Callable[[Any], None] | None = None,
) -> Any:
    """Mount the stage for the live run behind ``token``.

    Parameters
    ----------
    token : str
        The run's secret; the browser shows it to the socket and to nobody else.
    page : str
        Which panels the stage shows: a key of ``PANELS``.
    experiments : list of dict
        Presets offered on the stage: their ``name``, ``label`` and ``look_for``.
    key : str
        Streamlit key; triggers are read from ``st.session_state[key]``.
    on_architecture, on_weights, on_preset, on_expired, on_drawn : callable
        Called before the script reruns when the visitor changed the network on the picture, when
        the run was reset with new initial weights, when an experiment was chosen, when the server
        has let the run go, and when points were drawn.
    models : dict or None
        The models that the run is compared with, and which two are shown large; their answers
        come by ``deliver``.
    race : dict or None
        Line-up, goal and axes of a race (``stage/assets/race/choices.js``).
    pace : float or None
        Epochs a frame until the visitor chooses, on a page that keeps a pace of its own.
    on_choice : callable or None
        Called with what was chosen on the stage: ``{"left": name, "right": name}`` of the models,
        or what changed of a race's choices.
    """
    callbacks: dict[str, Any] = {}
    if on_choice is not None:
        callbacks["on_choice_change"] = lambda: on_choice(st.session_state[key].get("choice"))
    return _stage(
        key=key,
        data={
            "token": token,
            "socket_path": f"{base_path()}/live",
            "assets": f"{assets_path()}/",
            "panels": PANELS[page],
            "experiments": experiments,
            "models": models,
            "race": race,
            "pacing": None if pace is None else {"key": page, "initial": pace},
        },
        on_architecture_change=on_architecture,
        on_weights_change=on_weights,
        on_preset_change=on_preset,
        on_expired_change=on_expired,
        on_drawn_change=on_drawn,
        **callbacks,
    )


def deliver(topic: str, data: dict[str, Any], *, key: str) -> None:
    """Hand the stage of this page something apart from its own data.

    Streamlit sends a component's data as a whole, and again only when it has changed: large pieces
    that change by themselves each have a component without looks.

    Parameters
    ----------
    topic : str
        What the stage's panels listen for (``stage/assets/compare/deliveries.js``).
    data : dict
        Ready for JSON.
    key : str
        Streamlit key.
    """
    _delivery(key=key, data=data | {"topic": topic})
