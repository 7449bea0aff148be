// Helpers for elements, numbers, bytes, canvases and colours. No state of the study.

/** An element with properties, event listeners (on…) and children; strings become text nodes, never markup. */
export function el(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [key, value] of Object.entries(properties)) {
    if (key.startsWith("on")) {
      element.addEventListener(key.slice(2), value);
    } else if (key in element && key !== "list") {
      element[key] = value;
    } else {
      element.setAttribute(key, value);
    }
  }
  element.append(...children);
  return element;
}

export const byId = id => document.getElementById(id);

/** Sets the text only if it differs: fewer layouts, and screen readers are not disturbed. */
export function text(element, value) {
  if (element.textContent !== value) {
    element.textContent = value;
  }
}

/** The bytes of base64 text. */
export function bytes(base64) {
  const binary = atob(base64 || "");
  const result = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i++) {
    result[i] = binary.charCodeAt(i);
  }
  return result;
}

/** The 32-bit floats of base64 text (little-endian, as in every browser that runs this page). */
export const floats = base64 => new Float32Array(bytes(base64).buffer);

/** A number for people: three or so significant digits, a true minus sign. */
export function number(value, digits = 3) {
  if (value === null || value === undefined || Number.isNaN(value)) {
    return "–";
  }
  const size = Math.abs(value);
  const written = size !== 0 && (size < 1e-3 || size >= 1e6)
      ? value.toExponential(digits > 3 ? digits - 1 : 1)
      : size >= 1000 ? Math.round(value).toString() : Number(value.toPrecision(digits)).toFixed(decimals(size, digits));
  return written.replace("-", "−").replace("e+", "e").replace("e-", "e−");
}

function decimals(size, digits) {
  return size === 0 ? 0 : Math.max(0, digits - 1 - Math.floor(Math.log10(size)));
}

/** A probability, with two decimals. */
export const probability = p => (p === null || p === undefined || Number.isNaN(p) ? "–" : p.toFixed(2));

/** An integer with thin spaces between thousands. */
export const whole = value => String(value ?? 0).replace(/\B(?=(\d{3})+(?!\d))/g, "\u202f");

/** Sets the size of a canvas in CSS pixels and returns its context, scaled to them; null while it is not shown. */
export function context(canvas, width = canvas.clientWidth, height = canvas.clientHeight) {
  if (!width || !height) {
    return null;
  }
  const scale = Math.min(2, window.devicePixelRatio || 1);
  const [w, h] = [Math.round(width * scale), Math.round(height * scale)];
  if (canvas.width !== w || canvas.height !== h) {
    canvas.width = w;
    canvas.height = h;
  }
  const c = canvas.getContext("2d");
  c.setTransform(scale, 0, 0, scale, 0, 0);
  c.clearRect(0, 0, width, height);
  return c;
}

const names = ["real", "fake", "fake-text", "gradient", "negative", "positive", "panel", "ink", "soft", "line",
  "series-1", "series-2", "series-3", "series-4", "series-5", "series-6"];
let cached = null;
const dark = window.matchMedia("(prefers-color-scheme: dark)");
dark.addEventListener("change", () => { cached = null; });

/** The colours of style.css for canvases, such as theme().real, as [r, g, b]. */
export function theme() {
  if (!cached) {
    const style = getComputedStyle(document.documentElement);
    cached = {};
    for (const name of names) {
      cached[name] = rgb(style.getPropertyValue("--" + name).trim());
    }
  }
  return cached;
}

/** Calls the listener when the system changes between light and dark. */
export const onTheme = listener => dark.addEventListener("change", listener);

const rgb = hex => [1, 3, 5].map(i => parseInt(hex.slice(i, i + 2), 16));

/** A CSS colour of [r, g, b]. */
export const css = (color, alpha = 1) => `rgb(${color[0]} ${color[1]} ${color[2]} / ${alpha})`;

/** The 99th percentile of the sizes of values, so that one value does not make the others pale. */
export function largest(values) {
  const sizes = Float32Array.from(values, Math.abs).sort();
  return sizes[Math.floor(0.99 * (sizes.length - 1))] || sizes[sizes.length - 1] || 1e-12;
}

/** Writes a value from -1 to 1 as a pixel: negative colour, panel, positive colour. */
export function diverging(pixels, offset, value, negative, middle, positive) {
  const t = Math.min(1, Math.abs(value));
  const end = value < 0 ? negative : positive;
  for (let c = 0; c < 3; c++) {
    pixels[offset + c] = middle[c] + t * (end[c] - middle[c]);
  }
  pixels[offset + 3] = 255;
}

/** Whether the person asked the system for less motion. */
export const still = () => window.matchMedia("(prefers-reduced-motion: reduce)").matches;

/** The stage of a state or an operation as an index from 0; -1 if there is none. The server counts stages from 1. */
export const stageIndex = ({ stage }) => (stage || 0) - 1;
