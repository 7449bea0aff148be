// The address: its fragment holds the subject, the settings that differ from their defaults, the edits and the step.
// Example: #subject=ring&seed=2&rateG=0.01&edits=500:rateG:0.003;700:loss:ls&step=1200

const INTERVAL = 400; // milliseconds from one change of the address to the next

let last = "";

/** The fragment that brings back this state. `initial` has the settings before the edits. */
export function fragmentOf(state) {
  const parts = ["subject=" + state.subject];
  for (const [key, value] of Object.entries(state.initial || state.settings)) {
    if (key !== "subject" && value !== (state.defaults || {})[key]) {
      parts.push(`${key}=${value}`);
    }
  }
  if ((state.edits || []).length) {
    parts.push("edits=" + state.edits.map(edit => `${edit.step}:${edit.key}:${edit.value}`).join(";"));
  }
  if (state.subject === "draw" && (state.draw || []).length) {
    parts.push("draw=" + state.draw.map(point => point.map(x => Number(x.toFixed(2))).join(",")).join(";"));
  }
  parts.push("step=" + stepOf(state));
  return parts.join("&");
}

/** The present step, or the one that the server is computing. */
const stepOf = state => (state.status === "seeking" ? state.target : state.step);

/** The command `restore` of a fragment, or null if it names no subject. */
export function commandOf(fragment) {
  const settings = Object.fromEntries(new URLSearchParams(fragment.replace(/^#/, "")));
  const { edits = "", step = "0", draw = "", ...others } = settings;
  if (!others.subject) {
    return null;
  }
  const command = {
    do: "restore",
    settings: others,
    edits: edits.split(";").map(edit => edit.match(/^(\d+):(\w+):(.+)$/)).filter(Boolean)
        .map(([, at, key, value]) => ({ step: Number(at), key, value })),
    step: Math.max(0, Math.trunc(Number(step)) || 0),
    playing: false,
  };
  const points = draw.split(";").map(point => point.split(",").map(Number))
      .filter(point => point.length === 2 && point.every(Number.isFinite));
  return points.length ? { ...command, draw: points } : command;
}

/** Restores the state of the fragment once, at the first state of the server; then keeps the fragment up to date. */
export function startUrl(easel) {
  let restored = false;
  let written = 0;
  let timer = 0;
  // Browsers refuse more than about 100 changes of the address in 30 seconds.
  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(write, Math.max(0, written + INTERVAL - Date.now()));
  };
  const write = () => {
    written = Date.now();
    if (easel.state.readOnly) {
      return; // the run of a program has no settings to restore
    }
    const fragment = fragmentOf(easel.state);
    if (fragment !== last) {
      last = fragment;
      history.replaceState(null, "", "#" + fragment);
    }
  };
  easel.on("state", state => {
    if (!restored) {
      restored = true;
      const command = commandOf(location.hash);
      if (command && !state.readOnly && !same(command, state)) {
        easel.command(command);
        return;
      }
    }
    later();
  });
  easel.on("frame", () => restored && later());
  window.addEventListener("hashchange", () => {
    const command = commandOf(location.hash);
    if (command && decodeURIComponent(location.hash.slice(1)) !== last) {
      easel.command(command);
    }
  });
}

/** Whether the server's state has the settings and edits of the command; its step may be later (a reload). */
function same(command, state) {
  const strip = fragment => fragment.replace(/&?step=\d+/, "");
  return strip(decodeURIComponent(location.hash.slice(1))) === strip(fragmentOf(state))
      && stepOf(state) >= command.step;
}
