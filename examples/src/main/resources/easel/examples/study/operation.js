// One operation: formula, shapes, tensors with their numbers, the products of one output, and the lines of Java.

import { byId, el, number, onTheme } from "./dom.js";
import { tensorTile } from "./tensors.js";

const HEADINGS = ["input", "value", "weight", "value", "product"];

const PASS = { forward: "forward pass", backward: "backward pass", update: "update" };

export function startOperation(easel) {
  const root = byId("operation");
  let chosen = { index: -1, tensor: "", example: 0, row: 0, column: 0 };
  let asked = 0;
  let kind = "";

  const show = async focus => {
    const ticket = ++asked;
    if (chosen.index < 0 || !easel.trace) {
      return;
    }
    const operation = await easel.ask("operation", chosen);
    if (ticket !== asked) {
      return;
    }
    easel.operation = operation;
    if (!operation) {
      root.replaceChildren(el("p", { className: "empty" },
          "The numbers of this operation are gone: the training is at another step."));
      return;
    }
    root.replaceChildren(...parts(operation));
    if (focus) {
      root.querySelector(".pick.chosen")?.focus();
    }
  };

  const parts = operation => [
    el("h3", {}, operation.name, el("small", {}, ` ${where(operation)}`)),
    el("p", { className: "shapes" }, `${(operation.inputs || []).join(", ")} → ${operation.output}`),
    exampleChoice(operation),
    el("div", { className: "formula" }, ...(operation.paragraphs || [operation.formula || ""]).map(paragraph)),
    tensors(operation),
    sum(operation),
    source(operation.source),
  ];

  /** The example whose numbers are shown, if the tensors have one example after the other. */
  const exampleChoice = operation => {
    const picture = (operation.tensors || []).some(tensor => tensor.picture);
    return picture
        ? el("label", { className: "row" }, "example ", el("input", { type: "number", id: "operation-example", min: 1,
          value: chosen.example + 1, onchange: event => {
            chosen = { ...chosen, example: Math.max(0, Math.trunc(Number(event.target.value)) - 1 || 0) };
            show();
          } }))
        : "";
  };

  const tensors = operation => {
    const choose = tensor => (row, column, focus) => {
      chosen = { ...chosen, tensor, row, column };
      show(focus);
    };
    return el("div", { className: "tiles" }, ...(operation.tensors || []).map(tensor => tensorTile(tensor,
        tensor.name === operation.chosen ? [chosen.row, chosen.column] : null,
        (operation.explained || []).includes(tensor.name) ? choose(tensor.name) : null)));
  };

  onTheme(() => show());
  easel.on("selected", index => {
    chosen = { index, tensor: "", example: chosen.example, row: 0, column: 0 };
    show();
  });
  easel.on("state", state => {
    if (state.kind !== kind) {
      kind = state.kind;
      root.replaceChildren();
    }
  });
}

function where({ network, pass, side, stage }) {
  const net = network === "G" || network === "D" ? ` of ${network}` : "";
  return `${PASS[pass] || pass}${net}${side ? `, ${side} examples` : ""}, stage ${stage}`;
}

const paragraph = words => el("p", {}, words);

/** The products that were summed for the chosen number, or why there are none. */
function sum({ sum, why, pass }) {
  if (!sum) {
    return why ? el("p", { className: "empty" }, why) : "";
  }
  const terms = sum.terms || [];
  const rows = terms.map(term => el("tr", {},
      el("td", {}, term.a), el("td", { className: "number" }, number(term.aValue, 4)),
      el("td", {}, term.b), el("td", { className: "number" }, number(term.bValue, 4)),
      el("td", { className: "number" }, number(term.product, 4))));
  const extra = [];
  if (sum.more) {
    extra.push(["" + sum.more + " more products", sum.moreSum]);
  }
  if (sum.bias !== null && sum.bias !== undefined) {
    extra.push([pass === "update" ? "before the update" : "bias", sum.bias]);
  }
  extra.push(["sum", sum.value]);
  return el("details", { className: "sum", open: true },
      el("summary", {}, "One number, as it was computed"),
      el("p", { className: "shapes" }, sum.text || ""),
      el("div", { className: "scroll" }, el("table", {},
          el("thead", {}, el("tr", {}, ...HEADINGS.map(name => el("th", { scope: "col" }, name)))),
          el("tbody", {}, ...rows),
          el("tfoot", {}, ...extra.map(([name, value]) => el("tr", {},
              el("th", { scope: "row", colSpan: 4 }, name), el("td", { className: "number" }, number(value, 4))))))),
      el("p", { className: "readout" }, `Rounding to single precision explains a difference of at most ${
        number(sum.bound, 2)}.`));
}

/** The lines of Java, with their numbers in the file. */
function source(source) {
  if (!source || !(source.lines || []).length) {
    return "";
  }
  return el("details", { className: "source", open: true },
      el("summary", {}, `${source.file}, from line ${source.first}`),
      el("pre", { tabIndex: 0, ariaLabel: `Source of ${source.file}` }, ...source.lines.flatMap((line, i) =>
        [el("span", { className: "line-number" }, String(source.first + i).padStart(4)), ` ${line}\n`])));
}
