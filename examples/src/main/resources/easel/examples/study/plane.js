// The picture of 2-D data, in layers that can be switched; the pointer shows a fake with its latent point and score.

import { byId, context, css, el, number, onTheme, probability, still, text, theme } from "./dom.js";
import { decode } from "./nodes.js";
import * as scenes from "./scene.js";

const LAYERS = [["surface", "D's surface"], ["grid", "latent grid"], ["real", "real"], ["fake", "fake"],
  ["gradient", "gradients"]];

const HELP = {
  surface: "D(x) at each point of the plane: blue where D says real, orange where D says fake.",
  grid: "A regular grid of latent points, moved by G: cells that are dark hold many fakes.",
  real: "Examples of the data.",
  fake: "Examples made by G.",
  gradient: "−∂L/∂x of each fake: the direction in which it must move so that the loss of G falls.",
};

export function startPlane(easel) {
  const shown = { surface: true, grid: true, real: true, fake: true, gradient: true };
  easel.shown = shown;
  const canvas = byId("plane-canvas");
  let hover = null;
  let morph = 1;

  const toggles = Object.fromEntries(LAYERS.map(([name, label]) => {
    const input = el("input", { type: "checkbox", name: `show-${name}`, checked: true, onchange: event => {
      shown[name] = event.target.checked;
      paint();
    } });
    input.dataset.layer = name;
    byId("layers").append(el("label", { className: `check layer-${name}`, title: HELP[name] }, input,
        el("span", { className: "swatch" }), label));
    return [name, input];
  }));
  const bend = el("button", { type: "button", className: "quiet",
    title: "Shows how G bends the latent square into its manifold",
    onclick: () => animate() }, "Bend the grid");
  byId("layers").append(bend);

  /** Shows exactly these layers; for the lesson. */
  easel.showLayers = names => {
    for (const [name, input] of Object.entries(toggles)) {
      input.checked = shown[name] = names.includes(name);
    }
    paint();
  };

  const paint = () => {
    const { state, frame } = easel;
    const visible = state?.kind === "plane";
    byId("plane").hidden = !visible;
    if (!visible) {
      return;
    }
    byId("plane-empty").hidden = Boolean(frame);
    const size = canvas.clientWidth;
    const c = context(canvas, size, size);
    if (c && frame) {
      decode(frame, state);
      drawAll(scenes.scene(c, size, state.limit), frame, shown, morph);
      const pointed = hover === null ? null : frame.fakes.subarray(2 * hover, 2 * hover + 2);
      mark(scenes.scene(c, size, state.limit), pointed, 7);
      mark(scenes.scene(c, size, state.limit), byId("latent").open ? easel.probe : null, 4);
      text(byId("plane-text"), describe(frame, hover) || summary(frame, state.limit));
    }
  };

  const animate = () => {
    if (still()) {
      morph = 1;
      return paint();
    }
    const start = performance.now();
    const tick = now => {
      const t = Math.min(1, (now - start) / 2000);
      morph = t * t * (3 - 2 * t);
      paint();
      if (t < 1) {
        requestAnimationFrame(tick);
      }
    };
    shown.grid = toggles.grid.checked = true;
    requestAnimationFrame(tick);
  };

  canvas.addEventListener("pointermove", event => {
    const { frame, state } = easel;
    if (frame?.fakes && state && !byId("stage").classList.contains("drawing")) {
      const size = canvas.clientWidth;
      const s = scenes.scene(null, size, state.limit);
      hover = nearest(frame.fakes, (x, y) => Math.hypot(s.x(x) - event.offsetX, s.y(y) - event.offsetY), 18);
      paint();
    }
  });
  canvas.addEventListener("pointerleave", () => {
    hover = null;
    paint();
  });
  easel.on("frame", paint);
  easel.on("state", paint);
  easel.on("probe", paint);
  onTheme(paint);
  new ResizeObserver(paint).observe(canvas);
}

function drawAll(s, frame, shown, morph) {
  const { real, fake, gradient, panel } = theme();
  if (shown.surface && frame.heat) {
    scenes.surface(s, frame.surface.n, frame.heat);
  } else {
    s.c.fillStyle = css(panel);
    s.c.fillRect(0, 0, s.size, s.size);
  }
  axes(s);
  if (shown.grid && frame.grid) {
    scenes.grid(s, frame.latent.n, morph < 1 ? bent(frame, s.limit, morph) : frame.grid);
  }
  if (shown.real) {
    rim(s, frame.reals, real);
  }
  if (shown.gradient) {
    scenes.arrows(s, frame.fakes, frame.slopes, gradient);
  }
  if (shown.fake) {
    rim(s, frame.fakes, fake);
  }
}

/** Dots with a thin rim in the panel's colour, so that they stand out from a surface of the same hue. */
function rim(s, data, color) {
  const radius = Math.max(2, s.size / 190);
  scenes.points(s, data, theme().panel, radius + 0.8, 0.7);
  scenes.points(s, data, color, radius, 0.95);
}

function axes(s) {
  s.c.strokeStyle = css(theme().line, 0.8);
  s.c.lineWidth = 1;
  s.c.beginPath();
  s.c.moveTo(s.x(0), 0);
  s.c.lineTo(s.x(0), s.size);
  s.c.moveTo(0, s.y(0));
  s.c.lineTo(s.size, s.y(0));
  s.c.stroke();
}

/** The grid between its regular form (t = 0) and G of it (t = 1). */
function bent(frame, limit, t) {
  const { n } = frame.latent;
  return frame.grid.map((value, i) => {
    const cell = Math.floor(i / 2);
    const at = i % 2 ? Math.floor(cell / n) : cell % n;
    return (1 - t) * 0.8 * limit * (2 * at / (n - 1) - 1) + t * value;
  });
}

/** Index of the nearest point within the given distance, or null. */
function nearest(data, distance, within) {
  let best = null;
  for (let i = 0; 2 * i + 1 < data.length; i++) {
    const d = distance(data[2 * i], data[2 * i + 1]);
    if (d < within) {
      [best, within] = [i, d];
    }
  }
  return best;
}

/** A circle around a point: the fake under the pointer, or G of the latent point of the sliders. */
function mark(s, point, radius) {
  if (point) {
    s.c.strokeStyle = css(theme().ink);
    s.c.lineWidth = 2;
    s.c.beginPath();
    s.c.arc(s.x(point[0]), s.y(point[1]), radius, 0, 2 * Math.PI);
    s.c.stroke();
  }
}

function describe(frame, index) {
  if (index === null) {
    return "";
  }
  const pair = (data, i) => `(${number(data[2 * i], 2)}, ${number(data[2 * i + 1], 2)})`;
  return `Fake ${index + 1}: z = ${frame.z ? pair(frame.z, index) : "?"}, G(z) = ${pair(frame.fakes, index)}, `
      + `D(G(z)) = ${probability(frame.score[index])}, −∂L/∂x = ${pair(frame.slopes, index)}`;
}

function summary(frame, limit) {
  let outside = 0;
  for (let i = 0; i < frame.fakes.length; i += 2) {
    outside += Math.abs(frame.fakes[i]) > limit || Math.abs(frame.fakes[i + 1]) > limit ? 1 : 0;
  }
  const note = outside ? `, ${outside} of them outside the picture` : "";
  return `${frame.reals.length / 2} real points, ${frame.fakes.length / 2} fakes${note}. `
      + "Point to a fake for its latent point and its score.";
}
