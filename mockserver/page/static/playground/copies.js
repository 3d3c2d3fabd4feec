// The request as text: JSON, which can be edited and is in step with the form, and programs in three languages.

import { copy } from "./clipboard.js";
import { debounced, say, setAttribute } from "./dom.js";
import { words } from "./words.js";

/** Set up the tabs in *root*. `draft` is the request, `announce` reads a sentence out. */
export function makeCopies(root, { ask, draft, announce }) {
  const tabs = [...root.querySelectorAll("[role=tab]")];
  const panels = new Map(tabs.map((tab) => [tab, document.getElementById(tab.getAttribute("aria-controls"))]));
  const json = root.querySelector("#json-text");
  const wrong = root.querySelector("#json-wrong");
  let latest = 0;

  function choose(chosen, { focus = false } = {}) {
    for (const [tab, panel] of panels) {
      const here = tab === chosen;
      setAttribute(tab, "aria-selected", String(here));
      tab.tabIndex = here ? 0 : -1;
      panel.hidden = !here;
    }
    if (focus) chosen.focus();
  }

  function move(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const place = tabs.indexOf(event.currentTarget);
    const next =
      { Home: 0, End: tabs.length - 1 }[event.key] ?? (step ? (place + step + tabs.length) % tabs.length : null);
    if (next === null) return;
    event.preventDefault();
    choose(tabs[next], { focus: true });
  }

  function typed() {
    try {
      const request = JSON.parse(json.value);
      if (typeof request !== "object" || request === null || Array.isArray(request)) throw new Error(words.notObject);
      complain("");
      draft.replace(request);
    } catch (error) {
      complain(words.notJson(error.message));
    }
  }

  function complain(said) {
    say(wrong, said);
    setAttribute(json, "aria-invalid", said !== "" && "true");
  }

  const write = debounced(async () => {
    const mine = ++latest;
    const answer = await ask("POST", "/_mock/snippets", { body: { request: draft.copy(), url: location.origin } });
    if (mine !== latest || answer.status !== 200) return;
    for (const [name, text] of Object.entries(answer.body)) say(root.querySelector(`[data-snippet="${name}"]`), text);
  }, 200);

  for (const tab of tabs) {
    tab.addEventListener("click", () => choose(tab));
    tab.addEventListener("keydown", move);
  }
  for (const button of root.querySelectorAll("[data-copy]")) {
    const shown = root.querySelector(`[data-snippet="${button.dataset.copy}"]`);
    button.addEventListener("click", async () => {
      const text = shown ? shown.textContent : draft.text();
      announce(await copy(text, words.theText(button.dataset.named), shown));
    });
  }
  json.addEventListener("input", typed);
  choose(tabs[0]);

  return {
    /** Bring all texts up to date; what somebody is typing stays as it is typed. */
    sync() {
      if (document.activeElement !== json) {
        json.value = draft.text();
        complain("");
      }
      write();
    },
  };
}
