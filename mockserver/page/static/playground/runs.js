// Sending, watching, and the list of what was sent.

import { fill, make, say } from "./dom.js";
import { create, isRunning, newIntent, watch } from "./gateway.js";
import { forget, remember, runs } from "./history.js";
import { words } from "./words.js";

/** Set up the run panel. `world()` is the id of the key's world, `clock()` how its time passes; `load(request)` puts a request into the form. */
export function makeRuns(nodes, { ask, draft, world, clock, load, announce }) {
  const watched = new Map(); // by task id: what ends the watch
  let sending = false;
  let shown = null; // the id of the run on the stage

  async function send(price) {
    if (sending) return;
    sending = true;
    nodes.send.setAttribute("aria-disabled", "true");
    say(nodes.send, words.sending);
    try {
      const request = draft.copy();
      const task = await create(ask, request, newIntent());
      const credits = price ?? String(task.usage?.credits_reserved ?? "");
      remember({ id: task.id, world: world(), request, status: task.status, credits, progress: 0 });
      announce(words.sent(task.id));
      stage(task.id);
      follow(task.id);
    } catch (error) {
      fill(nodes.stage);
      say(nodes.status, `${words.refused(error.answer?.status)} ${error.answer ? error.message : String(error)}`);
      nodes.status.classList.add("bad");
    } finally {
      sending = false;
      nodes.send.removeAttribute("aria-disabled");
      say(nodes.send, words.send);
    }
  }

  function follow(id) {
    if (watched.has(id)) return;
    const control = new AbortController();
    watched.set(id, control);
    watch(ask, id, { seen: (task) => look(id, task), signal: control.signal })
      .catch((error) => look(id, { status: "unknown", error: { code: codeOf(error), message: error.message } }))
      .finally(() => watched.delete(id));
  }

  function look(id, task) {
    const video = Array.isArray(task.results) && typeof task.results[0] === "string" ? task.results[0] : null;
    const error = task.error ? { code: String(task.error.code), message: task.error.message } : null;
    if (runs().some((run) => run.id === id))
      remember({ id, status: task.status, progress: task.progress ?? 0, video, error });
    if (shown === id) stage(id);
    list();
  }

  /** Show a run with its progress, its end, and its video. */
  function stage(id) {
    const run = runs().find((one) => one.id === id);
    shown = run ? id : null;
    nodes.status.classList.toggle("bad", Boolean(run?.error));
    if (!run) {
      fill(nodes.stage);
      say(nodes.status, "");
      list();
      return;
    }
    const byHand = isRunning(run.status) && clock() === "manual" ? ` ${words.byHand}` : "";
    say(nodes.status, statusOf(run) + byHand);
    const playing = nodes.stage.querySelector("video");
    list();
    if (run.video && playing?.getAttribute("src") === run.video) return;
    fill(
      nodes.stage,
      isRunning(run.status)
        ? make("progress", { max: "100", value: String(run.progress), "aria-label": run.status })
        : null,
      run.video ? playerOf(run.video) : null,
      make("p", { class: "help" }, make("code", {}, run.id)),
    );
  }

  function playerOf(src) {
    const gone = () => {
      say(nodes.status, words.gone);
      nodes.status.classList.add("bad");
    };
    return make("video", { src, controls: true, preload: "auto", playsinline: true, on: { error: gone } });
  }

  function list() {
    const all = runs();
    const running = all.filter((run) => isRunning(run.status)).length;
    const done = all.filter((run) => run.status === "completed").length;
    say(nodes.counts, words.counts(running, done));
    fill(nodes.history, ...(all.length ? all.map(item) : [make("li", { class: "empty" }, words.noRuns)]));
  }

  function item(run) {
    const { id, request, status, credits } = run;
    const button = (text, act) =>
      make("button", { type: "button", class: "plain", "aria-label": `${text}: ${id}`, on: { click: act } }, text);
    const state = run.world === world() ? status : `${status} (${words.another})`;
    return make(
      "li",
      { class: id === shown ? "run shown" : "run" },
      make("span", { class: `state state-${isRunning(status) ? "running" : status}` }, state),
      make("span", { class: "run-what" }, make("strong", {}, String(request.model ?? "")), " ", promptOf(request)),
      make("span", { class: "run-price" }, credits ? words.credits(credits) : ""),
      make(
        "span",
        { class: "run-acts" },
        button(words.show, () => stage(id)),
        button(words.useAgain, () => load(request)),
        button(words.forget, () => drop(id)),
      ),
    );
  }

  function drop(id) {
    watched.get(id)?.abort();
    forget(id);
    if (shown === id) stage(null);
    list();
    nodes.history.querySelector("button")?.focus();
  }

  return {
    send,
    list,
    /** Go on watching what still ran when the page was left; another key's tasks are none of ours. */
    resume() {
      const mine = runs().filter((run) => run.world === world());
      for (const [id, control] of watched) if (!mine.some((run) => run.id === id)) control.abort();
      for (const run of mine) if (isRunning(run.status)) follow(run.id);
      list();
    },
  };
}

const LONGEST_PROMPT = 120; // characters of it in the list

const promptOf = (request) => String(request.prompt ?? "").slice(0, LONGEST_PROMPT);

const codeOf = (error) => error.answer?.body?.error?.code ?? "lost";

function statusOf(run) {
  if (run.error) return words.failed(run.error.code, run.error.message);
  if (isRunning(run.status)) return words.state(run.status, run.progress);
  if (run.status === "completed") return run.video ? words.completed : words.completedWithoutVideo;
  return words.ended(run.status);
}
