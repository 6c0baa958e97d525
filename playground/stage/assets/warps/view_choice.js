// @ts-check
// How a wide space is looked at: through principal components, or through chosen units.

import { element, setText } from "../dom.js";
import { SEEN } from "./space_view.js";

/**
 * @param {import("./scene.js").Scene} scene
 * @param {() => void} onChange
 */
export function createViewChoice(scene, onChange) {
  const kind = element("select", {
    class: "dbp-select", "data-testid": "view-kind", "aria-label": "How this space is seen", onchange: change,
  },
    element("option", { value: "components3" }, "3 components"),
    element("option", { value: "components2" }, "2 components"),
    element("option", { value: "units" }, "units…"));
  const units = Array.from({ length: SEEN }, (_, i) => element("select", {
    class: "dbp-select dbp-select--unit", "data-testid": `view-unit-${i}`, "aria-label": `Unit shown as axis ${i + 1}`, onchange: change,
  }));
  const share = element("span", { class: "dbp-choice__share", title: "Share of the points’ variance that this view shows" });
  const box = element("div", { class: "dbp-choice" }, share, kind, ...units);
  let space = -1;

  function change() {
    const width = scene.run.layer_sizes[space];
    const chosen = units.map((select) => Number(select.value));
    if (kind.value !== "units") {
      scene.choose(space, { kind: "components", dimensions: kind.value === "components2" ? 2 : 3, units: chosen });
    } else {
      const shown = [...new Set(chosen.filter((unit) => unit >= 0))];
      for (let unit = 0; shown.length < 2 && unit < width; unit++) if (!shown.includes(unit)) shown.push(unit);
      scene.choose(space, { kind: "units", dimensions: shown.length > 2 ? 3 : 2, units: shown });
    }
    fill();
    onChange();
  }

  function fill() {
    const width = scene.run.layer_sizes[space];
    const { kind: now, dimensions, units: chosen } = scene.choice(space);
    kind.value = now === "units" ? "units" : `components${dimensions}`;
    units.forEach((select, i) => {
      select.hidden = now !== "units";
      const options = Array.from({ length: width }, (_, u) => element("option", { value: u }, String(u + 1)));
      if (i === SEEN - 1) options.unshift(element("option", { value: -1 }, "–"));
      select.replaceChildren(...options);
      select.value = String(i < (now === "units" ? dimensions : SEEN) ? chosen[i] : -1);
    });
  }

  return {
    element: box,
    setRun() {
      space = -1;
    },
    show() {
      const here = scene.space;
      const wide = scene.run.layer_sizes[here] > SEEN;
      if (here !== space) {
        space = here;
        box.classList.toggle("is-away", !wide);
        if (wide) fill();
      }
      if (wide) setText(share, `${Math.round(100 * scene.view(here).share)}% seen`);
    },
  };
}
