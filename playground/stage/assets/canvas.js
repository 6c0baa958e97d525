// @ts-check
// Canvases that are sharp on any display.

/** Device pixels per CSS pixel are not followed beyond this: nobody sees them, all pay for them. */
const MAX_RATIO = 2;

/** Device pixels per CSS pixel to paint with. */
export function pixelRatio() {
  return Math.min(window.devicePixelRatio || 1, MAX_RATIO);
}

/**
 * A canvas for decoration: what it shows is said in text elsewhere.
 *
 * @param {string} className
 */
export function createCanvas(className) {
  const canvas = document.createElement("canvas");
  canvas.className = className;
  canvas.setAttribute("aria-hidden", "true");
  return canvas;
}

/**
 * Give a canvas a size in CSS pixels; its context then paints in CSS pixels.
 *
 * @param {HTMLCanvasElement} canvas @param {number} width @param {number} height
 * @returns {CanvasRenderingContext2D}
 */
export function fitCanvas(canvas, width, height) {
  const ratio = pixelRatio();
  const across = Math.max(1, Math.round(width * ratio));
  const down = Math.max(1, Math.round(height * ratio));
  if (canvas.width !== across) canvas.width = across;
  if (canvas.height !== down) canvas.height = down;
  canvas.style.width = `${width}px`;
  canvas.style.height = `${height}px`;
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  context.setTransform(across / width, 0, 0, down / height, 0, 0);
  return context;
}

/**
 * A small picture whose pixels are written directly and then painted scaled.
 *
 * @param {number} width @param {number} height  in pixels
 * @param {HTMLCanvasElement} [canvas]
 */
export function createPixels(width, height, canvas = document.createElement("canvas")) {
  canvas.width = width;
  canvas.height = height;
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  const image = context.createImageData(width, height);
  return {
    canvas,
    width,
    height,
    pixels: new Uint32Array(image.data.buffer),
    show: () => context.putImageData(image, 0, 0),
  };
}
