// Keeps a live view in step with its world, and lets the theme be chosen. Everything works without it.
const POLL_MS = 2000;
const main = document.getElementById("content");
const sign = document.getElementById("live");

function say(state) {
  if (!sign) return;
  sign.dataset.state = state;
  const text = sign.dataset[state];
  if (text && sign.textContent !== text) sign.textContent = text;
}

let looking = false;
let again = false;

/** Fetch this address once more, and change only what differs: focus, selection and scrolling stay. */
export async function refresh() {
  if (looking) {
    again = true;
    return;
  }
  looking = true;
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    if (answer.ok) morph(new DOMParser().parseFromString(await answer.text(), "text/html"));
  } catch {
    // The server may be starting anew; the next event or poll tries again.
  } finally {
    looking = false;
  }
  if (again) {
    again = false;
    refresh();
  }
}

function morph(fresh) {
  const options = {
    morphStyle: "innerHTML",
    ignoreActiveValue: true,
    callbacks: { beforeAttributeUpdated: keepsOpen, beforeNodeMorphed: keepsInput, beforeNodeRemoved: keepsRefusal },
  };
  for (const id of ["content", "facts"]) {
    const [mine, theirs] = [document.getElementById(id), fresh.getElementById(id)];
    if (mine && theirs) window.Idiomorph.morph(mine, theirs.innerHTML, options);
  }
}

/** What somebody has opened or closed stays so. */
function keepsOpen(name, node) {
  return !(name === "open" && node.localName === "details");
}

/** What somebody has typed or chosen stays so. */
function keepsInput(node) {
  return !(node.form && node.matches?.("input, select, textarea"));
}

/** What was refused stays said until something else is sent: what is fetched anew does not know of it. */
function keepsRefusal(node) {
  return node.id !== "refused";
}

function poll() {
  say("poll");
  setInterval(() => document.hidden || refresh(), POLL_MS);
}

function listen(address) {
  if (typeof EventSource === "undefined") {
    poll();
    return;
  }
  const source = new EventSource(address);
  let failures = 0;
  source.onopen = () => {
    failures = 0;
    say("live");
  };
  source.onmessage = refresh;
  source.onerror = () => {
    failures += 1;
    if (source.readyState === EventSource.CLOSED || failures > 3) {
      source.close();
      poll();
    }
  };
  addEventListener("pagehide", () => source.close());
}

function theme() {
  const button = document.getElementById("theme");
  button.hidden = false;
  button.addEventListener("click", () => {
    const dark = matchMedia("(prefers-color-scheme: dark)").matches;
    const now = document.documentElement.dataset.theme ?? (dark ? "dark" : "light");
    const next = now === "dark" ? "light" : "dark";
    document.documentElement.dataset.theme = next;
    try {
      localStorage.setItem("klingmock-theme", next);
    } catch {
      // It then lasts as long as this page.
    }
  });
}

theme();
if (main?.dataset.events) listen(main.dataset.events);
