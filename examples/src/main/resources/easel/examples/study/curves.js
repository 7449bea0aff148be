// The charts of the training: losses, accuracies, scores, quality, gradient norms, sizes of updates.

import { byId, onTheme } from "./dom.js";
import { chart } from "./chart.js";

const NORM = "The Euclidean norm of the gradient of each layer's parameters.";
const RATIO = "How large the update of a layer is compared with its parameters. A rule of thumb: near −3.";

const LAYER_COLORS = ["series-1", "series-2", "series-3", "series-4", "series-5", "series-6"];

const pair = (a, b) => h => [a, b].map(([label, color, key]) => ({ label, color, values: h[key] || [] }));

const CHARTS = [
  { title: "Losses", help: "The losses that the two networks minimize.",
    lines: pair(["D", "real", "lossD"], ["G", "fake", "lossG"]) },
  { title: "D(x), mean",
    help: "The mean probability that D gives to real examples and to fakes. At 0.5 D cannot distinguish them.",
    lines: pair(["real", "real", "dReal"], ["fake", "fake", "dFake"]), range: [0, 1] },
  { title: "Accuracy of D",
    help: "The share of real examples, and of fakes, that D classifies correctly. 0.5 is guessing.",
    lines: pair(["real", "real", "accuracyReal"], ["fake", "fake", "accuracyFake"]), range: [0, 1] },
  { title: "Quality", help: "Modes covered, or a distance between the distributions of fakes and real examples.",
    lines: quality },
  { title: "Gradient norm, G", help: NORM, lines: layers("norms", "G") },
  { title: "Gradient norm, D", help: NORM, lines: layers("norms", "D") },
  { title: "log₁₀ update/parameter, G", help: RATIO,
    lines: layers("ratios", "G"), reference: -3 },
  { title: "log₁₀ update/parameter, D", help: RATIO,
    lines: layers("ratios", "D"), reference: -3 },
];

const hasValues = values => (values || []).some(value => value !== null);

/** No chart if the subject has no measure of quality, or a program's run has no value of it. */
function quality(history, state) {
  const modes = history.qualityName?.match(/^modes.* (\d+)$/);
  return hasValues(history.quality) || history.qualityName && !state?.readOnly
      ? [{ label: history.qualityName || "quality", color: "series-3", values: history.quality || [], sparse: true,
        range: modes && [0, Number(modes[1])] }]
      : [];
}

/** A line for each layer with parameters; without values before the first step. No lines for a run without them. */
function layers(key, network) {
  return (history, state) => (state?.readOnly && !Object.values(history[key] || {}).some(hasValues)
      ? [] : state?.graph?.[network] || [])
      .map((layer, i) => ({ layer, name: `${i} ${layer.name}` }))
      .filter(({ layer }) => layer.parameters)
      .map(({ name }, i) => ({ label: name, color: LAYER_COLORS[i % LAYER_COLORS.length],
        values: history[key]?.[`${network}/${name}`] || [], sparse: true }));
}

export function startCurves(easel) {
  let cross = -1;
  let drawn = 0;
  let timer = 0;
  const paint = () => {
    drawn = Date.now();
    charts.forEach(each => each.show(easel.history, easel.state, cross));
  };
  const pick = index => {
    cross = index;
    paint();
  };
  const charts = CHARTS.map(each => chart({ ...each, pick }));
  byId("charts").append(...charts.map(each => each.root));

  /** At most five times a second: curves change slowly. */
  const later = () => {
    clearTimeout(timer);
    if (Date.now() - drawn > 200) {
      paint();
    } else {
      timer = setTimeout(paint, 200);
    }
  };
  easel.on("history", paint);
  easel.on("state", later);
  easel.on("frame", later);
  onTheme(paint);
  new ResizeObserver(paint).observe(byId("charts"));
}
