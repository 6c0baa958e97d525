"""The component of a picture that is stepped through: a graph, or a network at one point."""

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


def stepped(
    data: dict[str, Any], *, key: str, on_choice: Callable[[Any], None] | None = None
) -> None:
    """Mount a picture with steps.

    Parameters
    ----------
    data : dict
        A ``Data`` of ``assets/graph/main.js``, ready for JSON.
    key : str
        Streamlit key.
    on_choice : callable or None
        Called before the script reruns with what was chosen on the picture.
    """

    def chosen() -> None:
        if on_choice is not None:
            on_choice(st.session_state[key].get("choice"))

    _component(
        key=key,
        data={"assets": f"{assets_path()}/", "stepped": data},
        on_choice_change=chosen,
    )
