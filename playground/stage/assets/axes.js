// @ts-check
// Plotly's axes, points and tools in front of a canvas of ours, both always showing the same range.

/** @typedef {import("./theme.js").Theme} Theme */
/** @typedef {Record<string, [number, number]>} Ranges  by axis, in Plotly's names and units */

/**
 * @typedef {object} Options
 * @property {() => Promise<any>} plotly
 * @property {{l: number, r: number, t: number, b: number}} margin  fixed, so nothing ever moves
 * @property {(ranges: Ranges) => void} onRanges  the visitor zoomed or panned
 * @property {() => void} onReset  the visitor wants the whole picture back
 * @property {() => void} onReady  Plotly has arrived and drawn
 * @property {() => HTMLCanvasElement[]} layers  what lies behind, for the saved picture
 * @property {string} filename  of the saved picture
 */

/**
 * A Plotly figure without a background. Until Plotly arrives only its place is kept; what is drawn
 * or changed in the meantime is drawn then.
 *
 * @param {HTMLElement} host  positioned; the figure fills the box given to ``resize``
 * @param {Options} options
 */
export function createAxes(host, options) {
  const div = document.createElement("div");
  div.className = "dbp-axes";
  host.append(div);
  /** @type {any} */
  let Plotly = null;
  /** @type {(() => {data: any[], layout: any}) | null} */
  let build = null;
  let drawn = false;
  let axesDrawn = "";
  let marginDrawn = "";
  let destroyed = false;
  let size = { width: 0, height: 0 };
  let ours = 0; // changes of ours under way, whose echo is not the visitor's doing

  /** @param {any} patch */
  function change(patch) {
    ours++;
    Plotly.relayout(div, patch).finally(() => ours--);
  }

  function draw() {
    if (!Plotly || !build || destroyed || size.width < 1 || size.height < 1) return;
    const figure = build();
    const margin = { ...options.margin, ...figure.layout.margin, pad: 0, autoexpand: false };
    const layout = { ...figure.layout, ...size, margin };
    const names = axisNames(layout);
    const room = JSON.stringify(margin);
    if (drawn && names === axesDrawn && room === marginDrawn) {
      Plotly.react(div, figure.data, layout, config(Plotly));
      return;
    }
    // Plotly cannot add or drop a subplot in a drawn figure without stumbling over the old one, and
    // leaves the lines of its axes where they were when margins and size change together.
    if (drawn) Plotly.purge(div);
    drawn = true;
    axesDrawn = names;
    marginDrawn = room;
    Plotly.newPlot(div, figure.data, layout, config(Plotly));
    const graph = /** @type {any} */ (div);
    graph.on("plotly_relayout", heard);
    graph.on("plotly_relayouting", heard);
    graph.on("plotly_doubleclick", () => options.onReset());
    options.onReady();
  }

  /** @param {Record<string, any>} news */
  function heard(news) {
    if (ours) return;
    /** @type {Ranges} */
    const ranges = {};
    for (const [key, value] of Object.entries(news ?? {})) {
      const [, axis, end] = /^([xy]axis\d*)\.range(?:\[([01])\])?$/.exec(key) ?? [];
      if (!axis) continue;
      if (end === undefined) ranges[axis] = [Number(value[0]), Number(value[1])];
      else {
        ranges[axis] ??= [NaN, NaN];
        ranges[axis][Number(end)] = Number(value);
      }
    }
    const whole = Object.entries(ranges).filter(([, range]) => range.every(Number.isFinite));
    if (whole.length) options.onRanges(Object.fromEntries(whole));
  }

  /** @param {any} library */
  function config({ Icons: icons }) {
    return {
      displaylogo: false,
      doubleClick: false,
      showTips: false,
      modeBarButtons: [
        ["zoom2d", "pan2d", "zoomIn2d", "zoomOut2d"],
        [
          { name: "home", title: "Whole picture", icon: icons.home, click: options.onReset },
          { name: "png", title: "Save as PNG", icon: icons.camera, click: save },
        ],
      ],
    };
  }

  async function save() {
    const scale = 2;
    const url = await Plotly.toImage(div, { format: "png", ...size, scale });
    const front = new Image();
    front.src = url;
    await front.decode();
    const canvas = document.createElement("canvas");
    canvas.width = size.width * scale;
    canvas.height = size.height * scale;
    const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
    context.fillStyle = build?.().layout.meta.background ?? "white";
    context.fillRect(0, 0, canvas.width, canvas.height);
    const origin = div.getBoundingClientRect();
    const onPicture = (/** @type {DOMRect} */ box) =>
      /** @type {const} */ ([
        (box.left - origin.left) * scale,
        (box.top - origin.top) * scale,
        box.width * scale,
        box.height * scale,
      ]);
    for (const layer of options.layers()) {
      context.save();
      context.beginPath();
      const frame = /** @type {Element} */ (layer.parentElement);
      context.rect(...onPicture(frame.getBoundingClientRect()));
      context.clip();
      context.drawImage(layer, ...onPicture(layer.getBoundingClientRect()));
      context.restore();
    }
    context.drawImage(front, 0, 0, canvas.width, canvas.height);
    const link = document.createElement("a");
    link.download = options.filename;
    link.href = canvas.toDataURL("image/png");
    link.click();
  }

  options.plotly().then(
    (library) => {
      Plotly = library;
      draw();
    },
    (error) => console.error("Plotly could not be loaded; axes and hover are left out.", error),
  );

  return {
    /** Whether Plotly draws by now. */
    get ready() {
      return drawn;
    },
    /**
     * Draw a figure, now or when Plotly arrives: it is built then, with the ranges of that moment.
     *
     * @param {() => {data: any[], layout: any}} builder
     */
    setFigure(builder) {
      build = builder;
      draw();
    },
    /** Change the drawn figure's axes, as far as it has them. @param {Record<string, any>} patch */
    relayout(patch) {
      if (!drawn) return;
      const known = axesDrawn.split(" ");
      change(Object.fromEntries(Object.entries(patch).filter(([key]) => known.includes(key.split(".")[0]))));
    },
    /** @param {Record<string, any>} patch @param {number[]} traces */
    restyle(patch, traces) {
      if (drawn) Plotly.restyle(div, patch, traces);
    },
    /** @param {number} left @param {number} top @param {number} width @param {number} height */
    resize(left, top, width, height) {
      Object.assign(div.style, {
        left: `${left}px`,
        top: `${top}px`,
        width: `${width}px`,
        height: `${height}px`,
      });
      if (width === size.width && height === size.height) return;
      size = { width, height };
      if (!drawn) draw();
      else if (width > 0 && height > 0) change(size);
    },
    destroy() {
      destroyed = true;
      if (drawn) Plotly.purge(div);
      div.remove();
    },
  };
}

/** The names of a layout's axes. @param {any} layout */
function axisNames(layout) {
  return Object.keys(layout)
    .filter((key) => /^[xy]axis\d*$/.test(key))
    .sort()
    .join(" ");
}

/**
 * Layout that all figures share: no background, quiet ticks outside, no grid.
 *
 * @param {Theme} theme
 */
export function baseLayout(theme) {
  return {
    meta: { background: theme.background },
    paper_bgcolor: "rgba(0,0,0,0)",
    plot_bgcolor: "rgba(0,0,0,0)",
    font: { family: theme.font, size: 11, color: theme.faint },
    showlegend: false,
    // A finger scrolls the page past the picture; the tools in the corner still zoom.
    dragmode: matchMedia("(pointer: coarse)").matches ? false : "zoom",
    hovermode: "closest",
    hoverlabel: { font: { family: theme.font, size: 12 } },
    transition: { duration: 0 },
  };
}

/**
 * @param {Theme} theme
 * @param {any} [more]
 */
export function baseAxis(theme, more = {}) {
  return {
    showgrid: false,
    zeroline: false,
    ticks: "outside",
    ticklen: 4,
    tickcolor: theme.grid,
    linecolor: theme.grid,
    automargin: false,
    autorange: false,
    ...more,
  };
}
