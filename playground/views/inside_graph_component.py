"""The component that mounts a stepped picture into a Streamlit page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from playground.stage.routes import assets_path

# Streamlit loads this text as a module of its own; ours is fetched from its route.
_ENTRY = """
const mounted = new WeakMap();

export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  const root = parentElement.querySelector(".dbg");
  let picture = mounted.get(root);
  if (!picture) {
    const main = new URL(`${data.assets}stage/graph/main.js`, window.location.origin);
    picture = import(main.href).then(({ mount }) =>
      mount({ root, data: data.stepped, trigger: setTriggerValue })
    );
    picture.catch((error) => {
      console.error(error);
      root.textContent = "The picture could not be loaded. Please reload the page.";
    });
    mounted.set(root, picture);
  }
  picture.then((handle) => handle.update(data.stepped)).catch(() => {});
  return () => {
    mounted.delete(root);
    picture.then((handle) => handle.destroy()).catch(() => {});
  };
}
"""

_component = st.components.v2.component(
    "decision_boundary_steps",
    html='<div class="dbg" data-testid="steps"></div>',
    js=_ENTRY,
    isolate_styles=False,
)


def stepped(data: dict[str, Any], *, key: str, on_choice: Callable[[], None] | None = None) -> Any:
    """Mount a picture with steps.

    Parameters
    ----------
    data : dict
        Of ``graph_payload`` or ``network_payload``, ready for JSON.
    key : str
        Streamlit key.
    on_choice : callable or None
        Called before the script reruns when something on the picture was chosen.
    """
    return _component(
        key=key,
        data={"assets": f"{assets_path()}/", "stepped": data},
        on_choice_change=on_choice or (lambda: None),
    )
