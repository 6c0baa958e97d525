// @ts-check
// What the stage needs of the page around it: style sheets, Plotly's bundle, the window's top edge.

import { element } from "./dom.js";

/** The stage's own style sheets, so that the page needs to know of none. */
export function styleSheets() {
  return ["stage.css", "panels.css", "draw/draw.css", "edit/edit.css"].map((name) =>
    element("link", { rel: "stylesheet", href: new URL(name, import.meta.url).href }),
  );
}

/**
 * Plotly's bundle, fetched once a page, when the first panel asks for it.
 * @param {string} assets address of the versioned assets, ending in "/"
 * @returns {Promise<any>}
 */
export function loadPlotly(assets) {
  const page = /** @type {any} */ (window);
  page.__dbp_plotly ??= new Promise((resolve, reject) => {
    if (page.Plotly) return resolve(page.Plotly);
    const script = element("script", {
      src: new URL(`${assets}plotly/plotly.min.js`, window.location.href).href,
      onload: () => resolve(page.Plotly),
      onerror: () => {
        page.__dbp_plotly = undefined;
        reject(new Error("Plotly could not be loaded"));
      },
    });
    document.head.append(script);
  });
  return page.__dbp_plotly;
}

/**
 * On a phone the transport sticks to the top of the window; `is-stuck` says when it does.
 * @param {HTMLElement} stage
 * @param {HTMLElement} bar
 * @returns {() => void} stops watching
 */
export function watchSticky(stage, bar) {
  const mark = element("div", { class: "dbp-sticky-mark" });
  stage.prepend(mark);
  const observer = new IntersectionObserver(
    ([{ isIntersecting, boundingClientRect }]) => {
      bar.classList.toggle("is-stuck", !isIntersecting && boundingClientRect.top < 100);
    },
    { rootMargin: "-44px 0px 0px 0px" },
  );
  observer.observe(mark);
  return () => observer.disconnect();
}

const ADDRESS_MS = 300; // Streamlit has written the address by then

/** Keep commas in the page's address as commas, for people who read it. */
export function keepAddressReadable() {
  setTimeout(() => {
    const { pathname, search, hash } = window.location;
    if (!/%2C/i.test(search)) return;
    const readable = search.replaceAll(/%2C/gi, ",");
    window.history.replaceState(window.history.state, "", pathname + readable + hash);
  }, ADDRESS_MS);
}
