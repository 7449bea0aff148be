// The toolbar: play, speed, steps forward and back, restart, subject, seed, help; the status line; the keyboard.

import { byId, el, stageIndex, text, whole } from "./dom.js";

const SUBJECTS = [["ring", "Ring"], ["grid", "Grid"], ["gaussians", "Gaussians"], ["line", "Line"],
  ["draw", "Draw your own"], ["mnist", "MNIST digits"], ["fashion", "Fashion-MNIST"]];

const SPEEDS = [["fast", "fast"], ["medium", "medium"], ["slow", "slow motion"]];

const UNITS = [["step", "step"], ["stage", "stage"], ["operation", "operation"]];

const KEYS = [["space", "play or pause"], ["→", "one step forward"], ["←", "one step back"],
  ["s", "one stage forward"], ["o", "one operation forward"], ["Shift with s or o", "one back"],
  ["m", "speed: fast, medium (30 steps a second), slow motion (a stage every 1.2 seconds)"],
  ["l", "lesson"], ["?", "this help"]];

export function startControls(easel) {
  const play = button("▶ Play", "Play (space)",
      () => easel.command({ do: easel.state?.status === "playing" ? "pause" : "play" }));
  const speed = select("speed", "Speed (m)", SPEEDS);
  speed.addEventListener("change", () => {
    speed.blur();
    easel.command({ do: "speed", speed: speed.value });
  });
  const nextSpeed = () => {
    if (!speed.disabled) {
      speed.selectedIndex = (speed.selectedIndex + 1) % SPEEDS.length;
      speed.dispatchEvent(new Event("change"));
    }
  };
  const unit = select("unit", "Unit of a step", UNITS);
  const move = direction => easel.command({ do: direction, unit: unit.value });
  const back = button("◀", "Back", () => move("back"));
  const step = button("▶|", "Forward", () => move("step"));
  const seek = el("input", { type: "number", name: "step", min: 0, ariaLabel: "Step",
    title: "Training step. Type one to go there.",
    onchange: ({ target }) => {
      target.blur();
      easel.command({ do: "seek", step: Math.max(0, Math.trunc(Number(target.value)) || 0) });
    } });
  const subject = select("subject", "Data", SUBJECTS);
  subject.addEventListener("change", () => {
    subject.blur();
    easel.command({ do: "restart", settings: { subject: subject.value, seed: easel.state.settings.seed } });
  });
  const seed = el("input", { type: "text", inputMode: "numeric", name: "seed", ariaLabel: "Seed",
    title: "The seed determines all random numbers.",
    onchange: async ({ target }) => {
      target.blur();
      if (!await easel.command({ do: "restart", settings: { ...easel.state.settings, seed: target.value.trim() } })) {
        target.value = easel.state.settings.seed;
      }
    } });
  const restart = button("↺ Restart", "Restart at step 0",
      () => easel.command({ do: "restart", settings: easel.state.settings }));
  const lesson = button("Lesson", "Lesson (l)", () => easel.emit("lesson"));
  const help = helpDialog();
  const question = button("?", "Keyboard (?)", () => help.showModal());
  const end = button("End", "End the server", () => easel.command({ do: "end" }));

  byId("controls").append(
      group(play, speed),
      group(back, unit, step),
      group(el("label", {}, "step ", seek)),
      group(el("label", {}, "data ", subject)),
      group(el("label", {}, "seed ", seed)),
      group(restart, lesson, question, end));

  Object.entries({ play, speed, back, step, unit, seek, subject, seed, restart, "lesson-button": lesson,
    "help-button": question, end }).forEach(([id, control]) => { control.id = id; });
  new ResizeObserver(([{ target }]) =>
    document.documentElement.style.setProperty("--header", `${target.offsetHeight}px`))
      .observe(document.querySelector("header"));
  const all = [play, speed, back, unit, step, seek, subject, seed, restart];
  const show = () => {
    const { state } = easel;
    if (!state) {
      return;
    }
    const playing = state.status === "playing";
    text(play, playing ? "❚❚ Pause" : "▶ Play");
    play.setAttribute("aria-label", playing ? "Pause (space)" : "Play (space)");
    value(speed, state.speed);
    if (![...subject.options].some(option => option.value === state.subject)) {
      subject.append(el("option", { value: state.subject }, state.subject || "a program")); // the run of a program
    }
    value(subject, state.subject);
    value(seed, state.settings.seed ?? "");
    const live = easel.connection === "connected" && state.status !== "ended";
    all.forEach(each => { each.disabled = !live; });
    const own = live && !state.readOnly;
    [subject, seed, restart, speed].forEach(each => { each.disabled = !own; });
    seek.disabled ||= Boolean(state.live); // a run that trains goes back within the operations of its next step only
    back.disabled ||= Boolean(state.live) && state.operation < 0;
    showStep();
    text(byId("status"), sentence(easel));
    document.body.dataset.status = state.status;
  };
  const showStep = () => {
    if (easel.state && document.activeElement !== seek) {
      value(seek, String(easel.state.step));
    }
  };
  easel.on("state", show);
  easel.on("connection", show);
  easel.on("error", show);
  easel.on("frame", showStep);
  easel.on("connection", () => text(byId("status"), sentence(easel)));
  keyboard(easel, { play, move: (direction, name) => easel.command({ do: direction, unit: name }), nextSpeed, help });
}

function button(label, name, onclick) {
  return el("button", { type: "button", title: name, ariaLabel: name, onclick }, label);
}

function select(name, label, options) {
  return el("select", { name, ariaLabel: label, title: label },
      ...options.map(([value, title]) => el("option", { value }, title)));
}

const group = (...children) => el("div", { className: "group" }, ...children);

function value(input, to) {
  if (input.value !== to && document.activeElement !== input) {
    input.value = to;
  }
}

/** The status in words. */
function sentence(easel) {
  const { state, connection, error } = easel;
  if (state?.status === "ended" && state.message) {
    return state.message;
  }
  if (connection === "ended" || state?.status === "ended") {
    return "The study has ended. Start `easel study` again for another one.";
  }
  if (connection === "lost") {
    return "The connection is lost. Trying again …";
  }
  if (connection === "unreachable") {
    return "The server does not answer. If it has ended, start `easel study` again and open the URL that it prints.";
  }
  if (error) {
    return error;
  }
  if (!state) {
    return "Connecting …";
  }
  switch (state.status) {
    case "playing":
      return state.message || (state.speed === "slow" ? stageOf(state) || "Slow motion." : "Playing.");
    case "seeking":
      return `Computing up to step ${whole(state.target)} …`;
    case "diverged":
      return state.message || "The training diverged: a value is not finite. Restart it with a lower learning rate.";
    default:
      if (state.readOnly && !state.message) {
        return `The run of ${state.subject || "a program"}. The page cannot change it.`;
      }
      return state.message || stageOf(state) || (state.step ? "Paused."
          : "No step yet. Press play (space). New to GANs? Open the lesson (l).");
  }
}

function stageOf(state) {
  const stage = (state.stages || [])[stageIndex(state)];
  return stage ? `Stage ${state.stage} of ${state.stages.length}: ${stage.title}.` : "";
}

function helpDialog() {
  const dialog = byId("help");
  dialog.append(el("h2", { id: "help-title" }, "Keyboard"),
      el("dl", {}, ...KEYS.flatMap(([key, meaning]) => [el("dt", {}, el("kbd", {}, key)), el("dd", {}, meaning)])),
      el("button", { type: "button", onclick: () => dialog.close() }, "Close"));
  return dialog;
}

/** The keys. A clicked button or box gives up the focus, so that the space bar plays and does not press it again. */
function keyboard(easel, { play, move, nextSpeed, help }) {
  document.addEventListener("click", event => {
    if (event.detail > 0 && event.target.closest?.("button, [type=checkbox], #lesson summary")) {
      document.activeElement.blur();
    }
  });
  document.addEventListener("keydown", event => {
    const inside = event.target.closest?.("input, select, textarea, dialog");
    const pressable = event.target.closest?.("button, summary, a, [role=button]");
    if (inside || event.ctrlKey || event.metaKey || event.altKey || (event.key === " " && pressable)) {
      return;
    }
    const direction = event.shiftKey ? "back" : "step";
    const actions = {
      " ": () => play.click(),
      ArrowRight: () => move("step", "step"),
      ArrowLeft: () => move("back", "step"),
      s: () => move(direction, "stage"),
      o: () => move(direction, "operation"),
      m: nextSpeed,
      l: () => easel.emit("lesson"),
      "?": () => help.showModal(),
    };
    const action = actions[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (action && easel.state) {
      event.preventDefault();
      action();
    }
  });
}
