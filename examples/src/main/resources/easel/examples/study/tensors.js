// A tensor as a picture with its histogram and its statistics.

import { context, css, diverging, el, floats, largest, number, theme } from "./dom.js";

const SIZE = 150; // pixels of the longer side

/**
 * The cells of the picture: its rows and columns, and the element that a cell shows (-1: none). An image of several
 * channels (H rows of W·C values) becomes one picture for each channel, with an empty line between them.
 */
function cells({ rows, columns, picture }) {
  const channels = picture?.channels ?? 1;
  if (channels === 1) {
    return { rows, columns, element: (row, column) => row * columns + column };
  }
  const { height, width } = picture;
  const across = Math.ceil(Math.sqrt(channels));
  const down = Math.ceil(channels / across);
  return {
    rows: down * (height + 1) - 1,
    columns: across * (width + 1) - 1,
    element(row, column) {
      const channel = Math.floor(row / (height + 1)) * across + Math.floor(column / (width + 1));
      const [h, w] = [row % (height + 1), column % (width + 1)];
      return h < height && w < width && channel < channels ? (h * width + w) * channels + channel : -1;
    },
  };
}

/**
 * A tile for a tensor of query/operation. With `pick` a click on an element calls pick(row, column); `chosen` is the
 * element [row, column] with a frame.
 */
export function tensorTile(tensor, chosen, pick) {
  const data = floats(tensor.data);
  const grid = cells(tensor);
  const className = `pixels tensor${pick ? " pick" : ""}${chosen ? " chosen" : ""}`;
  const picture = el("canvas", { className, role: "img",
    ariaLabel: `${tensor.name} of shape ${tensor.shape}, from ${number(tensor.min)} to ${number(tensor.max)}`
        + (pick ? "; arrow keys choose another element" : "") });
  const value = el("span", { className: "readout" }, pick ? "Click an element." : part(tensor));
  const scale = largest(data);
  const chosenElement = chosen ? chosen[0] * tensor.columns + chosen[1] : -1;
  paint(picture, data, grid, scale, chosenElement);
  const pixel = Math.min(16, SIZE / Math.max(grid.rows, grid.columns));
  picture.style.width = `${Math.max(Math.min(40, 12 * grid.columns), grid.columns * pixel)}px`;
  picture.style.height = `${Math.max(12, grid.rows * pixel)}px`;
  const under = event => {
    const box = picture.getBoundingClientRect();
    const bounded = (t, count) => Math.max(0, Math.min(count - 1, Math.floor(t * count)));
    return grid.element(bounded((event.clientY - box.top) / box.height, grid.rows),
        bounded((event.clientX - box.left) / box.width, grid.columns));
  };
  const at = element => [Math.floor(element / tensor.columns), element % tensor.columns];
  picture.addEventListener("pointermove", event => {
    const element = under(event);
    if (element >= 0) {
      value.textContent = `${tensor.name}[${at(element).join(", ")}] = ${number(data[element], 4)}`;
    }
  });
  if (pick) {
    listen(picture, tensor, chosen, pick, under, at);
  }
  return el("figure", { className: "tile" },
      el("figcaption", {}, el("b", {}, tensor.name), ` ${tensor.shape}`), picture, value,
      histogram(tensor), el("p", { className: "readout" }, `mean ${number(tensor.mean)}, deviation `
          + `${number(tensor.deviation)}, from ${number(tensor.min)} to ${number(tensor.max)}`));
}

/** Words for a picture of a part of the tensor. */
function part({ shape, rows, columns, picture }) {
  const size = (shape.match(/\d+/g) || []).reduce((product, n) => product * n, 1);
  const shown = rows === 1 ? columns : `${rows} × ${columns}`;
  return picture ? "one example" : size > rows * columns ? `the first ${shown}` : "\u00a0";
}

function listen(picture, { rows, columns }, chosen, pick, under, at) {
  picture.tabIndex = 0;
  picture.addEventListener("click", event => {
    const element = under(event);
    if (element >= 0) {
      pick(...at(element), true);
    }
  });
  picture.addEventListener("keydown", event => {
    const move = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key];
    if (move) {
      event.preventDefault();
      event.stopPropagation();
      const bounded = (t, count) => Math.max(0, Math.min(count - 1, t));
      const [row, column] = chosen || [0, 0];
      pick(bounded(row + move[0], rows), bounded(column + move[1], columns), true);
    }
  });
}

function paint(canvas, data, grid, scale, chosen) {
  const { negative, panel, positive, line, ink } = theme();
  const image = new ImageData(Math.max(1, grid.columns), Math.max(1, grid.rows));
  let frame = null;
  for (let row = 0; row < grid.rows; row++) {
    for (let column = 0; column < grid.columns; column++) {
      const element = grid.element(row, column);
      const at = 4 * (row * grid.columns + column);
      if (element < 0) {
        image.data.set([...line, 255], at);
      } else {
        diverging(image.data, at, (data[element] ?? 0) / scale, negative, panel, positive);
        frame = element === chosen ? [row, column] : frame;
      }
    }
  }
  const pixels = 8;
  canvas.width = image.width * pixels;
  canvas.height = image.height * pixels;
  const c = canvas.getContext("2d");
  const small = document.createElement("canvas");
  small.width = image.width;
  small.height = image.height;
  small.getContext("2d").putImageData(image, 0, 0);
  c.imageSmoothingEnabled = false;
  c.drawImage(small, 0, 0, canvas.width, canvas.height);
  if (frame) {
    c.strokeStyle = css(ink);
    c.lineWidth = 4;
    c.strokeRect(frame[1] * pixels - 1, frame[0] * pixels - 1, pixels + 2, pixels + 2);
  }
}

function histogram({ histogram, name }) {
  const canvas = el("canvas", { className: "histogram", role: "img", ariaLabel: `Histogram of ${name}` });
  if (!histogram) {
    canvas.hidden = true;
    return canvas;
  }
  const { from, to, counts } = histogram;
  const [width, height] = [SIZE, 44];
  canvas.style.width = `${width}px`;
  canvas.style.height = `${height}px`;
  const c = context(canvas, width, height);
  const most = Math.max(1, ...counts);
  const bar = width / counts.length;
  c.fillStyle = css(theme().soft);
  counts.forEach((count, i) => {
    const h = count / most * (height - 14);
    c.fillRect(i * bar, height - 13 - h, bar - 1, h);
  });
  c.font = "10px system-ui, sans-serif";
  c.fillText(number(from, 2), 0, height - 2);
  c.textAlign = "right";
  c.fillText(number(to, 2), width, height - 2);
  return canvas;
}
