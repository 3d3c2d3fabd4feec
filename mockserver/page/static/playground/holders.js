// Controls that hold others: an object as a group, an array as a list whose items come, go and move.

import { make, say } from "./dom.js";
import { makeField } from "./field.js";
import { makeFilePicker } from "./file.js";
import { ABSENT, inside } from "./pointer.js";
import { words } from "./words.js";

/** An object: its members under one heading. */
export function makeGroup(field, at, form) {
  const members = field.fields.map((one) => form.place(makeField(one, inside(at, one.key), form)));
  return {
    isGroup: true,
    node: make("div", { class: "group" }, ...members.map((one) => one.node)),
    sync: () => members.forEach((one) => one.sync()),
    mark: () => {},
  };
}

/** An array: as many items as the draft has, each with the buttons that take it out or move it up. */
export function makeList(field, at, form, names) {
  let views = [];
  const items = make("ol", { class: "items" });
  const count = make("span", { class: "count" });
  const sum = make("p", { class: "sum", hidden: true });
  const label = field.item.label;
  const addButton = make("button", { type: "button", class: "add", on: { click: add } }, words.add(label));
  const picker = field.item.control === "image" ? makeFilePicker(field, at, form, names) : null;
  const node = make(
    "div",
    { class: "many" },
    items,
    sum,
    picker?.node,
    make("div", { class: "list-foot" }, addButton, count),
  );

  const values = () => {
    const found = form.draft.read(at);
    return Array.isArray(found) ? found : [];
  };

  function add() {
    form.draft.put(at, [...values(), newItem(field, values(), form)]);
    focusIn(items.lastElementChild);
  }

  function change(made) {
    const left = numbered(field.item, made);
    if (left.length) form.draft.put(at, left);
    else form.draft.drop(at);
  }

  function remove(place) {
    change(values().filter((_, number) => number !== place));
    focusIn(items.children[Math.min(place, values().length - 1)] ?? addButton);
  }

  function moveUp(place) {
    const made = [...values()];
    made.splice(place - 1, 2, made[place], made[place - 1]);
    change(made);
    items.children[place - 1].querySelector("button").focus();
  }

  function makeItem(number) {
    const named = `${label} ${number + 1}`;
    const view = form.place(makeField({ ...field.item, label: named }, inside(at, number), form));
    const button = (text, act) =>
      make("button", { type: "button", class: "plain", on: { click: () => act(number) } }, text);
    const buttons = [...(number ? [button(words.moveUp(named), moveUp)] : []), button(words.remove(named), remove)];
    return { view, node: make("li", {}, view.node, make("div", { class: "item-foot" }, ...buttons)) };
  }

  return {
    isGroup: true,
    node,
    sync() {
      const wanted = values().length;
      while (views.length > wanted) {
        const gone = views.pop();
        form.displace(gone.view.at);
        gone.node.remove();
      }
      while (views.length < wanted) {
        const made = makeItem(views.length);
        views.push(made);
        items.append(made.node);
      }
      views.forEach(({ view }) => view.sync());
      say(count, words.items(wanted, field.max_items));
      showSum(field, values(), form, sum);
    },
    mark: () => {},
  };
}

const partIn = (field, unit) => field.item.fields.find((one) => one.unit === unit);

// What people fill in themselves begins empty; the rest begins as the contract's example.
const EMPTY_AT_FIRST = new Set(["text", "text-area", "address", "image", "video"]);

/** An item to begin with: the contract's example, the next number, and the seconds that are left. */
function newItem(field, present, form) {
  if (field.item.control !== "group") return "";
  const made = structuredClone(field.item.example);
  for (const part of field.item.fields) if (EMPTY_AT_FIRST.has(part.control)) made[part.key] = "";
  const part = partIn(field, "seconds");
  if (part) {
    const left = Math.max(form.seconds() - secondsOf(part, present), 1);
    made[part.key] = part.types[0] === "string" ? String(left) : left;
  }
  return numbered(field.item, [...present, made]).at(-1);
}

const secondsOf = (part, items) => items.reduce((sum, item) => sum + (Number(item?.[part.key]) || 0), 0);

/** The items with their numbers, where one of their members counts them. */
function numbered(item, values) {
  const counter = item.fields.find((one) => one.counts);
  if (!counter) return values;
  const isObject = (value) => typeof value === "object" && value !== null;
  return values.map((value, number) => (isObject(value) ? { ...value, [counter.key]: number + 1 } : value));
}

function showSum(field, present, form, node) {
  const part = partIn(field, "seconds");
  node.hidden = !part || present.length === 0;
  if (!node.hidden) say(node, words.sum(secondsOf(part, present), form.seconds()));
}

const focusIn = (node) => (node?.querySelector("input:not([type=file]), select, textarea") ?? node)?.focus();
