// The brush: a person draws the data of the subject `draw` on the plane.

import { byId, css, el, text, theme } from "./dom.js";

const MOST = 2000;

export function startDraw(easel) {
  const canvas = byId("plane-canvas");
  const stage = byId("stage");
  let drawn = [];
  let drawing = false;
  let down = false;

  const count = el("span", { className: "readout" });
  const start = el("button", { type: "button", onclick: () => begin() }, "Draw");
  const clear = el("button", { type: "button", onclick: () => { drawn = []; show(); } }, "Clear");
  const done = el("button", { type: "button", onclick: () => finish() }, "Train on it");
  byId("brush").append(start, clear, done, count);

  const begin = () => {
    drawing = true;
    stage.classList.add("drawing");
    easel.command({ do: "pause" });
    show();
  };
  const finish = async () => {
    if (await easel.command({ do: "draw", points: drawn })) {
      drawing = false;
      stage.classList.remove("drawing");
      show();
    }
  };
  const show = () => {
    const { state } = easel;
    const visible = state?.subject === "draw" && !state.readOnly;
    byId("brush").hidden = !visible;
    if (!visible) {
      drawing = false;
      stage.classList.remove("drawing");
      return;
    }
    start.disabled = drawing;
    clear.disabled = done.disabled = !drawing;
    done.disabled ||= drawn.length < 10;
    text(count, drawing
        ? `${drawn.length} of at most ${MOST} points. Press and move over the plane.`
        : "Press Draw to make your own data.");
    if (drawing) {
      byId("plane-empty").hidden = true;
      paint();
    }
  };
  const paint = () => {
    const { state } = easel;
    const size = canvas.clientWidth;
    const c = canvas.getContext("2d");
    const scale = size / (2 * state.limit);
    c.fillStyle = css(theme().panel);
    c.fillRect(0, 0, size, size);
    c.fillStyle = css(theme().real);
    for (const [x, y] of drawn) {
      c.beginPath();
      c.arc((x + state.limit) * scale, (state.limit - y) * scale, 2.5, 0, 2 * Math.PI);
      c.fill();
    }
  };
  const add = event => {
    const { limit } = easel.state;
    const scale = canvas.clientWidth / (2 * limit);
    const spread = () => 8 * (Math.random() + Math.random() - 1);
    for (let i = 0; i < 3 && drawn.length < MOST; i++) {
      const x = (event.offsetX + spread()) / scale - limit;
      const y = limit - (event.offsetY + spread()) / scale;
      drawn.push([x, y].map(value => Math.round(100 * Math.max(-limit, Math.min(limit, value))) / 100));
    }
    show();
  };
  canvas.addEventListener("pointerdown", event => {
    if (drawing) {
      down = true;
      canvas.setPointerCapture(event.pointerId);
      add(event);
    }
  });
  canvas.addEventListener("pointermove", event => down && drawing && add(event));
  ["pointerup", "pointercancel"].forEach(name => canvas.addEventListener(name, () => { down = false; }));
  easel.on("state", state => {
    if (!drawing) {
      drawn = (state.draw || []).slice();
    }
    show();
  });
  easel.on("frame", () => drawing && show());
}
