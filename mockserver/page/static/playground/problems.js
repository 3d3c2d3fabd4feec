// What the judge says, as people read it: the sentence, the rule that says so, and where that stands.

import { make, marked } from "./dom.js";
import { words } from "./words.js";

/** One error or note as an item of a list. */
export function problemItem(problem, { todo = false, where = null } = {}) {
  const kind = todo ? "missing" : problem.severity;
  return make(
    "li",
    { class: `problem problem-${kind}` },
    make("span", { class: "problem-kind" }, words[kind]),
    " ",
    where,
    where && " ",
    make("span", { class: "problem-says" }, ...marked(problem.message)),
    " ",
    make("span", { class: "problem-why" }, whyOf(problem)),
  );
}

function whyOf({ rule, source, dispute }) {
  return [rule, words.source(source), ...(dispute ? [words.disputed(dispute)] : [])].join(" · ");
}

/** Every error and note of a verdict, each with its severity. */
export function problemsOf(verdict) {
  const as = (severity) => (one) => ({ ...one, severity });
  return [...verdict.errors.map(as("error")), ...verdict.notes.map(as("note"))];
}

/** Give each problem to the nearest place on the way up to which *places* has a view; the rest is about the request. */
export function spread(problems, places) {
  const found = new Map([...places.keys()].map((at) => [at, []]));
  const rest = [];
  for (const problem of problems) {
    let at = problem.at;
    while (at !== "" && !places.has(at)) at = at.slice(0, at.lastIndexOf("/"));
    (found.get(at) ?? rest).push(problem);
  }
  return { found, rest };
}
