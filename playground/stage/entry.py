"""The text that loads one of our modules into a Streamlit component, and keeps it loaded."""

from __future__ import annotations

# Streamlit loads this text as a module of its own; ours are fetched from their route, where they
# import one another by relative address. It also ends and begins a component whose slider moves
# quickly, in the same place: only an element that has left the page is let go, and only the newest
# trigger is heard.
_ENTRY = """
const mounted = new WeakMap();
const triggers = new WeakMap();

export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  const root = parentElement.querySelector("SELECTOR");
  triggers.set(root, setTriggerValue);
  let content = mounted.get(root);
  if (!content) {
    const main = new URL(`${data.assets}stage/MODULE`, window.location.origin);
    content = import(main.href).then(({ mount }) =>
      mount({ root, data, trigger: (name, value) => triggers.get(root)(name, value) })
    );
    content.catch((error) => {
      console.error(error);
      root.textContent = "NAME could not be loaded. Please reload the page.";
    });
    mounted.set(root, content);
  }
  content.then((handle) => handle.update(data)).catch(() => {});
  return () => setTimeout(() => {
    if (root.isConnected || mounted.get(root) !== content) return;
    mounted.delete(root);
    content.then((handle) => handle.destroy()).catch(() => {});
  });
}
"""


def entry(selector: str, module: str, name: str) -> str:
    """The text of a component's module.

    Parameters
    ----------
    selector : str
        CSS selector of the component's root element.
    module : str
        Below ``stage/assets``; exports ``mount({ root, data, trigger })``, which gives
        ``{ update(data), destroy() }`` or a promise of it. ``data.assets`` is the address of the
        versioned assets.
    name : str
        What could not be loaded, as the page says it.
    """
    return _ENTRY.replace("SELECTOR", selector).replace("MODULE", module).replace("NAME", name)
