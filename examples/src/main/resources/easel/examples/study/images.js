// Image GANs: a grid of examples with D's score, the gradient of each fake as a picture, and feature maps of a layer.

import { byId, css, diverging, el, floats, largest, number, onTheme, probability, text, theme } from "./dom.js";
import { decode } from "./nodes.js";
import { grayOrColour, put } from "./scene.js";

const COUNT = 16;
const UNKNOWN = "This run was trained on images that its folder does not contain, so the page cannot show them.";

export function startImages(easel) {
  const cells = Array.from({ length: COUNT }, (_, index) => cell(index, easel));
  byId("images-grid").append(...cells.map(each => each.root));
  let kind = "fake";
  const kinds = ["fake", "real"].map(name => el("button", { type: "button", className: `quiet kind-${name}`,
    onclick: () => { kind = name; paint(); } }, name === "fake" ? "Fakes of G" : "Real examples"));
  kinds.forEach((button, i) => { button.dataset.kind = ["fake", "real"][i]; });
  byId("images-kind").append(...kinds);

  const paint = () => {
    const { state, frame } = easel;
    const visible = Boolean(state) && state.kind !== "plane";
    byId("images").hidden = !visible;
    if (!visible) {
      return;
    }
    kinds.forEach(button => button.setAttribute("aria-pressed", String(button.dataset.kind === kind)));
    if (!frame) {
      text(byId("images-text"), "No step yet. Press play (space).");
      return;
    }
    decode(frame, state);
    const scale = largest(frame.slopes);
    cells.forEach(each => each.show(frame, state, kind, scale));
    text(byId("images-text"), kind === "real" && !frame.reals.length ? UNKNOWN : kind === "fake"
        ? `Left: a fake and D's score, the probability that it is real. Right: −∂L/∂x, the change of each pixel `
            + `that lowers G's loss; blue: brighter, orange: darker. The strongest colours are ±${number(scale, 2)}.`
        : "Real examples with D's score, the probability that each is real.");
  };
  easel.on("frame", paint);
  easel.on("state", paint);
  onTheme(paint);
  startFeatures(easel);
}

/** One example: its picture, its gradient and its score. A click chooses it for the feature maps and the walk. */
function cell(index, easel) {
  const picture = el("canvas", { className: "pixels" });
  const slope = el("canvas", { className: "pixels" });
  const score = el("span", { className: "score" });
  const root = el("button", { type: "button", className: "cell", onclick: () => easel.emit("example", index) },
      picture, slope, score);
  root.dataset.example = index;
  return {
    root,
    show(frame, state, kind, scale) {
      const { height, width, channels } = state.image;
      const size = height * width * channels;
      const data = kind === "fake" ? frame.fakes : frame.reals;
      root.hidden = (index + 1) * size > data.length;
      if (root.hidden) {
        return;
      }
      put(picture, grayOrColour(data, index * size, height, width, channels));
      slope.hidden = kind !== "fake";
      if (!slope.hidden && frame.slopes.length) {
        put(slope, slopePicture(frame.slopes, index * size, state.image, scale));
      }
      const p = (kind === "fake" ? frame.score : frame.realScore)[index];
      text(score, probability(p));
      root.setAttribute("aria-label", `${kind} example ${index + 1}, D's score ${probability(p)}`);
    },
  };
}

function slopePicture(values, offset, { height, width, channels }, scale) {
  const { negative, panel, positive } = theme();
  const image = new ImageData(width, height);
  for (let i = 0; i < height * width; i++) {
    let sum = 0;
    for (let k = 0; k < channels; k++) {
      sum += values[offset + i * channels + k];
    }
    diverging(image.data, 4 * i, sum / channels / scale, negative, panel, positive);
  }
  return image;
}

/** Feature maps: the output of one layer for one example, as one picture for each channel. */
function startFeatures(easel) {
  const title = el("h3", {}, "Feature maps");
  const about = el("p", { className: "readout" });
  const maps = el("div", { className: "maps" });
  const root = byId("features");
  root.append(title, about, maps);
  let layer = null;
  let example = 0;
  let asked = 0;

  const refresh = async () => {
    const { state } = easel;
    root.hidden = !state || state.kind === "plane";
    if (root.hidden || !layer || !easel.frame) {
      text(about, "Click a layer of G or D in the overview for its output.");
      maps.replaceChildren();
      return;
    }
    const ticket = ++asked;
    const answer = await easel.ask("features", { ...layer, example });
    if (ticket !== asked || !answer) {
      return;
    }
    const { height, width, channels } = answer;
    const data = floats(answer.data);
    const scale = largest(data);
    text(about, `${layer.network}, layer ${layer.layer + 1}: ${answer.name}, output for fake ${example + 1}: `
        + (height > 1 ? `${channels} maps of ${height}×${width}` : `${channels * width} numbers`)
        + `. Blue: positive, orange: negative; the strongest colours are ±${number(scale, 2)}.`);
    maps.replaceChildren(...(height > 1
        ? Array.from({ length: Math.min(64, channels) }, (_, k) => map(data, k, height, width, channels, scale))
        : [vector(data, scale)]));
  };

  easel.on("layer", chosen => { layer = chosen; refresh(); });
  easel.on("example", chosen => { example = chosen; refresh(); });
  easel.on("state", refresh);
  onTheme(refresh);
  let refreshed = 0;
  easel.on("frame", () => {
    if (layer && Date.now() - refreshed > 700) {
      refreshed = Date.now();
      refresh();
    }
  });
}

function map(data, channel, height, width, channels, scale) {
  const { negative, panel, positive } = theme();
  const canvas = el("canvas", { className: "pixels map", title: `channel ${channel}` });
  const image = new ImageData(width, height);
  for (let i = 0; i < height * width; i++) {
    diverging(image.data, 4 * i, data[i * channels + channel] / scale, negative, panel, positive);
  }
  put(canvas, image);
  return canvas;
}

/** A vector as rows of squares; a square number of values, such as 784, as a square. */
function vector(data, scale) {
  const { negative, panel, positive, line } = theme();
  const side = Math.sqrt(data.length);
  const columns = Number.isInteger(side) ? side : Math.min(32, data.length);
  const rows = Math.min(64, Math.ceil(data.length / columns));
  const canvas = el("canvas", { className: "pixels vector" });
  const image = new ImageData(columns, rows);
  for (let i = 0; i < rows * columns; i++) {
    diverging(image.data, 4 * i, i < data.length ? data[i] / scale : 0, negative, panel, positive);
  }
  put(canvas, image);
  canvas.style.width = `${Math.min(16, 320 / columns) * columns}px`;
  canvas.style.aspectRatio = `${columns} / ${rows}`;
  canvas.style.outline = `1px solid ${css(line)}`;
  return canvas;
}
