// The controls, by their kind. Each shows a value and writes what is typed to the draft, which is the one truth.

import { makeFile } from "./file.js";
import { shownDefault } from "./help.js";
import { makeGroup, makeList } from "./holders.js";
import { make, setAttribute } from "./dom.js";
import { ABSENT } from "./pointer.js";
import { words } from "./words.js";

const CONTROLS = {
  fixed: makeFixed,
  select: makeSelect,
  switch: makeSwitch,
  slider: makeSlider,
  number: makeNumber,
  digits: (...args) => makeText(...args, { inputmode: "numeric" }),
  text: makeText,
  "text-area": makeTextArea,
  address: (...args) => makeText(...args, { inputmode: "url", spellcheck: "false" }),
  image: makeFile,
  video: (...args) => makeText(...args, { inputmode: "url", spellcheck: "false" }),
  group: makeGroup,
  list: makeList,
};

/** Make the control of *field*: its node, `sync(value)` and `mark(wrong)`. */
export function makeControl(field, at, form, names) {
  return CONTROLS[field.control](field, at, form, names);
}

/** What most controls are: one element, which shows the value or the default. */
const single = (node, show) => ({ node, sync: show, mark: (wrong) => markWrong(node, wrong) });

const markWrong = (node, wrong) => setAttribute(node, "aria-invalid", wrong && "true");

const attributesOf = (field, { id, describedBy }, more = {}) => ({
  id,
  "aria-describedby": describedBy,
  "aria-required": field.required && "true",
  autocomplete: "off",
  ...more,
});

function makeFixed(field, at, form, names) {
  const node = make("input", attributesOf(field, names, { type: "text", readonly: true }));
  return single(node, (value) => void (node.value = value === ABSENT ? "" : value));
}

function makeSelect(field, at, form, names) {
  const none = field.default === null ? words.notSent : words.notSentSo(shownDefault(field.default));
  const node = make(
    "select",
    attributesOf(field, names, {
      on: { change: () => (node.value === "" ? form.draft.drop(at) : form.draft.put(at, node.value)) },
    }),
    make("option", { value: "" }, none),
    ...field.options.map((option) => make("option", { value: option }, option)),
  );
  return single(node, (value) => void (node.value = value === ABSENT ? "" : value));
}

function makeSwitch(field, at, form, names) {
  const input = make("input", {
    ...attributesOf(field, names, { type: "checkbox", role: "switch" }),
    on: { change: () => form.draft.put(at, input.checked) },
  });
  return single(input, (value) => void (input.checked = value === ABSENT ? field.default === true : value));
}

function makeSlider(field, at, form, names) {
  const range = make("input", {
    type: "range",
    min: field.minimum,
    max: field.maximum,
    step: "1",
    "aria-label": field.label,
    "aria-describedby": names.describedBy,
    on: { input: () => form.draft.put(at, Number(range.value)) },
  });
  const input = numberInput(field, at, form, names);
  const node = make(
    "div",
    { class: "slider" },
    range,
    input,
    field.unit && make("span", { class: "unit" }, field.unit),
  );
  return {
    node,
    sync(value) {
      const shown = value === ABSENT ? field.default : value;
      range.value = shown ?? field.minimum;
      show(input, shown === null ? "" : String(shown));
    },
    mark: (wrong) => [range, input].forEach((one) => markWrong(one, wrong)),
  };
}

function makeNumber(field, at, form, names) {
  const node = numberInput(field, at, form, names);
  return single(node, (value) => show(node, value === ABSENT ? "" : String(value)));
}

function numberInput(field, at, form, names) {
  const node = make("input", {
    ...attributesOf(field, names, { type: "number", step: "any" }),
    on: { input: () => (node.value === "" ? form.draft.drop(at) : form.draft.put(at, Number(node.value))) },
  });
  return node;
}

function makeText(field, at, form, names, more = {}) {
  const node = make("input", {
    ...attributesOf(field, names, { type: "text", ...more }),
    on: { input: () => type(form, at, node.value) },
  });
  return single(node, (value) => show(node, value === ABSENT ? "" : String(value)));
}

function makeTextArea(field, at, form, names) {
  const node = make("textarea", {
    ...attributesOf(field, names, { rows: "3", dir: "auto" }),
    on: { input: () => type(form, at, node.value) },
  });
  return single(node, (value) => show(node, value === ABSENT ? "" : String(value)));
}

/** An empty text is no text, where somebody empties it; one that came with a request stays. */
export const type = (form, at, text) => (text === "" ? form.draft.drop(at) : form.draft.put(at, text));

/** Show a text without moving the cursor of whoever is typing it. */
export function show(node, text) {
  const typed = node.type === "number" && node.value !== "" && Number(node.value) === Number(text) && text !== "";
  if (node.value !== text && !typed) node.value = text;
}
