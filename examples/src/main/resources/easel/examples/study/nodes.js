// The boxes of the overview: thumbnail, layers and settings of each node.

import { bytes, context, css, el, floats, text, theme, whole } from "./dom.js";
import * as scenes from "./scene.js";

/** Titles of the nodes. */
export const NODES = {
  noise: { title: "Noise z", thumbnail: noise },
  G: { title: "Generator G", thumbnail: generator },
  fake: { title: "Fakes G(z)", thumbnail: (c, size, f, state) => examples(c, size, f, state, "fake") },
  real: { title: "Real data x", thumbnail: (c, size, f, state) => examples(c, size, f, state, "real") },
  D: { title: "Discriminator D", thumbnail: discriminator },
  lossD: { title: "Loss of D" },
  lossG: { title: "Loss of G" },
};

/** A node's box. */
export function box(name) {
  const { title, thumbnail } = NODES[name];
  const canvas = el("canvas", { className: "thumbnail", ariaHidden: "true" });
  const layers = el("div", { className: "bars", role: "group", ariaLabel: `Layers of ${name}` });
  const value = el("output", { className: "value", ariaLabel: title });
  const root = el("div", { className: `node node-${name}` }, el("h3", {}, title));
  root.append(...(thumbnail ? [canvas] : [value]), ...(name === "G" || name === "D" ? [layers] : []));
  root.dataset.node = name;
  return { name, root, canvas, layers, value, thumbnail };
}

/** One button for each layer; its height grows with the size of the layer's output. */
export function showLayers(node, layers, easel, show) {
  node.layers.replaceChildren(...layers.map((layer, index) => {
    const size = (layer.output.match(/\d+/g) || [1]).reduce((product, n) => product * n, 1);
    const about = `${layer.name}: output ${layer.output}, ${whole(layer.parameters)} parameters`;
    const button = el("button", {
      type: "button", className: layer.parameters ? "bar" : "bar plain", title: about,
      ariaLabel: `${node.name}, layer ${index + 1}: ${about}`,
      onclick: () => easel.emit("layer", { network: node.name, layer: index }),
      onpointerenter: () => show(about), onfocus: () => show(about),
    });
    button.style.height = `${Math.round(16 + 4 * Math.log2(1 + Math.min(size, 4096)) / 1.5)}px`;
    return button;
  }));
}

/** The settings of a node, hidden behind a line with the first of them. */
export function fields(list, easel) {
  const value = el("span", {});
  const summary = el("summary", {}, "✎ ", el("span", { className: "label" }, list[0].label + " "), value);
  const rows = list.map(field => ({ field, input: input(field, easel) }));
  const card = el("div", { className: "card" }, ...rows.map(({ field, input }) =>
    el("label", { title: field.help || "" }, el("span", {}, field.label, field.restart
        ? el("span", { className: "restarts", title: "restarts the training" }, " ↻") : ""), input)));
  const root = el("details", { className: "fields",
    ontoggle: () => root.open && card.scrollIntoView({ block: "nearest" }) }, summary, card);
  document.addEventListener("pointerdown", event => {
    root.open &&= root.contains(event.target);
  });
  root.addEventListener("keydown", event => {
    if (event.key === "Escape") {
      root.open = false;
      summary.focus();
    }
  });
  return {
    root,
    update(state) {
      const [{ field: first }] = rows;
      text(value, (state.settings[first.key] ?? "–") + (rows.length > 1 ? "\u00a0…" : ""));
      summary.title = rows.map(({ field }) => `${field.label}: ${state.settings[field.key]}`).join(", ");
      summary.setAttribute("aria-label", "Settings: " + summary.title);
      for (const { field, input } of rows) {
        input.disabled = Boolean(state.readOnly);
        const value = state.settings[field.key] ?? "";
        if (input.tagName === "SELECT" && ![...input.options].some(option => option.value === value)) {
          input.append(el("option", { value }, value));
        }
        if (input.value !== value && document.activeElement !== input) {
          input.value = value;
        }
      }
    },
  };
}

function input(field, easel) {
  const change = async event => {
    const { value } = event.target;
    event.target.blur();
    const accepted = await easel.command(field.restart
        ? { do: "restart", settings: { ...easel.state.settings, [field.key]: value } }
        : { do: "edit", key: field.key, value });
    if (!accepted) {
      event.target.value = easel.state.settings[field.key] ?? "";
    }
  };
  const properties = { name: field.key, ariaLabel: `${field.label} of ${field.node}`, onchange: change };
  const control = field.type === "choice"
      ? el("select", properties, ...field.choices.map(value => el("option", { value }, value)))
      : el("input", { ...properties, type: "number", min: field.least ?? 1, max: field.most ?? 100, step: 1 });
  control.dataset.key = field.key;
  return control;
}

/** Draws a node's thumbnail from a frame. */
export function draw(node, frame, state) {
  const size = node.canvas.clientWidth;
  const c = node.thumbnail && size ? context(node.canvas, size, size) : null;
  if (c && frame) {
    node.thumbnail(c, size, frame, state);
  }
}

function noise(c, size, frame, state) {
  if (frame.z) {
    scenes.points(scenes.scene(c, size, 3.2), frame.z, theme().soft, Math.max(1, size / 60), 0.8);
  } else {
    words(c, size, [state.settings.latent || "random", "numbers"]);
  }
}

function words(c, size, lines) {
  c.fillStyle = css(theme().soft);
  c.font = "12px system-ui, sans-serif";
  c.textAlign = "center";
  lines.forEach((line, i) => c.fillText(line, size / 2, size / 2 - 4 + 16 * i));
}

function generator(c, size, frame, state) {
  if (frame.grid) {
    scenes.grid(scenes.scene(c, size, state.limit), frame.latent.n, frame.grid);
  } else {
    mosaic(c, size, frame.fakes, state.image, 1);
  }
}

function examples(c, size, frame, state, kind) {
  const data = frame[kind + "s"];
  if (kind === "real" && !data?.length) {
    words(c, size, ["not in the", "run's folder"]);
  } else if (state.kind !== "plane") {
    mosaic(c, size, data, state.image, 2);
  } else if (data) {
    scenes.points(scenes.scene(c, size, state.limit), data, theme()[kind], Math.max(1, size / 70), 0.8);
  }
}

function discriminator(c, size, frame, state) {
  if (frame.heat) {
    scenes.surface(scenes.scene(c, size, state.limit), frame.surface.n, frame.heat);
  } else {
    scores(c, size, frame);
  }
}

const tile = document.createElement("canvas");

/** The first side² images of a batch. */
function mosaic(c, size, data, shape, side) {
  if (!data || !shape) {
    return;
  }
  const { height, width, channels } = shape;
  const each = size / side;
  c.imageSmoothingEnabled = false;
  for (let i = 0; i < side * side && (i + 1) * height * width * channels <= data.length; i++) {
    scenes.put(tile, scenes.grayOrColour(data, i * height * width * channels, height, width, channels));
    c.drawImage(tile, (i % side) * each, Math.floor(i / side) * each, each - (side > 1), each - (side > 1));
  }
}

/** D's scores as two rows of dots, from 0 on the left to 1 on the right. */
function scores(c, size, frame) {
  const { real, fake, line } = theme();
  c.strokeStyle = css(line);
  c.strokeRect(0.5, 0.5, size - 1, size - 1);
  [[frame.realScore, real, 0.33], [frame.score, fake, 0.67]].forEach(([values, color, y]) => {
    c.fillStyle = css(color, 0.6);
    for (const p of values || []) {
      c.beginPath();
      c.arc(6 + p * (size - 12), y * size, size / 24, 0, 2 * Math.PI);
      c.fill();
    }
  });
}

/** Decodes the arrays of a frame once, in place: fakes, reals, slopes, score, realScore, z, heat, grid. */
export function decode(frame, state) {
  if (!frame || frame.fakes) {
    return;
  }
  const examples = state.kind === "plane" ? floats : bytes;
  frame.fakes = examples(frame.fake);
  frame.reals = examples(frame.real);
  frame.slopes = floats(frame.gradient);
  frame.score = floats(frame.scores);
  frame.realScore = floats(frame.realScores);
  frame.z = frame.noise ? floats(frame.noise) : null;
  frame.heat = frame.surface ? floats(frame.surface.data) : null;
  frame.grid = frame.latent ? floats(frame.latent.data) : null;
}
