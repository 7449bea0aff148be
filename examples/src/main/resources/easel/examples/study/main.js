// Start of the page: the state that the server sent, its listeners, and the parts of the page.

import { connect, send, ask } from "./events.js";
import { startUrl } from "./url.js";
import { startGraph } from "./graph.js";
import { startControls } from "./controls.js";
import { startPlane } from "./plane.js";
import { startDraw } from "./draw.js";
import { startImages } from "./images.js";
import { startLatent } from "./latent.js";
import { startCurves } from "./curves.js";
import { startStepper } from "./stepper.js";
import { startOperation } from "./operation.js";
import { startLesson } from "./lesson.js";

const listeners = new Map();

/** The state of the page. Tests read it, and so can a curious student in the browser's console. */
const easel = {
  state: null,             // the last event `state`
  history: emptyHistory(), // the curves
  frame: null,             // the last event `frame`
  trace: null,             // the answer of query/trace
  selected: -1,            // the operation whose numbers are shown
  connection: "connecting",
  connected: false,        // an event of this connection has arrived
  error: "",               // the server's last refusal
  cost: 0,                 // milliseconds of script for a frame: the median of the last 50
  frames: 0,

  /** Calls the listener after each event, such as state, history, frame, selected, connection or error. */
  on(name, listener) {
    listeners.set(name, [...(listeners.get(name) || []), listener]);
  },

  emit(name, value) {
    (listeners.get(name) || []).forEach(listener => listener(value));
  },

  /** Sends a command; a refusal is shown in the status line. Resolves to whether the server accepted it. */
  async command(command) {
    const error = await send(command);
    easel.error = error;
    easel.emit("error", error);
    return error === "";
  },

  /** Asks a question about the present step; null if the server refuses. */
  ask,
};
window.easel = easel;

function emptyHistory() {
  return { step: [], lossD: [], lossG: [], accuracyReal: [], accuracyFake: [], dReal: [], dFake: [], quality: [],
    norms: {}, ratios: {} };
}

const receive = {
  state(state) {
    if (easel.state && easel.state.subject !== state.subject) {
      easel.frame = null;
      easel.history = emptyHistory();
    }
    const changed = easel.state && JSON.stringify(easel.state.settings) !== JSON.stringify(state.settings);
    if (easel.trace && (changed || easel.trace.step !== state.step + 1)) {
      easel.trace = null;
    }
    easel.state = state;
    easel.emit("state", state);
  },
  history(history) {
    easel.history = { ...emptyHistory(), ...history };
    easel.emit("history");
  },
  frame(frame) {
    easel.frame = frame;
    if (easel.state) {
      easel.state.step = frame.step;
    }
    if (frame.record) {
      append(frame);
    }
    easel.frames++;
    scheduleFrame();
  },
  trace(trace) {
    easel.emit("known", trace);
  },
  end() {
    easel.connection = "ended";
    easel.connected = false;
    easel.emit("connection");
  },
};

function append(frame) {
  const { history } = easel;
  const index = history.step.indexOf(frame.step);
  if (index >= 0 || history.step[history.step.length - 1] > frame.step) {
    return; // the snapshot of a new connection already has this point
  }
  for (const key of ["step", "lossD", "lossG", "accuracyReal", "accuracyFake", "dReal", "dFake", "quality"]) {
    history[key].push(frame[key] ?? null);
  }
  for (const key of ["norms", "ratios"]) {
    for (const [layer, value] of Object.entries(frame[key] || {})) {
      const values = history[key][layer] ||= new Array(history.step.length - 1).fill(null);
      values.push(value);
    }
  }
}

let scheduled = false;
const costs = [];

/** Draws at most once per picture of the screen, with the newest frame. */
function scheduleFrame() {
  if (scheduled) {
    return;
  }
  scheduled = true;
  requestAnimationFrame(() => {
    scheduled = false;
    const start = performance.now();
    easel.emit("frame", easel.frame);
    costs.push(performance.now() - start);
    costs.splice(0, costs.length - 50);
    easel.cost = costs.slice().sort((a, b) => a - b)[costs.length >> 1];
  });
}

for (const start of [startControls, startGraph, startPlane, startDraw, startImages, startLatent, startCurves,
  startStepper, startOperation, startLesson, startUrl]) {
  start(easel);
}
connect(receive, connection => {
  easel.connection = connection;
  easel.connected = connection === "connected";
  easel.emit("connection");
});
