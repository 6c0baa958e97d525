"""The component that mounts the stage into a Streamlit page and hands it the run's token."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from playground.stage.routes import assets_path, base_path

PANELS = {"live": "panels.js", "warps": "warps/panels.js"}
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
) -> Any:
    """Mount the stage for the live run behind ``token``.

    Parameters
    ----------
    token : str
        The run's secret; the browser shows it to the socket and to nobody else.
    page : str
        Which panels the stage shows: ``"live"`` or ``"warps"``.
    experiments : list of dict
        Presets offered on the stage: their ``name``, ``label`` and ``look_for``.
    key : str
        Streamlit key; triggers are read from ``st.session_state[key]``.
    on_architecture, on_weights, on_preset, on_expired : callable
        Called before the script reruns when the visitor changed the network on the picture, when
        the run was reset with new initial weights, when an experiment was chosen, and when the
        server has let the run go.
    """
    return _stage(
        key=key,
        data={
            "token": token,
            "socket_path": f"{base_path()}/live",
            "assets": f"{assets_path()}/",
            "panels": PANELS[page],
            "experiments": experiments,
        },
        on_architecture_change=on_architecture,
        on_weights_change=on_weights,
        on_preset_change=on_preset,
        on_expired_change=on_expired,
    )
