// What a field says of itself: the contract's summary, its limits, and what is used when it is not sent.

import { ABSENT } from "./pointer.js";
import { words } from "./words.js";

/** The help of *field* in one line. */
export function describeField(field, value) {
  if (field.key === "[]" && field.control === "group") return "";
  const parts = [field.help];
  if (field.files !== null) parts.push(filesOf(field.files));
  if (field.item?.files) parts.push([filesOf(field.item.files), most(field)].filter(Boolean).join(", "));
  if (field.minimum !== null && field.maximum !== null)
    parts.push(`${words.range(field.minimum, field.maximum, field.unit)}.`);
  if (field.max_length !== null) parts.push(`${words.characters(lengthOf(value), field.max_length)}.`);
  return parts.filter(Boolean).join(" ");
}

const most = (field) => (field.max_items === null ? "" : words.mostFiles(field.max_items));

function filesOf({ formats, bytes, side, ratio }) {
  const parts = [
    formats.length ? words.formats(formats) : "",
    bytes === null ? "" : words.atMostBytes(bytes),
    side === null ? "" : words.sides(side),
    ratio === null ? "" : words.ratio(ratio),
  ].filter(Boolean);
  return parts.length ? parts.join(", ") : "";
}

/** Characters as the contract counts them: Unicode code points. */
function lengthOf(value) {
  return value !== ABSENT && typeof value === "string" ? [...value].length : 0;
}

/** A default as people read it. */
export const shownDefault = (value) => ({ true: words.on, false: words.off })[String(value)] ?? String(value);
