// One training step, taken apart: its ten stages, and the list of its operations with the position in it.

import { byId, el, stageIndex, text, whole } from "./dom.js";

const PASS = { forward: "→", backward: "←", update: "+" };

export function startStepper(easel) {
  const stages = byId("stages");
  const list = byId("operations");
  let wanted = false;
  let asking = null;
  let position = -1;

  /** Asks for the operations of the next step; one question at a time, and all callers wait for it. */
  const ask = () => {
    if (easel.connected && !easel.state?.missing) {
      wanted = true;
      asking ||= answer().finally(() => { asking = null; });
    }
    return asking;
  };
  easel.askTrace = ask;

  const answer = async () => {
    const trace = await easel.ask("trace");
    if (trace && easel.state.status !== "playing") {
      easel.trace = trace;
      build();
      const chosen = easel.state.operation >= 0 ? easel.state.operation : easel.selected;
      select(Math.min(trace.operations.length - 1, Math.max(0, chosen)));
    }
  };

  const select = index => {
    if (!easel.trace) {
      return; // the list is of an earlier step
    }
    easel.selected = index;
    for (const button of list.querySelectorAll("button[data-operation]")) {
      button.setAttribute("aria-pressed", String(Number(button.dataset.operation) === index));
    }
    scrollTo(list, list.querySelector(`[data-operation="${index}"]`));
    easel.emit("selected", index);
  };
  easel.select = select;

  const build = () => {
    const { trace } = easel;
    const groups = trace.stages.map((stage, i) => [stage, trace.operations.filter(each => stageIndex(each) === i)]);
    const note = easel.state.note ? [el("p", { className: "readout" }, easel.state.note)] : [];
    list.replaceChildren(...note, ...groups.flatMap(([stage, operations], i) => [
      el("h3", {}, `${i + 1} ${stage.title}`),
      operations.length
          ? el("ol", {}, ...operations.map(operation => el("li", {}, row(operation, select))))
          : el("p", { className: "readout" }, "No layer runs in this stage."),
    ]));
    byId("apart").classList.remove("stale");
    mark();
  };

  const mark = () => {
    for (const button of list.querySelectorAll("button[data-operation]")) {
      const here = Number(button.dataset.operation) === easel.state.operation;
      button.classList.toggle("here", here);
      if (here) {
        button.setAttribute("aria-current", "step");
      } else {
        button.removeAttribute("aria-current");
      }
    }
  };

  /** Without a trace: the numbers of an earlier step stay, pale; or a sentence says how to get them. */
  const empty = () => {
    const running = ["playing", "seeking"].includes(easel.state?.status);
    if (easel.state?.missing) {
      list.replaceChildren(el("p", { className: "empty" }, easel.state.missing));
      return;
    }
    if (list.querySelector("ol")) {
      byId("apart").classList.add("stale");
      return;
    }
    list.replaceChildren(el("p", { className: "empty" }, running
        ? "Pause (space) to see the operations of the next step with their numbers."
        : "The next step has not been taken apart yet. Press s for the next stage or o for the next operation."),
    el("button", { type: "button", id: "show-operations", disabled: running, onclick: ask },
        "Show the operations of the next step"));
  };

  let networks = "";
  easel.on("state", state => {
    if (networks !== JSON.stringify(state.graph)) {
      networks = JSON.stringify(state.graph);
      list.replaceChildren();
    }
    showStages(stages, state, easel);
    const index = stageIndex(state);
    const running = state.status === "playing" || state.status === "seeking";
    text(byId("stage-text"), index >= 0
        ? state.stages[index].text
        : running && list.querySelector("ol")
            ? "The numbers below are of an earlier step. Pause to take the next step apart."
            : `A training step has ten stages. Step ${whole(state.step + 1)} is next.`);
    if (easel.trace) {
      mark();
      if (state.operation >= 0 && state.operation !== position) {
        select(state.operation);
      }
    } else if (state.status === "paused" && (wanted || index >= 0)) {
      empty();
      ask();
    } else {
      empty();
    }
    position = state.operation;
  });
  easel.on("frame", () => {
    if (easel.trace && easel.trace.step !== easel.state.step + 1) {
      easel.trace = null;
      empty();
      if (easel.state.status === "paused") {
        ask();
      }
    }
  });
  // The first state of a connection comes before it is connected, so ask() has done nothing.
  easel.on("connection", () => {
    const { state } = easel;
    if (easel.connected && !easel.trace && state?.status === "paused" && (wanted || state.operation >= 0)) {
      ask();
    }
  });
  // The server knows the operations of the next step, because a page asked for them: all pages show them.
  easel.on("known", trace => {
    if (!easel.trace && easel.state?.status === "paused" && trace.step === easel.state.step + 1) {
      ask();
    }
  });
  // A stage to look at; with a kind, its first operation of this kind or name.
  easel.on("stage", async ({ stage, kind }) => {
    if (!easel.trace) {
      await ask();
    }
    const first = easel.trace?.operations.find(each => stageIndex(each) === stage
        && (!kind || each.kind === kind || each.name === kind));
    if (first) {
      select(first.index);
    }
  });
  easel.on("layer", async ({ network, layer }) => {
    if (easel.state.missing) {
      return;
    }
    if (easel.state.status === "playing") {
      if (easel.state.kind !== "plane" || !await easel.command({ do: "pause" })) {
        return;
      }
    }
    if (!easel.trace) {
      await ask();
    }
    const first = easel.trace?.operations.find(each => each.network === network && each.layer === layer);
    if (first) {
      select(first.index);
    }
  });
}

function showStages(root, state, easel) {
  if (root.children.length !== (state.stages || []).length) {
    root.replaceChildren(...state.stages.map((stage, i) => {
      const onclick = () => easel.emit("stage", { stage: i });
      const button = el("button", { type: "button", title: stage.text, onclick },
          el("span", { className: "index" }, String(i + 1)), el("span", { className: "name" }, stage.title));
      button.dataset.stage = i + 1;
      return el("li", {}, button);
    }));
  }
  [...root.children].forEach((item, i) => {
    const current = i === stageIndex(state);
    item.firstChild.classList.toggle("here", current);
    if (current) {
      item.firstChild.setAttribute("aria-current", "step");
    } else {
      item.firstChild.removeAttribute("aria-current");
    }
  });
}

function row(operation, select) {
  const button = el("button", { type: "button", className: `op ${operation.pass}`, ariaPressed: "false",
    title: `${operation.pass} pass of ${operation.network}: ${operation.name}, `
        + `${(operation.inputs || []).join(" and ")} to ${operation.output}`,
    onclick: () => select(operation.index) },
    el("span", { className: "pass", ariaHidden: "true" }, PASS[operation.pass] || "·"),
    el("span", { className: "network" }, ["G", "D"].includes(operation.network) ? operation.network : ""),
    el("span", { className: "name" }, shortened(operation.name)),
    el("span", { className: `side ${operation.side || ""}` }, operation.side || ""),
    el("span", { className: "shape" }, operation.pass === "update" ? "" : shapes(operation.output)));
  button.dataset.operation = operation.index;
  return button;
}

/** Without the words that the heading of the stage has; a long name can break before a capital. */
const shortened = name => name.replace(/^Update of /, "").replace(/(?<=\w)(?=[A-Z][a-z])/g, "\u200b");

/** Shapes that break only between two tensors. */
const shapes = output => output.replace(/ (?=[\d(])/g, "\u00a0");

/** Scrolls the list, never the page. */
function scrollTo(list, element) {
  if (element) {
    const [a, b] = [list.getBoundingClientRect(), element.getBoundingClientRect()];
    if (b.top < a.top || b.bottom > a.bottom) {
      list.scrollTop += b.top - a.top - a.height / 3;
    }
  }
}
