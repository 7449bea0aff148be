// One line chart on a canvas, with a legend that shows the numbers at the crosshair or of the newest step.

import { context, css, el, number, text, theme, whole } from "./dom.js";

const LEFT = 38;
const RIGHT = 6;
const TOP = 6;
const BOTTOM = 16;

/**
 * A chart. `lines` maps the history and the state to [{label, color, values, sparse, range}]; `range`, of the chart
 * or of its first line, gives fixed limits of y, and `reference` a value with a thin line. `pick` is called with the
 * index of the point under the pointer, or -1.
 */
export function chart({ title, help, lines, range, reference, pick }) {
  const canvas = el("canvas", { role: "img", ariaLabel: title });
  const legend = el("ul", { className: "chart-legend" });
  const at = el("span", { className: "at" });
  const root = el("figure", { className: "chart" }, el("figcaption", { title: help }, title, at), canvas, legend);
  let keys = [];
  let steps = [];

  canvas.addEventListener("pointermove", event => {
    const width = canvas.clientWidth - LEFT - RIGHT;
    const first = steps[0] ?? 0;
    const step = first + (event.offsetX - LEFT) / width * (steps[steps.length - 1] - first);
    pick(nearest(steps, step));
  });
  canvas.addEventListener("pointerleave", () => pick(-1));

  return {
    root,
    show(history, state, cross) {
      steps = history.step;
      const series = lines(history, state);
      root.hidden = series.length === 0;
      const c = context(canvas);
      if (!c || root.hidden) {
        return;
      }
      const index = cross >= 0 && cross < steps.length ? cross : steps.length - 1;
      text(at, steps.length ? `step ${whole(steps[index])}` : "no step yet");
      keys = showLegend(legend, keys, series, index);
      draw(c, canvas, steps, series, series[0].range || range, reference, cross);
    },
  };
}

function showLegend(legend, keys, series, index) {
  const labels = series.map(each => each.label);
  if (labels.join() !== keys.join()) {
    legend.replaceChildren(...series.map(each => {
      return el("li", { title: each.label }, el("span", { className: "swatch" }),
          el("span", { className: "name" }, each.label), el("span", { className: "number" }));
    }));
  }
  series.forEach((each, i) => {
    const { firstChild, lastChild } = legend.children[i];
    firstChild.style.background = css(theme()[each.color]);
    text(lastChild, number(each.sparse ? newest(each.values, index) : each.values[index]));
  });
  return labels;
}

/** The value at an index or the last one before it. */
function newest(values, index) {
  while (index > 0 && (values[index] === null || values[index] === undefined)) {
    index--;
  }
  return values[index];
}

function draw(c, canvas, steps, series, range, reference, cross) {
  const [w, h] = [canvas.clientWidth, canvas.clientHeight];
  const colors = theme();
  const [low, high] = range || limits(series, reference);
  const first = steps[0] ?? 0;
  const span = Math.max(1, (steps[steps.length - 1] ?? 1) - first);
  const x = step => LEFT + (step - first) / span * (w - LEFT - RIGHT);
  const y = value => TOP + (high - value) / (high - low) * (h - TOP - BOTTOM);
  c.font = "11px system-ui, sans-serif";
  c.fillStyle = css(colors.soft);
  c.strokeStyle = css(colors.line);
  c.lineWidth = 1;
  c.textAlign = "right";
  for (const value of [low, (low + high) / 2, high]) {
    c.beginPath();
    c.moveTo(LEFT, Math.round(y(value)) + 0.5);
    c.lineTo(w - RIGHT, Math.round(y(value)) + 0.5);
    c.stroke();
    c.fillText(number(value, 2), LEFT - 4, y(value) + 4);
  }
  if (steps.length) {
    c.textAlign = "left";
    c.fillText(whole(first), LEFT, h - 3);
    c.textAlign = "right";
    c.fillText(whole(first + span), w - RIGHT, h - 3);
  }
  if (reference !== undefined && reference > low && reference < high) {
    c.setLineDash([2, 3]);
    c.strokeStyle = css(colors.soft);
    c.beginPath();
    c.moveTo(LEFT, y(reference));
    c.lineTo(w - RIGHT, y(reference));
    c.stroke();
    c.setLineDash([]);
  }
  c.save();
  c.beginPath();
  c.rect(LEFT, 0, w - LEFT - RIGHT + 2, h - BOTTOM + 2);
  c.clip();
  c.lineWidth = 1.6;
  c.lineJoin = "round";
  for (const { color, values, sparse } of series) {
    c.strokeStyle = c.fillStyle = css(colors[color]);
    line(c, steps, values, x, y, sparse);
  }
  c.restore();
  if (cross >= 0 && cross < steps.length) {
    c.strokeStyle = css(colors.ink, 0.6);
    c.lineWidth = 1;
    c.beginPath();
    c.moveTo(x(steps[cross]), TOP);
    c.lineTo(x(steps[cross]), h - BOTTOM);
    c.stroke();
  }
}

/** A line with gaps at missing values, or without gaps if most values are missing (sparse). One point is a dot. */
function line(c, steps, values, x, y, sparse) {
  let open = false;
  let count = 0;
  c.beginPath();
  for (let i = 0; i < steps.length; i++) {
    const value = values[i];
    if (value === null || value === undefined) {
      open &&= Boolean(sparse);
    } else if (open) {
      c.lineTo(x(steps[i]), y(value));
    } else {
      c.moveTo(x(steps[i]), y(value));
      open = true;
    }
    count += value === null || value === undefined ? 0 : 1;
  }
  c.stroke();
  if (count === 1) {
    const i = values.findIndex(value => value !== null && value !== undefined);
    c.beginPath();
    c.arc(x(steps[i]), y(values[i]), 2, 0, 2 * Math.PI);
    c.fill();
  }
}

/** Limits of y: the 1st and the 99th percentile of all values, with a margin; one peak does not flatten the rest. */
function limits(series, reference) {
  const values = series.flatMap(each => each.values.filter(value => value !== null && value !== undefined))
      .sort((a, b) => a - b);
  if (reference !== undefined && values.length) {
    values.unshift(Math.min(reference, values[0]));
  }
  if (!values.length) {
    return [0, 1];
  }
  const low = values[Math.floor(0.01 * (values.length - 1))];
  const high = values[Math.ceil(0.99 * (values.length - 1))];
  const margin = 0.08 * (high - low) || Math.abs(high) * 0.1 || 1;
  return [low >= 0 && low < margin * 4 ? 0 : low - margin, high + margin];
}

function nearest(steps, step) {
  let best = -1;
  for (let i = 0; i < steps.length; i++) {
    if (best < 0 || Math.abs(steps[i] - step) < Math.abs(steps[best] - step)) {
      best = i;
    }
  }
  return best;
}
