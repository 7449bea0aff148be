// The lesson: lesson.md in a side panel. Each step can set the page; its answer is folded.

import { byId, el, text } from "./dom.js";

const ALONE = "This page shows the run of a program. Start `easel study` for a training that the lesson can set.";

/**
 * The steps of the text. A step starts with "### title"; a comment <!-- page: {…} --> holds what the button "Show it"
 * sets; <details><summary>…</summary> folds the answer. Everything else is paragraphs with `code` and **bold**.
 */
export function steps(markdown) {
  return markdown.split(/^### /m).slice(1).map(part => {
    const [title, ...lines] = part.split("\n");
    const body = lines.join("\n");
    const page = body.match(/<!-- page: (.*?) -->/s);
    const answer = body.match(/<details>\s*<summary>(.*?)<\/summary>(.*?)<\/details>/s);
    return {
      title: title.trim(),
      page: page ? JSON.parse(page[1]) : null,
      text: paragraphs(body.replace(/<!--.*?-->/gs, "").replace(/<details>.*?<\/details>/gs, "")),
      answer: answer ? { summary: answer[1].trim(), text: paragraphs(answer[2]) } : null,
    };
  });
}

const paragraphs = body => body.split(/\n\s*\n/).map(each => each.trim().replace(/\s*\n\s*/g, " ")).filter(Boolean);

/** A paragraph with `code` and **bold**; everything is text, never markup. */
function render(paragraph) {
  const parts = paragraph.replace(/\/(?=∂)/g, "/\u2060") // no line break inside ∂L/∂x
      .split(/(`[^`]+`|\*\*[^*]+\*\*)/).map(part => {
    if (part.startsWith("`") && part.length > 2) {
      return el("code", {}, part.slice(1, -1));
    }
    return part.startsWith("**") && part.length > 4 ? el("strong", {}, part.slice(2, -2)) : part;
  });
  return el("p", {}, ...parts);
}

export function startLesson(easel) {
  const panel = byId("lesson");
  const play = el("button", { type: "button", onclick: () => byId("play").click() });
  const forward = el("button", { type: "button", ariaLabel: "One step forward", title: "One step forward (→)",
    onclick: () => easel.command({ do: "step", unit: "step" }) }, "▶|");
  let all = null;
  let at = 0;
  panel.tabIndex = -1;

  /** The next tab goes to the buttons of the lesson; the keys of the page still work. */
  const focus = () => panel.focus({ preventScroll: true });

  const open = async () => {
    if (!all) {
      all = steps(await (await fetch("lesson.md")).text());
    }
    panel.hidden = false;
    document.body.classList.add("learning");
    byId("lesson-button").setAttribute("aria-expanded", "true");
    show();
    focus();
  };
  const close = () => {
    const focused = panel !== document.activeElement && panel.contains(document.activeElement);
    panel.hidden = true;
    document.body.classList.remove("learning");
    byId("lesson-button").setAttribute("aria-expanded", "false");
    if (focused) {
      byId("lesson-button").focus();
    }
  };
  const go = index => {
    const focused = panel.contains(document.activeElement);
    at = Math.max(0, Math.min(all.length - 1, index));
    show();
    panel.scrollTop = 0;
    if (focused) {
      focus();
    }
  };
  const show = () => {
    const step = all[at];
    const button = (id, label, enabled, onclick) =>
      el("button", { type: "button", id, disabled: !enabled, onclick }, label);
    panel.replaceChildren(
        el("div", { className: "row between" }, el("h2", { id: "lesson-title" }, `Lesson ${at + 1} of ${all.length}`),
            el("button", { type: "button", className: "quiet", id: "lesson-close",
              ariaLabel: "Close the lesson", onclick: close }, "✕")),
        el("h3", {}, step.title),
        el("div", { className: "row" },
            step.page ? button("lesson-show", "Show it", !easel.state?.readOnly, () => set(easel, step.page)) : "",
            play, forward),
        easel.state?.readOnly ? el("p", { className: "readout" }, ALONE) : "",
        ...step.text.map(render),
        step.answer ? el("details", {}, el("summary", {}, step.answer.summary), ...step.answer.text.map(render)) : "",
        el("div", { className: "row between" }, button("lesson-back", "← Back", at > 0, () => go(at - 1)),
            button("lesson-next", "Next →", at + 1 < all.length, () => go(at + 1))));
  };
  easel.on("lesson", () => (panel.hidden ? open() : close()));
  easel.on("state", () => text(play, byId("play").textContent));
}

/** Sets the page: settings, edits, step and playing as in `restore`; layers of the plane; a stage to take apart. */
async function set(easel, { settings, edits = [], step = 0, playing = false, layers, stage, kind }) {
  if (settings && !await easel.command({ do: "restore", settings, edits, step, playing })) {
    return;
  }
  easel.showLayers(layers || Object.keys(easel.shown));
  if (stage) {
    await arrived(easel, step);
    easel.emit("stage", { stage: stage - 1, kind });
  }
  byId(stage ? "stepper" : "canvas").scrollIntoView({ block: "start" });
}

/** Resolves when the training has reached the step and is paused. */
function arrived(easel, step) {
  return new Promise(resolve => {
    const look = (tries = 0) => {
      if ((easel.state.status === "paused" && easel.state.step === step) || tries > 1200) {
        resolve();
      } else {
        setTimeout(look, 100, tries + 1);
      }
    };
    look();
  });
}
