// The latent space by hand: sliders for a latent point, G of it and D's score; a walk between two fakes.

import { byId, bytes, el, number, probability, text } from "./dom.js";
import { grayOrColour, put } from "./scene.js";

const FRAMES = 9;
const AT_FIRST = 8;

export function startLatent(easel) {
  const root = byId("latent");
  const sliders = el("div", { className: "sliders" });
  const picture = el("canvas", { className: "pixels made", hidden: true });
  const answer = el("output", { className: "readout" });
  const more = quiet("All coordinates", () => { all = true; build(); });
  const zero = quiet("z = 0", () => { z.fill(0); build(); ask(); });
  const walk = walkPart(easel);
  const hand = el("div", { className: "hand" }, sliders, el("div", {}, picture, answer));
  byId("latent-body").append(hand, el("p", { className: "row" }, zero, more), walk.root);
  let z = [];
  let all = false;
  let asking = false;
  let again = false;

  const build = () => {
    const count = all ? z.length : Math.min(AT_FIRST, z.length);
    more.hidden = all || z.length <= AT_FIRST;
    sliders.replaceChildren(...z.slice(0, count).map((value, i) => {
      const shown = el("span", { className: "number" }, number(value, 2));
      const slider = el("input", { type: "range", min: -3, max: 3, step: 0.05, value, name: `z${i}`,
        ariaLabel: `Latent coordinate ${i + 1}`, oninput: event => {
          z[i] = Number(event.target.value);
          text(shown, number(z[i], 2));
          ask();
        } });
      return el("label", {}, `z${i + 1}`, slider, shown);
    }));
  };

  /** Asks for G(z); at most one question is on its way, and the newest z follows it. */
  const ask = async () => {
    if (!easel.state || !root.open || !easel.connected || !z.length) {
      return;
    }
    if (asking) {
      again = true;
      return;
    }
    asking = true;
    const made = await easel.ask("latent", { z: z.join(",") });
    asking = false;
    if (made) {
      show(made);
    }
    if (again) {
      again = false;
      ask();
    }
  };

  const show = made => {
    picture.hidden = !made.data;
    easel.probe = made.point || null;
    easel.emit("probe");
    if (made.data) {
      put(picture, grayOrColour(bytes(made.data), 0, made.height, made.width, made.channels));
      text(answer, `D(G(z)) = ${probability(made.score)}`);
    } else {
      const [x, y] = made.point;
      text(answer, `G(z) = (${number(x, 2)}, ${number(y, 2)}), D(G(z)) = ${probability(made.score)}`);
    }
  };

  let refreshed = 0;
  build();
  root.addEventListener("toggle", ask);
  easel.on("state", state => {
    const size = Number(state.settings.latent) || 0; // unknown for the run of a program
    hand.hidden = zero.hidden = size === 0;
    root.hidden = size === 0 && state.kind === "plane";
    if (z.length !== size) {
      z = new Array(size).fill(0);
      all = false;
      build();
    }
    walk.show(state);
    ask();
  });
  easel.on("frame", () => {
    if (Date.now() - refreshed > 300) {
      refreshed = Date.now();
      ask();
    }
  });
}

const quiet = (label, onclick) => el("button", { type: "button", className: "quiet", onclick }, label);

/** Pictures on the straight line between the latent points of two fakes. */
function walkPart(easel) {
  const number16 = value => el("input", { type: "number", min: 1, max: 16, value });
  const from = number16(1);
  const to = number16(2);
  from.id = "walk-from";
  to.id = "walk-to";
  const strip = el("div", { className: "strip" });
  const root = el("div", { className: "walk", hidden: true },
      el("p", { className: "row" }, el("label", {}, "Walk from fake ", from), el("label", {}, " to fake ", to),
          el("button", { type: "button", id: "walk", onclick: () => go() }, "Walk")), strip);
  const index = input => Math.max(1, Math.min(16, Math.trunc(Number(input.value)) || 1)) - 1;
  const go = async () => {
    const answer = await easel.ask("walk", { from: index(from), to: index(to), frames: FRAMES });
    const { height, width, channels } = easel.state.image;
    strip.replaceChildren(...(answer?.frames || []).map((frame, i) => {
      const canvas = el("canvas", { className: "pixels", role: "img",
        ariaLabel: `Point ${i + 1} of ${FRAMES}, D's score ${probability(frame.score)}` });
      put(canvas, grayOrColour(bytes(frame.data), 0, height, width, channels));
      return el("figure", {}, canvas, el("figcaption", {}, probability(frame.score)));
    }));
  };
  return { root, show: state => { root.hidden = state.kind === "plane"; } };
}
