// The wire: events of the server (Server-Sent Events), commands and questions.

/**
 * Receives events for ever. `receive` has a function for each event name; `changed` is called with "connected" at the
 * first event, "lost", or "unreachable" if a new connection fails. A hidden tab closes its connection, because a
 * browser opens only six to one host; a tab that is visible again gets everything anew.
 */
export function connect(receive, changed) {
  let source = null;
  let timer = 0;
  let wait = 1;
  let connected = false;
  let ended = false;

  const open = () => {
    clearTimeout(timer);
    source?.close();
    source = null;
    if (document.hidden || ended) {
      return;
    }
    const own = source = new EventSource("events");
    for (const [name, listener] of Object.entries(receive)) {
      own.addEventListener(name, event => {
        if (own !== source) {
          return;
        }
        listener(JSON.parse(event.data));
        if (name === "end") {
          ended = true;
          own.close();
        } else if (!connected) {
          connected = true;
          wait = 1;
          changed("connected");
        }
      });
    }
    own.addEventListener("error", () => {
      if (own !== source || ended) {
        return;
      }
      own.close();
      changed(connected ? "lost" : "unreachable");
      connected = false;
      timer = setTimeout(open, 1000 * wait);
      wait = Math.min(5, 2 * wait);
    });
  };
  document.addEventListener("visibilitychange", () => {
    connected = false;
    open();
  });
  open();
}

let last = Promise.resolve();

/** Sends a command after the ones before it; resolves to "" or to the sentence with which the server refuses it. */
export function send(command) {
  last = last.then(() => post(command));
  return last;
}

async function post(command) {
  try {
    const response = await fetch("command", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(command),
    });
    return response.ok ? "" : (await response.json()).error || `The server answered ${response.status}.`;
  } catch {
    return "The server does not answer.";
  }
}

/** Asks a question, such as ask("operation", {index: 3}); resolves to the answer, or to null. */
export async function ask(name, parameters = {}) {
  try {
    const response = await fetch(`query/${name}?${new URLSearchParams(parameters)}`);
    return response.ok ? await response.json() : null;
  } catch {
    return null;
  }
}
