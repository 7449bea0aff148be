// The overview: boxes of nodes.js, and arrows between them: forward solid, backward dashed and pink.

import { byId, el, number, onTheme, probability, stageIndex, text } from "./dom.js";
import { NODES, box, decode, draw, fields, showLayers } from "./nodes.js";

const SVG = "http://www.w3.org/2000/svg";

// Arrows: back for gradients, and the stages (from 0) in which data flows along them.
const ARROWS = [
  { id: "noise-G", stages: [1] },
  { id: "G-fake", stages: [1] },
  { id: "real-D", stages: [2] },
  { id: "fake-D", stages: [3] },
  { id: "D-lossD", stages: [4] },
  { id: "real-scores", stages: [4] }, // only a number: D(x) above D(G(z)), on the arrow to the loss of D
  { id: "D-lossG", stages: [7] },
  { id: "lossD-D", back: true, stages: [5, 6] },
  { id: "lossG-D", back: true, stages: [8] },
  { id: "D-fake", back: true, stages: [8] },
  { id: "fake-G", back: true, stages: [8, 9] },
];

// Nodes that a stage highlights.
const STAGE_NODES = [["noise", "real"], ["G", "fake"], ["real", "D"], ["fake", "D"], ["lossD"], ["D"], ["D"], ["lossG"],
  ["D", "G"], ["G"]];

export function startGraph(easel) {
  const root = byId("network");
  const nodes = Object.fromEntries(Object.keys(NODES).map(name => [name, box(name)]));
  const losses = el("div", { className: "losses" }, nodes.lossD.root, nodes.lossG.root);
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("aria-hidden", "true");
  root.append(svg, nodes.noise.root, nodes.G.root, nodes.fake.root, nodes.real.root, nodes.D.root, losses);
  const about = el("p", { className: "readout" });
  root.after(el("p", { className: "legend" },
      el("span", { className: "key forward" }), "forward: values",
      el("span", { className: "key backward" }), "backward: gradients"),
  el("p", { className: "readout" }, "At the arrows: D's mean score of real examples (blue) and of fakes (brown), "
      + "∇: the length of the gradient of a network's weights, −∂L/∂x: the mean length for the fakes."),
  about);
  const arrows = ARROWS.map(arrow => ({ ...arrow, ...shapes(svg, arrow) }));
  const hosts = { noise: nodes.noise.root, G: nodes.G.root, real: nodes.real.root, D: nodes.D.root, loss: losses };
  let settings = [];
  let built = "";

  const rebuild = state => {
    settings.forEach(each => each.root.remove());
    settings = Object.entries(hosts).flatMap(([name, host]) => {
      const list = (state.fields || []).filter(field => !["subject", "seed"].includes(field.key)
          && (field.node in hosts ? field.node : "loss") === name);
      if (!list.length) {
        return [];
      }
      const group = fields(list, easel);
      host.append(group.root);
      return [group];
    });
    for (const name of ["G", "D"]) {
      showLayers(nodes[name], state.graph?.[name] || [], easel, value => text(about, value));
    }
    text(about, "Each bar is a layer; dark ones have weights. Point to it for its name; click it for its "
        + "numbers, below." + (state.fields?.length ? " ✎ opens settings." : ""));
  };

  easel.on("state", state => {
    const key = JSON.stringify([state.fields, state.graph]);
    const changed = key !== built;
    if (changed) {
      built = key;
      rebuild(state);
    }
    settings.forEach(each => each.update(state));
    if (changed) {
      layout(root, nodes, arrows); // after the settings have their texts, which make the boxes higher
    }
    highlight(state, nodes, arrows, root);
  });
  const show = frame => {
    if (frame && easel.state) {
      decode(frame, easel.state);
      Object.values(nodes).forEach(node => draw(node, frame, easel.state));
      values(frame, nodes, arrows);
    }
  };
  easel.on("frame", show);
  onTheme(() => show(easel.frame));
  const observer = new ResizeObserver(() => {
    layout(root, nodes, arrows);
    show(easel.frame);
  });
  [root, ...Object.values(nodes).map(node => node.root)].forEach(each => observer.observe(each));
}

function shapes(svg, arrow) {
  const group = document.createElementNS(SVG, "g");
  group.setAttribute("class", arrow.back ? "arrow back" : "arrow");
  group.dataset.arrow = arrow.id;
  const line = document.createElementNS(SVG, "path");
  const flow = document.createElementNS(SVG, "path");
  const head = document.createElementNS(SVG, "path");
  const label = document.createElementNS(SVG, "text");
  line.setAttribute("class", "line");
  flow.setAttribute("class", "flow");
  head.setAttribute("class", "head");
  group.append(line, flow, head, label);
  svg.append(group);
  return { group, line, flow, head, label };
}

/** Paths from the boxes' present positions. */
function layout(root, nodes, arrows) {
  const origin = root.getBoundingClientRect();
  if (!origin.width) {
    return;
  }
  const at = name => {
    const r = nodes[name].root.getBoundingClientRect();
    return { left: r.left - origin.left, right: r.right - origin.left, top: r.top - origin.top,
      bottom: r.bottom - origin.top,
      middle: (r.top + r.bottom) / 2 - origin.top, center: (r.left + r.right) / 2 - origin.left };
  };
  const b = Object.fromEntries(Object.keys(nodes).map(name => [name, at(name)]));
  const row = 44; // distance of the first arrow from the top of a box
  const down = { x: (b.G.right + b.fake.left) / 2, y: (Math.max(b.fake.bottom, b.G.bottom) + b.D.top) / 2 };
  const corner = (x0, y0, x1, y1, y) => `M${x0},${y0} V${y} H${x1} V${y1}`;
  const paths = {
    "noise-G": [line(b.noise.right, b.G.left, b.noise.top + row), "right", b.G.left, b.noise.top + row],
    "G-fake": [line(b.G.right, b.fake.left, b.G.top + row), "right", b.fake.left, b.G.top + row],
    "real-D": [line(b.real.right, b.D.left, b.D.top + row), "right", b.D.left, b.D.top + row],
    "fake-D": [corner(b.fake.center - 6, b.fake.bottom, b.D.center + 6, b.D.top, down.y + 5),
      "down", b.D.center + 6, b.D.top],
    "D-lossD": [line(b.D.right, b.lossD.left, b.lossD.middle - 6), "right", b.lossD.left, b.lossD.middle - 6],
    "D-lossG": [line(b.D.right, b.lossG.left, b.lossG.middle - 6), "right", b.lossG.left, b.lossG.middle - 6],
    "lossD-D": [line(b.lossD.left, b.D.right, b.lossD.middle + 6), "left", b.D.right, b.lossD.middle + 6],
    "lossG-D": [line(b.lossG.left, b.D.right, b.lossG.middle + 6), "left", b.D.right, b.lossG.middle + 6],
    "D-fake": [corner(b.D.center - 6, b.D.top, b.fake.center + 6, b.fake.bottom, down.y - 6),
      "up", b.fake.center + 6, b.fake.bottom],
    "fake-G": [line(b.fake.left, b.G.right, b.G.top + row + 12), "left", b.G.right, b.G.top + row + 12],
  };
  const labels = {
    "noise-G": [(b.noise.right + b.G.left) / 2, b.noise.top + row - 6],
    "G-fake": [down.x, b.G.top + row - 6],
    "real-D": [(b.real.right + b.D.left) / 2, b.D.top + row - 6],
    "fake-D": [(b.D.center + b.fake.center) / 2 + 4, down.y + 17],
    "D-lossD": [(b.D.right + b.lossD.left) / 2, b.lossD.middle - 12],
    "real-scores": [(b.D.right + b.lossD.left) / 2, b.lossD.middle - 25],
    "D-lossG": [(b.D.right + b.lossG.left) / 2, b.lossG.middle - 12],
    "lossD-D": [(b.D.right + b.lossD.left) / 2, b.lossD.middle + 19],
    "lossG-D": [(b.D.right + b.lossG.left) / 2, b.lossG.middle + 19],
    "D-fake": [(b.D.center + b.fake.center) / 2 + 4, down.y - 11],
    "fake-G": [down.x, b.G.top + row + 25],
  };
  for (const arrow of arrows) {
    if (paths[arrow.id]) {
      const [path, direction, x, y] = paths[arrow.id];
      arrow.line.setAttribute("d", path);
      arrow.flow.setAttribute("d", path);
      arrow.head.setAttribute("d", head(direction, x, y));
    }
    arrow.label.setAttribute("x", labels[arrow.id][0]);
    arrow.label.setAttribute("y", labels[arrow.id][1]);
  }
}

const line = (x0, x1, y) => `M${x0},${y} H${x1 + (x1 > x0 ? -4 : 4)}`;

function head(direction, x, y) {
  const [dx, dy] = { right: [1, 0], left: [-1, 0], down: [0, 1], up: [0, -1] }[direction];
  return `M${x},${y} l${-7 * dx - 4 * dy},${-7 * dy - 4 * dx} l${8 * dy},${8 * dx} z`;
}

/** The stage of slow motion or of a trace: its nodes and arrows in full colour, the others pale. */
function highlight(state, nodes, arrows, root) {
  const stage = stageIndex(state);
  root.classList.toggle("staged", stage >= 0);
  root.classList.toggle("playing", state.status === "playing" && stage < 0);
  for (const [name, node] of Object.entries(nodes)) {
    node.root.classList.toggle("active", stage >= 0 && (STAGE_NODES[stage] || []).includes(name));
  }
  arrows.forEach(arrow => arrow.group.classList.toggle("active", arrow.stages.includes(stage)));
}

/** The numbers on the arrows and in the losses. */
function values(frame, nodes, arrows) {
  const norm = network => Math.hypot(...Object.entries(frame.norms || {})
      .filter(([layer]) => layer.startsWith(network + "/")).map(([, value]) => value));
  const label = (id, value) => text(arrows.find(arrow => arrow.id === id).label, value);
  text(nodes.lossD.value, number(frame.lossD));
  text(nodes.lossG.value, number(frame.lossG));
  const score = p => (p === null || p === undefined ? "" : probability(p));
  label("real-scores", score(frame.dReal));
  label("D-lossD", score(frame.dFake));
  label("D-lossG", score(frame.dFake));
  label("lossD-D", gradient(norm("D")));
  label("fake-G", gradient(norm("G")));
  label("D-fake", frame.slopes?.length ? `−∂L/∂x ${number(meanLength(frame), 2)}` : "");
}

const gradient = norm => (norm > 0 ? `∇ ${number(norm, 2)}` : "");

function meanLength(frame) {
  const size = frame.slopes.length / Math.max(1, frame.score.length);
  let sum = 0;
  for (let i = 0; i < frame.score.length; i++) {
    sum += Math.hypot(...frame.slopes.subarray(i * size, (i + 1) * size));
  }
  return sum / Math.max(1, frame.score.length);
}
