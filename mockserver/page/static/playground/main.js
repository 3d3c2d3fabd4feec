// The playground: a form made from the contract, the judge while one types, and a real client of the gateway.

import { copy } from "./clipboard.js";
import { makeCopies } from "./copies.js";
import { debounced, fill, say } from "./dom.js";
import { makeDraft } from "./draft.js";
import { makeForm } from "./form.js";
import { makeJudging } from "./judging.js";
import { carriedOver } from "./pointer.js";
import { showReceipt } from "./receipt.js";
import { makeRuns } from "./runs.js";
import { apiKey, ask, controlToken } from "./server.js";
import { linkTo, requestIn } from "./share.js";
import { makeUploads } from "./uploads.js";
import { words } from "./words.js";

const root = document.getElementById("playground");
const at = (id) => document.getElementById(id);
const live = at("said");
const hush = debounced(() => say(live, ""), 6000);
const announce = (text) => (say(live, text), hush());

const forms = new Map(); // by model: the form as the server describes it, for this world
let form = null;
let model = null;
let world = null;
let attempted = false;
let verdict = null;

const draft = makeDraft(changed);
const uploads = makeUploads(ask, draft);
const judge = makeJudging(ask, draft, { told, failed });
const copies = makeCopies(at("copies"), { ask, draft, announce });
const runs = makeRuns(
  { send: at("send"), status: at("run-status"), stage: at("stage"), counts: at("counts"), history: at("history") },
  { ask, draft, announce, world: () => world?.id ?? null, clock: () => world?.clock ?? null, load },
);

/** Something of the request has changed, by whichever hand. */
async function changed() {
  const named = draft.read("/model");
  if (named !== model) await changeModel(named);
  form?.sync();
  copies.sync();
  judge();
}

/** Show the form of another model; a stranger keeps the form that is there. */
async function changeModel(named) {
  model = named;
  const known = typeof named === "string" && [...at("model").options].some((option) => option.value === named);
  if (!known) return;
  at("model").value = named;
  const described = await describe(named);
  if (described === null || model !== named) return;
  say(at("model-summary"), described.summary);
  form = makeForm(described, { root: at("fields"), draft, uploads });
  root.dataset.form = named;
}

async function describe(named) {
  if (!forms.has(named)) {
    const answer = await ask("GET", `/_mock/contract/${encodeURIComponent(named)}/form`);
    if (answer.status !== 200) return (failed(answer), null);
    forms.set(named, answer.body);
  }
  return forms.get(named);
}

async function chooseModel() {
  const chosen = at("model").value;
  const described = await describe(chosen);
  // Whoever types a name in the list passes over others, and their forms may come later than the last one's.
  if (described === null || at("model").value !== chosen) return;
  attempted = false;
  draft.replace({ model: chosen, ...carriedOver(draft.copy(), described.fields) });
}

function load(request) {
  attempted = false;
  draft.replace(request);
  at("model").focus();
}

function told(found) {
  verdict = found;
  say(at("trouble"), "");
  const rest = form ? form.tell(found, { attempted }) : [];
  showReceipt(
    Object.fromEntries(["credits", "dollars", "lines", "hangs", "standing", "strip", "rest"].map((id) => [id, at(id)])),
    found,
    rest,
  );
  root.dataset.judged = String(Number(root.dataset.judged ?? 0) + 1);
}

function failed(answer) {
  const said = { 0: words.unreachable, 401: words.keyRefused, 403: words.controlRefused(answer.body?.detail ?? "") }[
    answer.status
  ];
  if (answer.status === 403) at("token-field").hidden = false;
  say(at("trouble"), said ?? `HTTP ${answer.status}: ${answer.body?.detail ?? ""}`);
}

/** Enter the world of the key. */
async function enter() {
  forms.clear();
  form = model = null;
  const answer = await ask("GET", "/_mock/world");
  world = answer.status === 200 ? answer.body : null;
  if (world === null) failed(answer);
  say(at("world-of-key"), world ? words.world(world.id, world.clock) : "");
  at("calls-of-key").hidden = world === null;
  if (world) at("calls-of-key").href = `/_mock/ui/${world.id}/calls`;
  runs.resume();
  await changed();
}

function fromLink() {
  try {
    const request = requestIn(location.hash);
    if (request !== null) draft.replace(request);
    return request !== null;
  } catch {
    say(at("trouble"), words.badLink);
    return false;
  }
}

at("key").value = apiKey.get();
at("key").addEventListener("change", () => (apiKey.set(at("key").value), enter()));
at("token").addEventListener("change", () => (controlToken.set(at("token").value), enter()));
at("model").addEventListener("change", chooseModel);
at("send").addEventListener("click", () => {
  attempted = true;
  if (verdict && form) form.tell(verdict, { attempted });
  runs.send(verdict?.quote?.credits);
});
at("share").addEventListener("click", async () =>
  announce(await copy(linkTo(draft.copy(), location.href), words.theLink)),
);
at("anew").addEventListener("click", () => load({ model: at("model").value }));
addEventListener("hashchange", fromLink);

fill(at("fields"));
if (!fromLink()) draft.replace({ model: at("model").value });
await enter();
root.dataset.ready = "true";
