// Drawing of 2-D data: points, D's surface, the latent grid, gradients. A scene maps [-limit, limit]² to a canvas.

import { css, theme } from "./dom.js";

/** The scene of a context: pixel positions of coordinates, for a square of `size` CSS pixels. */
export function scene(c, size, limit) {
  const scale = size / (2 * limit);
  return { c, size, limit, scale, x: x => (x + limit) * scale, y: y => (limit - y) * scale };
}

/** Points of interleaved coordinates as dots. */
export function points(s, data, color, radius, alpha = 1) {
  s.c.fillStyle = css(color, alpha);
  s.c.beginPath();
  for (let i = 0; i + 1 < data.length; i += 2) {
    const [x, y] = [s.x(data[i]), s.y(data[i + 1])];
    s.c.moveTo(x + radius, y);
    s.c.arc(x, y, radius, 0, 2 * Math.PI);
  }
  s.c.fill();
}

let tile = null;

/** D(x) on an n × n grid whose row 0 is y = -limit: orange below 0.5, blue above. */
export function surface(s, n, data) {
  const { fake, real, panel } = theme();
  const strongest = panel[0] > 128 ? 0.5 : 0.36; // paler on a dark page
  tile ||= document.createElement("canvas");
  tile.width = tile.height = n;
  const t = tile.getContext("2d");
  const image = t.createImageData(n, n);
  for (let row = 0; row < n; row++) {
    for (let column = 0; column < n; column++) {
      const p = data[(n - 1 - row) * n + column];
      const strength = strongest * Math.abs(2 * p - 1);
      const end = p < 0.5 ? fake : real;
      const at = 4 * (row * n + column);
      for (let k = 0; k < 3; k++) {
        image.data[at + k] = panel[k] + strength * (end[k] - panel[k]);
      }
      image.data[at + 3] = 255;
    }
  }
  t.putImageData(image, 0, 0);
  s.c.imageSmoothingEnabled = true;
  // The grid's outer values are at ±limit, so half a cell of the picture is outside the square.
  const cell = s.size / (n - 1);
  s.c.drawImage(tile, -cell / 2, -cell / 2, s.size + cell, s.size + cell);
}

/** The warped latent grid: n × n points G(z); the opacity of a cell is the density of G there, one over its area. */
export function grid(s, n, data, alpha = 1) {
  const { fake, "fake-text": line } = theme();
  const area = (4 * s.limit * s.limit) / ((n - 1) * (n - 1));
  for (let row = 0; row + 1 < n; row++) {
    for (let column = 0; column + 1 < n; column++) {
      const corners = [row * n + column, row * n + column + 1, (row + 1) * n + column + 1, (row + 1) * n + column];
      const [a, b, d, e] = corners.map(i => [data[2 * i], data[2 * i + 1]]);
      const size = Math.abs((d[0] - a[0]) * (e[1] - b[1]) - (e[0] - b[0]) * (d[1] - a[1])) / 2;
      s.c.fillStyle = css(fake, alpha * Math.min(0.5, 0.06 * area / Math.max(size, 1e-6)));
      trace(s, [a, b, d, e]);
      s.c.closePath();
      s.c.fill();
    }
  }
  s.c.strokeStyle = css(line, 0.35 * alpha);
  s.c.lineWidth = 0.7;
  s.c.beginPath();
  for (let i = 0; i < n; i++) {
    path(s, data, i * n, 1, n);
    path(s, data, i, n, n);
  }
  s.c.stroke();
}

function trace(s, corners) {
  s.c.beginPath();
  corners.forEach(([x, y], i) => (i ? s.c.lineTo(s.x(x), s.y(y)) : s.c.moveTo(s.x(x), s.y(y))));
}

function path(s, data, start, stride, count) {
  for (let i = 0, at = start; i < count; i++, at += stride) {
    const [x, y] = [s.x(data[2 * at]), s.y(data[2 * at + 1])];
    if (i) {
      s.c.lineTo(x, y);
    } else {
      s.c.moveTo(x, y);
    }
  }
}

/** A scale at which a long arrow (the 90th percentile) has a length of 9 % of the square. */
export function arrowScale(gradients, limit) {
  const lengths = [];
  for (let i = 0; i + 1 < gradients.length; i += 2) {
    lengths.push(Math.hypot(gradients[i], gradients[i + 1]));
  }
  lengths.sort((a, b) => a - b);
  const typical = lengths[Math.floor(0.9 * (lengths.length - 1))] || 0;
  return typical > 0 ? 0.18 * limit / typical : 0;
}

/** An arrow at each point, in the direction in which the loss of G falls; at most 25 % of the square long. */
export function arrows(s, data, gradients, color, alpha = 0.9) {
  const scale = arrowScale(gradients, s.limit);
  s.c.strokeStyle = css(color, alpha);
  s.c.lineWidth = Math.max(1, s.size / 400);
  s.c.beginPath();
  for (let i = 0; i + 1 < data.length; i += 2) {
    let [dx, dy] = [gradients[i] * scale, gradients[i + 1] * scale];
    const length = Math.hypot(dx, dy);
    const bound = Math.min(1, 0.5 * s.limit / Math.max(length, 1e-9));
    [dx, dy] = [dx * bound, dy * bound];
    if (length * s.scale < 1.5) {
      continue;
    }
    const [x0, y0, x1, y1] = [s.x(data[i]), s.y(data[i + 1]), s.x(data[i] + dx), s.y(data[i + 1] + dy)];
    const angle = Math.atan2(y1 - y0, x1 - x0);
    const head = Math.min(5, 0.35 * Math.hypot(x1 - x0, y1 - y0) + 1);
    s.c.moveTo(x0, y0);
    s.c.lineTo(x1, y1);
    s.c.lineTo(x1 - head * Math.cos(angle - 0.5), y1 - head * Math.sin(angle - 0.5));
    s.c.moveTo(x1, y1);
    s.c.lineTo(x1 - head * Math.cos(angle + 0.5), y1 - head * Math.sin(angle + 0.5));
  }
  s.c.stroke();
}

/** A u8 image (H, W, C) as ImageData; gray or colour. */
export function grayOrColour(data, offset, height, width, channels) {
  const image = new ImageData(width, height);
  for (let i = 0; i < height * width; i++) {
    for (let k = 0; k < 3; k++) {
      image.data[4 * i + k] = data[offset + i * channels + Math.min(k, channels - 1)];
    }
    image.data[4 * i + 3] = 255;
  }
  return image;
}

/** Draws ImageData with its own pixels on the canvas; CSS scales it (image-rendering: pixelated). */
export function put(canvas, image) {
  if (canvas.width !== image.width || canvas.height !== image.height) {
    canvas.width = image.width;
    canvas.height = image.height;
  }
  canvas.getContext("2d").putImageData(image, 0, 0);
}
