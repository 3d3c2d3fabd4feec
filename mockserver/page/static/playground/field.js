// One field of the form: its label, its control, its help, and what the judge says of it.

import { makeControl } from "./controls.js";
import { fill, make, say } from "./dom.js";
import { ABSENT, holds } from "./pointer.js";
import { describeField } from "./help.js";
import { problemItem } from "./problems.js";
import { words } from "./words.js";

export const idOf = (at) => `field${at.replaceAll("/", "-") || "-request"}`;

/** Show *field*, whose value stands at *at* of the draft. Returns its node, and how to bring it up to date. */
export function makeField(field, at, form) {
  const id = idOf(at);
  const control = makeControl(field, at, form, { id, describedBy: `${id}-help ${id}-problems` });
  const help = make("p", { class: "help", id: `${id}-help` });
  const problems = make("ul", { class: "problems", id: `${id}-problems`, role: "list" });
  const raw = make("p", { class: "raw", hidden: true });
  const leaveOut = make(
    "button",
    { type: "button", class: "plain", "aria-label": words.leaveOutOf(field.label), on: { click: leave } },
    words.leaveOut,
  );
  const tag = make("span", { class: "tag" }, field.required ? words.required : words.optional);
  const group = control.isGroup;
  const head = make(
    "div",
    { class: "field-head" },
    ...(group ? [] : [make("label", { for: id }, ...nameOf(field)), tag]),
    leaveOut,
  );
  const node = make(
    group ? "fieldset" : "div",
    {
      class: `field field-${field.control}`,
      "data-at": at,
      ...(group ? { "aria-describedby": `${id}-help ${id}-problems` } : {}),
    },
    ...(group ? [make("legend", {}, ...nameOf(field), field.key === "[]" ? null : tag)] : []),
    ...(group ? [help, head, control.node, raw] : [head, control.node, raw, help]),
    problems,
  );

  function leave() {
    form.draft.drop(at);
    (node.querySelector("input, select, textarea, button") ?? node).focus();
  }

  return {
    at,
    node,
    sync() {
      const value = form.draft.read(at);
      const fits = value === ABSENT || holds(field, value);
      control.sync(fits ? value : ABSENT);
      leaveOut.hidden = value === ABSENT || field.required || field.key === "[]";
      raw.hidden = fits;
      say(raw, fits ? "" : words.onlyAsJson(JSON.stringify(value).slice(0, 200)));
      say(help, describeField(field, value));
      node.classList.toggle("unsent", value === ABSENT);
    },
    tell(found, { attempted }) {
      fill(problems, ...found.map((one) => problemItem(one, { todo: !attempted && isTodo(one, form) })));
      const wrong = found.some((one) => one.severity === "error" && (attempted || !isTodo(one, form)));
      control.mark(wrong);
      node.classList.toggle("wrong", wrong);
    },
  };
}

/** What was never filled in is to be done; it is wrong only once it was sent like that. */
const isTodo = (problem, form) => problem.severity === "error" && form.draft.read(problem.at) === ABSENT;

function nameOf(field) {
  const parts = [field.label];
  if (field.key !== "[]") parts.push(" ", make("code", {}, field.key));
  return parts;
}
